"""Alerts as people look for them: the queue by urgency and age, and who may look after one."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from compliance.models import OPEN_STATES, Alert, Severity
from tenancy.models import Membership
from tenancy.permissions import Actor, visible
from tenancy.roles import ACTIONS, Action

QUEUE: Final = ("-rank", "first_seen_on", "id")
_RANKS: Final = {Severity.BREACH: 3, Severity.WARNING: 2, Severity.INFO: 1}
RELATED: Final = ("portfolio__client", "owner__user")


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """What to look for; what is empty does not narrow. `state` may be "standing": open and acknowledged together."""

    state: str = "standing"
    severity: str = ""
    rule: str = ""
    mine: bool = False


def alert_list(*, actor: Actor, wanted: AlertFilter) -> QuerySet[Alert]:
    """The alerts the actor may see with portfolio, client and owner; `rank` is higher for the more severe. Order: `QUEUE`."""
    rank = Case(
        *(When(severity=name, then=Value(place)) for name, place in _RANKS.items()),
        default=Value(0),
        output_field=IntegerField(),
    )
    rows = visible(actor, Alert).select_related(*RELATED).annotate(rank=rank)
    if wanted.state == "standing":
        rows = rows.filter(state__in=OPEN_STATES)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.severity:
        rows = rows.filter(severity=wanted.severity)
    if wanted.rule:
        rows = rows.filter(rule=wanted.rule)
    return rows.filter(owner__user=actor.user) if wanted.mine else rows


def alerts_of_portfolio(*, portfolio_id: int, limit: int = 6) -> list[Alert]:
    """The standing alerts of one portfolio the caller has already been let see, most urgent first."""
    rows = Alert.objects.filter(portfolio_id=portfolio_id, state__in=OPEN_STATES)
    ranked = rows.order_by(Case(*_ranked(), default=Value(9)), "first_seen_on", "id")
    return list(ranked[:limit])


def _ranked() -> list[Any]:
    return [When(severity=name, then=Value(-place)) for name, place in _RANKS.items()]


def alert_counts(*, actor: Actor, portfolio_ids: list[int] | None = None) -> dict[int, int]:
    """By portfolio id how many alerts stand; portfolios without one are left out. One query."""
    rows = visible(actor, Alert).filter(state__in=OPEN_STATES)
    if portfolio_ids is not None:
        rows = rows.filter(portfolio_id__in=portfolio_ids)
    return dict(rows.values_list("portfolio_id").annotate(count=Count("pk")).order_by())


def alert_owners() -> QuerySet[Membership]:
    """Active members of the firm whose role handles alerts; whether one may see an alert is decided when it is assigned."""
    roles = [role for role, actions in ACTIONS.items() if Action.ALERT_HANDLE in actions]
    rows = Membership.objects.filter(Q(role__in=roles), is_active=True)
    return rows.select_related("user").order_by("user__name", "pk")
