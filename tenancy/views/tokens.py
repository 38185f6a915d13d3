"""Keys for integrators' programs."""

from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenancy.forms import TokenForm
from tenancy.models import ApiToken
from tenancy.pages import PageRequest, attempt, page
from tenancy.roles import Action
from tenancy.selectors.people import token_list as token_rows
from tenancy.services import tokens
from tenancy.views.people import firm_row


@page(action=Action.PEOPLE_MANAGE, purpose="token.list")
@require_http_methods(["GET", "POST"])
def token_list(request: PageRequest) -> HttpResponse:
    """The keys of the firm; a post issues one and shows its secret this once."""
    form = TokenForm(request.POST or None)
    issued = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        until = data["expires_on"]
        expires_at = (
            datetime.combine(until, time.max, request.actor.tenant.zone_info) if until is not None else None
        )
        issued = attempt(
            form,
            lambda: tokens.token_create(
                actor=request.actor, name=data["name"], scopes=data["scopes"], expires_at=expires_at
            ),
        )
    if issued is not None:
        form = TokenForm()
    return render(
        request, "tenancy/token_list.html", {"tokens": token_rows(), "form": form, "issued": issued}
    )


@page(action=Action.PEOPLE_MANAGE, purpose="token.revoke")
@require_POST
def token_revoke(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Ends a key."""
    tokens.token_revoke(actor=request.actor, token=firm_row(ApiToken, public_id))
    messages.success(request, _("The key no longer opens anything."))
    return redirect("token_list")
