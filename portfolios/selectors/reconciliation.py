"""Differences between custodians and the book."""

from datetime import date

from django.db.models import QuerySet

from portfolios.models import BreakState, Portfolio, ReconciliationBreak
from tenancy.permissions import Actor, visible


def open_breaks(portfolio: Portfolio, *, until: date | None = None) -> QuerySet[ReconciliationBreak]:
    """The portfolio's open differences, those that block the release of a statement; `until` leaves out later lists."""
    rows = ReconciliationBreak.objects.filter(portfolio=portfolio, state=BreakState.OPEN)
    if until is not None:
        rows = rows.filter(reconciliation__as_of__lte=until)
    return rows.select_related("reconciliation", "account", "instrument").order_by("pk")


def break_list(actor: Actor, *, state: str = "") -> QuerySet[ReconciliationBreak]:
    """The differences the actor may see, latest first, in one state or all."""
    rows = visible(actor, ReconciliationBreak)
    if state:
        rows = rows.filter(state=state)
    related = ("reconciliation", "portfolio", "portfolio__client", "account", "instrument", "decided_by")
    return rows.select_related(*related).order_by("-pk")
