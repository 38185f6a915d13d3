"""The firm's settings, and the requests that wait for a second person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenancy.approval_kinds import approval_label, approval_url
from tenancy.errors import NotFound
from tenancy.forms import FirmForm
from tenancy.models import Approval, ApprovalState, Tenant
from tenancy.pages import PageRequest, attempt, page
from tenancy.roles import Action
from tenancy.services import settings as firm
from tenancy.services.approvals import approval_withdraw as withdraw
from tenancy.views.people import firm_row


@page(action=Action.FIRM_EDIT, purpose="firm.settings")
@require_http_methods(["GET", "POST"])
def firm_settings(request: PageRequest) -> HttpResponse:
    """What the administrator may set; the two settings that control others wait for a second person."""
    tenant = Tenant.objects.get(pk=request.actor.tenant.pk)
    initial = {name: getattr(tenant, name) for name in (*firm.FREE, *firm.WITH_SECOND_PERSON)}
    form = FirmForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():

        def work() -> str:
            waiting = firm.firm_settings_update(actor=request.actor, changes=form.cleaned_data)
            return "waiting" if waiting else "kept"

        outcome = attempt(form, work)
        if outcome == "waiting":
            messages.success(request, _("Part of the change waits for a second person."))
        if outcome is not None:
            messages.success(request, _("The settings are kept."))
            return redirect("firm_settings")
    return render(request, "tenancy/firm_settings.html", {"form": form})


@page(action=Action.APPROVAL_DECIDE, purpose="approval.list")
def approval_list(request: PageRequest) -> HttpResponse:
    """What waits for a second person, and what was decided last."""
    rows = Approval.objects.select_related("maker", "checker").order_by("-id")
    waiting = list(rows.filter(state=ApprovalState.SUBMITTED)[:100])
    context = {
        "waiting": [_waiting(row, request) for row in waiting],
        "decided": [(row, approval_label(row)) for row in rows.exclude(state=ApprovalState.SUBMITTED)[:30]],
    }
    return render(request, "tenancy/approval_list.html", context)


def _waiting(approval: Approval, request: PageRequest) -> dict[str, Any]:
    """A request in words, and where it is decided: here, or on the page of its object."""
    return {
        "approval": approval,
        "label": approval_label(approval),
        "url": approval_url(approval),
        "changes": _changes(approval),
        "is_mine": approval.maker_id == request.actor.user_id,
        "is_decided_here": approval.kind == firm.KIND,
    }


def _changes(approval: Approval) -> list[dict[str, str]]:
    """From what to what, for the kind whose content this app knows."""
    if approval.kind != firm.KIND:
        return []
    before, after = approval.content["from"], approval.content["to"]
    labels = {field.name: str(field.verbose_name) for field in Tenant._meta.fields}
    return [
        {"label": labels[name], "before": str(before[name]), "after": str(after[name])}
        for name in sorted(after)
    ]


@page(action=Action.APPROVAL_DECIDE, purpose="approval.decide")
@require_POST
def approval_decide(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Approves or rejects a change of the firm's settings."""
    approval = firm_row(Approval, public_id)
    verdict = request.POST.get("verdict", "")
    if verdict not in {"approve", "reject"}:
        raise NotFound
    firm.firm_settings_decide(
        actor=request.actor,
        approval=approval,
        approve=verdict == "approve",
        reason=request.POST.get("reason", "")[:500],
    )
    messages.success(
        request, _("The change is approved.") if verdict == "approve" else _("The change is rejected.")
    )
    return redirect("approval_list")


@page(action=Action.APPROVAL_DECIDE, purpose="approval.withdraw")
@require_POST
def approval_withdraw(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Takes one's own request back."""
    withdraw(actor=request.actor, approval=firm_row(Approval, public_id))
    messages.success(request, _("The request is withdrawn."))
    return redirect("approval_list")
