"""Differences between custodians and the book: all open ones, those of one portfolio, and what became of each."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolios.forms import BreakForm
from portfolios.models import BreakState, Reconciliation, ReconciliationBreak
from portfolios.selectors.reconciliation import break_list
from portfolios.services.reconciliation import break_explain, break_resolve
from portfolios.views.frame import portfolio_frame, portfolio_shown
from tenancy.cursors import Slice, slice_links, slice_of
from tenancy.pages import PageRequest, attempt, page, shows
from tenancy.permissions import visible_or_404
from tenancy.roles import Action

CHIPS: Final = {BreakState.OPEN: "danger", BreakState.RESOLVED: "ok", BreakState.EXPLAINED: "info"}
DECIDE: Final[dict[str, Callable[..., ReconciliationBreak]]] = {
    "resolve": break_resolve,
    "explain": break_explain,
}


def _rows(found: Slice[ReconciliationBreak]) -> list[dict[str, Any]]:
    return [
        {
            "item": each,
            "chip": CHIPS[BreakState(each.state)],
            "difference": each.custodian_quantity - each.book_quantity,
        }
        for each in found.rows
    ]


@page(action=Action.RECONCILE, purpose="reconciliation")
@require_safe
def reconciliation_list(request: PageRequest) -> HttpResponseBase:
    """Every difference of the firm, open ones first asked for, and the latest comparisons."""
    state = request.GET.get("state", BreakState.OPEN)
    wanted = state if state in BreakState.values else ""
    rows = break_list(request.actor, state=wanted)
    found = slice_of(rows, ordering=("-id",), mark=request.GET.get("mark", ""))
    shows(request, *{each.portfolio.client_id for each in found.rows})
    context = {
        "heading": _("Reconciliation"),
        "rows": _rows(found),
        "states": [
            {"label": label, "url": f"?state={code}", "current": code == (wanted or "all")}
            for code, label in (*BreakState.choices, ("all", _("All")))
        ],
        "with_portfolio": True,
        "may_decide": True,
        "comparisons": Reconciliation.objects.select_related("batch__document").order_by("-pk")[:8],
        **slice_links(found, query={"state": state}),
    }
    return render(request, "portfolios/reconciliation_list.html", context)


@page(action=Action.CLIENT_VIEW, purpose="reconciliation")
@require_safe
def portfolio_breaks(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """The differences of one portfolio, decided ones too."""
    portfolio = portfolio_shown(request, public_id)
    rows = break_list(request.actor).filter(portfolio=portfolio)
    found = slice_of(rows, ordering=("-id",), mark=request.GET.get("mark", ""))
    waiting = rows.filter(state=BreakState.OPEN).count()
    context = {
        **portfolio_frame(request, portfolio, "portfolio_breaks", break_count=waiting),
        "rows": _rows(found),
        "waiting": waiting,
        "with_portfolio": False,
        "may_decide": request.actor.may(Action.RECONCILE),
        **slice_links(found, query={}),
    }
    return render(request, "portfolios/portfolio_breaks.html", context)


@page(action=Action.RECONCILE, purpose="reconciliation")
@require_http_methods(["GET", "POST"])
def break_decide(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Say that a difference is gone, or accept it with a reason."""
    rows = ReconciliationBreak.objects.select_related(
        "reconciliation", "portfolio__client__household", "account", "instrument"
    )
    item = visible_or_404(request.actor, rows, public_id)
    item.portfolio.tenant = request.actor.tenant
    shows(request, item.portfolio.client_id, obj=item)
    form = BreakForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decide = DECIDE[form.cleaned_data["decision"]]
        work = partial(decide, actor=request.actor, item=item, reason=form.cleaned_data["reason"])
        if attempt(form, work) is not None:
            messages.success(request, _("The difference is decided; your reason is kept with it."))
            return redirect(reverse("portfolio_breaks", kwargs={"public_id": item.portfolio.public_id}))
    context = {
        **portfolio_frame(request, item.portfolio, "portfolio_breaks"),
        "item": item,
        "difference": item.custodian_quantity - item.book_quantity,
        "form": form,
    }
    return render(request, "portfolios/break_decide.html", context, status=422 if form.errors else 200)
