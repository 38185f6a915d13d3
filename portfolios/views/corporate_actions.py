"""Acts of issuers: the list, entering one, its preview over all portfolios, and the two people who decide."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolios.event_forms import CorporateActionForm
from portfolios.models import CorporateActionEvent, EventState, Instrument, Transaction
from portfolios.selectors.entitlements import Entitlements, LineState, entitlements_of, external_id
from portfolios.services.corporate_actions import (
    event_cancel,
    event_create,
    event_decide,
    event_problems,
    event_submit,
    event_withdraw,
)
from portfolios.tasks import event_post_enqueue
from tenancy.clock import business_date
from tenancy.cursors import slice_links, slice_of
from tenancy.errors import ApplicationError, NotFound
from tenancy.models import ApprovalState
from tenancy.pages import PageRequest, attempt, page, shows
from tenancy.permissions import visible, visible_or_404
from tenancy.roles import Action

SHOWN_LINES: Final = 500
CHIPS: Final = {
    EventState.DRAFT: "",
    EventState.SUBMITTED: "warn",
    EventState.APPROVED: "info",
    EventState.POSTED: "ok",
    EventState.CANCELLED: "",
}
LINE_CHIPS: Final = {
    LineState.ENTITLED: "ok",
    LineState.BOOKED: "info",
    LineState.SHORT: "warn",
    LineState.NOTHING: "",
}


@page(action=Action.EVENT_VIEW, purpose="corporate_actions")
@require_safe
def event_list_page(request: PageRequest) -> HttpResponseBase:
    """All events, the latest ex days first."""
    rows = visible(request.actor, CorporateActionEvent).select_related("instrument", "entered_by")
    found = slice_of(rows, ordering=("-ex_date", "-id"), mark=request.GET.get("mark", ""))
    context = {
        "heading": _("Corporate actions"),
        "rows": [(each, CHIPS[EventState(each.state)]) for each in found.rows],
        "may_enter": request.actor.may(Action.TRANSACTION_POST),
        **slice_links(found, query={}),
    }
    return render(request, "portfolios/corporate_action_list.html", context)


@page(action=Action.TRANSACTION_POST, purpose="corporate_actions")
@require_http_methods(["GET", "POST"])
def event_create_page(request: PageRequest) -> HttpResponseBase:
    """Enter an event; its preview follows, nothing is posted."""
    form = CorporateActionForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        event = attempt(form, partial(event_create, actor=request.actor, draft=form.draft()))
        if event is not None:
            return redirect(reverse("corporate_action_detail", kwargs={"public_id": event.public_id}))
    context = {"heading": _("Enter a corporate action"), "breadcrumbs": [_crumb()], "form": form}
    return render(
        request, "portfolios/corporate_action_create.html", context, status=422 if form.errors else 200
    )


def _initial(request: PageRequest) -> dict[str, Any]:
    """The instrument from whose page one comes, and today."""
    initial: dict[str, Any] = {"ex_date": business_date(request.actor.tenant)}
    if code := request.GET.get("instrument", ""):
        found = get_object_or_404(Instrument.objects.all(), public_id=code)
        initial["instrument"] = found.isin or found.symbol
    return initial


def _crumb() -> dict[str, Any]:
    return {"label": _("Corporate actions"), "url": reverse("corporate_action_list")}


@page(action=Action.EVENT_VIEW, purpose="corporate_actions")
@require_safe
def event_detail_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """The terms, the entitlements of every portfolio (or what was posted), and what may be done next."""
    event = _shown(request, public_id)
    context = {
        "heading": f"{event.get_type_display()} · {event.instrument.name}",
        "breadcrumbs": [_crumb()],
        "event": event,
        "chip": CHIPS[EventState(event.state)],
        "steps": _steps(event),
        **_decisions(request, event),
    }
    if event.state == EventState.POSTED:
        context |= _posted(request, event)
    elif event.state != EventState.CANCELLED:
        context |= _previewed(request, event)
    return render(request, "portfolios/corporate_action_detail.html", context)


def _shown(request: PageRequest, public_id: UUID) -> CorporateActionEvent:
    rows = CorporateActionEvent.objects.select_related(
        "instrument", "related_instrument", "entered_by", "approval__maker", "approval__checker"
    )
    event = visible_or_404(request.actor, rows, public_id)
    request.purpose_object = event
    return event


def _previewed(request: PageRequest, event: CorporateActionEvent) -> dict[str, Any]:
    """Every position and what it receives; what a portfolio could not take is said before anybody is asked."""
    found = entitlements_of(event)
    shows(request, *{line.portfolio.client_id for line in found.lines})
    problems = []
    if event.state == EventState.DRAFT and request.actor.may(Action.TRANSACTION_POST):
        problems = event_problems(actor=request.actor, event=event, found=found)
    return {
        "lines": [(line, LINE_CHIPS[line.state]) for line in found.lines[:SHOWN_LINES]],
        "line_count": len(found.lines),
        "entitled_count": len(found.entitled),
        "portfolio_count": len({line.portfolio.pk for line in found.entitled}),
        "totals": _totals(found),
        "problems": problems,
        "has_changed": event.state == EventState.SUBMITTED
        and event.approval is not None
        and event.approval.content != found.content,
    }


def _totals(found: Entitlements) -> dict[str, Any]:
    lines = found.entitled
    return {
        "held": sum(line.held for line in lines),
        "units": sum(line.due.units for line in lines),
        "gross": sum(line.due.gross for line in lines),
        "tax": sum(line.due.tax for line in lines),
        "net": sum(line.due.net for line in lines),
        "fraction_money": sum(line.due.fraction_money for line in lines),
    }


def _posted(request: PageRequest, event: CorporateActionEvent) -> dict[str, Any]:
    """The transactions the event booked."""
    rows = Transaction.objects.filter(external_id__startswith=external_id(event))
    shown = list(rows.select_related("portfolio__client").order_by("portfolio_id", "pk")[:SHOWN_LINES])
    shows(request, *{row.portfolio.client_id for row in shown})
    return {"postings": shown}


def _decisions(request: PageRequest, event: CorporateActionEvent) -> dict[str, bool]:
    """What this reader may do with the event as it stands."""
    actor, approval = request.actor, event.approval
    may_post = actor.may(Action.TRANSACTION_POST)
    is_waiting = event.state == EventState.SUBMITTED
    is_open = is_waiting and approval is not None and approval.state == ApprovalState.SUBMITTED
    is_mine = approval is not None and approval.maker_id == actor.user_id
    return {
        "may_submit": may_post and event.state == EventState.DRAFT,
        "may_cancel": may_post and event.state == EventState.DRAFT,
        "may_decide": is_open and not is_mine and actor.may(Action.APPROVAL_DECIDE),
        "may_withdraw": is_waiting and may_post and (is_mine or not is_open),
        "waits_for_another": is_open and is_mine,
    }


def _steps(event: CorporateActionEvent) -> list[dict[str, str]]:
    """Entered, asked for, approved, posted."""
    reached = {
        EventState.DRAFT: 1,
        EventState.SUBMITTED: 2,
        EventState.APPROVED: 3,
        EventState.POSTED: 4,
        EventState.CANCELLED: 0,
    }[EventState(event.state)]
    words = (_("Entered"), _("Approval asked for"), _("Approved"), _("Posted"))
    return [
        {"label": word, "state": "done" if place < reached else "current" if place == reached else ""}
        for place, word in enumerate(words)
    ]


def _back(request: PageRequest, public_id: UUID, work: Any, done: str) -> HttpResponseBase:
    """Do `work` on the event and return to its page; what a rule refuses is said there."""
    try:
        with_message = work(
            actor=request.actor, event=visible_or_404(request.actor, CorporateActionEvent, public_id)
        )
    except ApplicationError as error:
        if not error.errors:
            raise
        for each in error.errors[:20]:
            messages.error(request, each.detail)
    else:
        messages.success(request, done)
        if with_message.state == EventState.APPROVED:
            event_post_enqueue(with_message)
    return redirect(reverse("corporate_action_detail", kwargs={"public_id": public_id}))


@page(action=Action.TRANSACTION_POST, purpose="corporate_actions")
@require_POST
def event_submit_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Ask a second person."""
    return _back(request, public_id, event_submit, _("A second person is asked to approve it."))


@page(action=Action.APPROVAL_DECIDE, purpose="corporate_actions")
@require_POST
def event_decide_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Approve, and have it posted, or reject."""
    verdict = request.POST.get("verdict", "")
    if verdict not in {"approve", "reject"}:
        raise NotFound
    reason = request.POST.get("reason", "")[:500]
    work = partial(event_decide, approve=verdict == "approve", reason=reason)
    approved = _("Approved: it is being posted to every entitled portfolio.")
    return _back(request, public_id, work, approved if verdict == "approve" else _("It is rejected."))


@page(action=Action.TRANSACTION_POST, purpose="corporate_actions")
@require_POST
def event_withdraw_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Take the request back."""
    return _back(request, public_id, event_withdraw, _("The request is withdrawn."))


@page(action=Action.TRANSACTION_POST, purpose="corporate_actions")
@require_POST
def event_cancel_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Put a draft aside."""
    work = partial(event_cancel, reason=request.POST.get("reason", ""))
    return _back(request, public_id, work, _("The event is cancelled; nothing was posted."))
