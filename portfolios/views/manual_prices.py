"""A price by hand: what was given and why, its document, and the second person's decision."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portfolios.models import ManualPrice, ManualPriceState
from portfolios.services.manual_prices import manual_price_decide, manual_price_withdraw
from tenancy.errors import NotFound
from tenancy.models import ApprovalState
from tenancy.pages import PageRequest, page
from tenancy.permissions import visible_or_404
from tenancy.roles import Action
from tenancy.services.documents import document_open

CHIPS = {
    ManualPriceState.WAITING: "warn",
    ManualPriceState.RECORDED: "ok",
    ManualPriceState.REJECTED: "danger",
    ManualPriceState.WITHDRAWN: "",
}


def _shown(request: PageRequest, public_id: UUID) -> ManualPrice:
    rows = ManualPrice.objects.select_related(
        "instrument", "document", "entered_by", "approval__maker", "approval__checker"
    )
    entered = visible_or_404(request.actor, rows, public_id)
    request.purpose_object = entered
    return entered


@page(action=Action.EVENT_VIEW, purpose="instruments")
@require_safe
def manual_price_detail(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """From what to what, why and on what evidence; the decision, for whoever may make it."""
    entered = _shown(request, public_id)
    instrument = entered.instrument
    here = reverse("instrument_detail", kwargs={"public_id": instrument.public_id})
    context = {
        "heading": _("Price by hand"),
        "breadcrumbs": [
            {"label": _("Instruments and prices"), "url": reverse("instrument_list")},
            {"label": instrument.name, "url": here},
        ],
        "entered": entered,
        "chip": CHIPS[ManualPriceState(entered.state)],
        "change": None if not entered.before else entered.price / entered.before - 1,
        **_decisions(request, entered),
    }
    return render(request, "portfolios/manual_price_detail.html", context)


def _decisions(request: PageRequest, entered: ManualPrice) -> dict[str, bool]:
    actor, approval = request.actor, entered.approval
    is_waiting = entered.state == ManualPriceState.WAITING and approval is not None
    is_open = is_waiting and approval is not None and approval.state == ApprovalState.SUBMITTED
    is_mine = approval is not None and approval.maker_id == actor.user_id
    return {
        "may_decide": is_open and not is_mine and actor.may(Action.APPROVAL_DECIDE),
        "may_withdraw": is_waiting and actor.may(Action.PRICE_EDIT) and (is_mine or not is_open),
        "waits_for_another": is_open and is_mine,
    }


def _back(public_id: UUID) -> HttpResponseBase:
    return redirect(reverse("manual_price_detail", kwargs={"public_id": public_id}))


@page(action=Action.APPROVAL_DECIDE, purpose="instruments")
@require_POST
def manual_price_decide_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Approve and record the change, or reject it."""
    entered = _shown(request, public_id)
    verdict = request.POST.get("verdict", "")
    if verdict not in {"approve", "reject"}:
        raise NotFound
    decide = partial(manual_price_decide, actor=request.actor, entered=entered)
    decide(approve=verdict == "approve", reason=request.POST.get("reason", "")[:500])
    approved = _("Approved: the price is recorded, and portfolios that hold the instrument are valued again.")
    messages.success(request, approved if verdict == "approve" else _("The change is rejected."))
    return _back(public_id)


@page(action=Action.PRICE_EDIT, purpose="instruments")
@require_POST
def manual_price_withdraw_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Take the change back."""
    manual_price_withdraw(actor=request.actor, entered=_shown(request, public_id))
    messages.success(request, _("The change is withdrawn."))
    return _back(public_id)


@page(action=Action.EVENT_VIEW, purpose="instruments")
@require_safe
def manual_price_document(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """The document that shows how the price was found, to be saved."""
    document: Any = _shown(request, public_id).document
    if document is None:
        raise NotFound
    return FileResponse(
        document_open(document=document),
        as_attachment=True,
        filename=document.name,
        content_type="application/octet-stream",
    )
