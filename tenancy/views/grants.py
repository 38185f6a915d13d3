"""Access to clients and portfolios, by reference."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenancy.errors import NotFound, RuleRefused
from tenancy.forms import GrantForm
from tenancy.models import Membership, Team
from tenancy.pages import PageRequest, attempt, page, shows
from tenancy.roles import Action
from tenancy.selectors.people import grant_list as grant_rows
from tenancy.selectors.people import holder_choices, holder_of
from tenancy.services import grants


def _holder(key: str) -> Membership | Team:
    found = holder_of(key)
    if found is None:
        raise NotFound
    return found


@page(action=Action.GRANT_EDIT, purpose="grant.list")
@require_http_methods(["GET", "POST"])
def grant_list(request: PageRequest) -> HttpResponse:
    """Who has access to which reference; a post grants. References only: no name and no fact of a client."""
    form = GrantForm(request.POST or None, holders=holder_choices())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        holder = _holder(data["holder"])

        def work() -> bool:
            grants.grant_add(
                actor=request.actor, holder=holder, kind=data["kind"], reference=data["reference"]
            )
            return True

        if attempt(form, work):
            messages.success(request, _("Access is granted."))
            return redirect("grant_list")
    chosen = request.GET.get("holder", "")
    known = chosen in {key for key, _label in holder_choices()}
    rows = grant_rows(holder=_holder(chosen) if known else None)
    shows(request, *(row.client_id for row in rows))
    context = {"form": form, "grants": rows, "holders": holder_choices(), "chosen": chosen}
    return render(request, "tenancy/grant_list.html", context)


@page(action=Action.GRANT_EDIT, purpose="grant.remove")
@require_POST
def grant_remove(request: PageRequest) -> HttpResponse:
    """Takes access back."""
    kind = request.POST.get("kind", "")
    if kind not in grants.MODELS:
        raise RuleRefused
    grants.grant_remove(
        actor=request.actor,
        holder=_holder(request.POST.get("holder", "")),
        kind=kind,
        reference=request.POST.get("reference", ""),
    )
    messages.success(request, _("Access is withdrawn."))
    return redirect("grant_list")
