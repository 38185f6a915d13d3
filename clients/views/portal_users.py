"""Who may enter a client's portal."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms import PortalInviteForm
from clients.models import Client, Delivery
from clients.selectors.portal import portal_invitations_of, portal_users_of
from clients.services.portal import portal_user_invite
from clients.services.portal import portal_user_remove as remove
from clients.views.clients import crumbs
from tenancy.errors import NotFound
from tenancy.pages import PageRequest, attempt, page, shows
from tenancy.permissions import visible_or_404
from tenancy.roles import Action


@page(action=Action.CLIENT_EDIT, purpose="client.portal_users")
@require_http_methods(["GET", "POST"])
def portal_user_list(request: PageRequest, public_id: UUID) -> HttpResponse:
    """People with a portal login, open invitations, the latest mails; a post invites."""
    client = visible_or_404(request.actor, Client, public_id)
    shows(request, client.pk, obj=client)
    form = PortalInviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: portal_user_invite(actor=request.actor, client=client, **form.cleaned_data)
        )
        if made is not None:
            messages.success(request, _("The invitation is on its way."))
            return redirect("portal_user_list", client.public_id)
    deliveries = Delivery.objects.filter(notification__client=client).select_related("notification")
    context = {
        "client": client,
        "tab": "portal",
        "breadcrumbs": crumbs(),
        "form": form,
        "people": portal_users_of(client=client),
        "invitations": portal_invitations_of(client=client),
        "deliveries": deliveries.order_by("-id")[:20],
    }
    return render(request, "clients/portal_user_list.html", context)


@page(action=Action.CLIENT_EDIT, purpose="portal_user.remove")
@require_POST
def portal_user_remove(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Closes the portal of this client to one person, named in the form."""
    client = visible_or_404(request.actor, Client, public_id)
    chosen = request.POST.get("user", "")
    user = next((u for u in portal_users_of(client=client) if str(u.public_id) == chosen), None)
    if user is None:
        raise NotFound
    remove(actor=request.actor, client=client, user=user)
    messages.success(request, _("The portal is closed to this person."))
    return redirect("portal_user_list", client.public_id)
