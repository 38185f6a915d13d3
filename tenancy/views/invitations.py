"""The door for invited people: opened by the secret of a mail, shut for everybody else."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tenancy.errors import NotFound
from tenancy.forms import InvitationAcceptForm
from tenancy.models import Invitation, Tenant, User
from tenancy.pages import attempt
from tenancy.scope import tenant_scope
from tenancy.selectors import invitation_tenant, token_hash
from tenancy.services.people import invitation_accept as accept


@never_cache
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Shows who invites, and takes name and password of a new login or the consent of an existing one."""
    tenant_id = invitation_tenant(secret)
    if tenant_id is None:
        raise NotFound
    tenant = Tenant.objects.get(pk=tenant_id)
    with tenant_scope(tenant.pk):
        invitation = Invitation.objects.get(token_hash=token_hash(secret))
        existing = User.objects.filter(email=invitation.email).exists()
        signed_in = request.user if isinstance(request.user, User) else None
        form = InvitationAcceptForm(
            request.POST if request.method == "POST" else None,
            existing=existing,
            initial={"name": invitation.name},
        )
        context: dict[str, Any] = {
            "firm_invites": tenant,
            "invitation": invitation,
            "form": form,
            "existing": existing,
            "is_signed_in": signed_in is not None and signed_in.email == invitation.email,
        }
        if request.method == "POST" and form.is_valid():
            joined = attempt(
                form,
                lambda: accept(
                    tenant=tenant,
                    invitation=invitation,
                    signed_in=signed_in,
                    name=form.cleaned_data.get("name", ""),
                    password=form.cleaned_data.get("password", ""),
                ),
            )
            if joined is not None:
                messages.success(request, _("You have joined. Please sign in."))
                return redirect("firm_choose" if existing else "account_login")
        return render(request, "tenancy/invitation_accept.html", context)
