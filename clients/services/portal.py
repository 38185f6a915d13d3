"""Who may enter the portal of a client."""

from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clients.selectors.portal import portal_users_of
from tenancy.errors import Conflict, NotFound
from tenancy.models import Invitation, User
from tenancy.permissions import Actor, require, revoke
from tenancy.roles import Action, Role
from tenancy.services.audit import audit_record
from tenancy.services.people import invitation_issue


def portal_user_invite(*, actor: Actor, client: Client, email: str, name: str = "") -> Invitation:
    """Invite somebody into the portal of `client`, in the client's language. `Conflict` when they are in already."""
    require(actor, Action.CLIENT_EDIT, client)
    if email.strip().lower() in {user.email for user in portal_users_of(client=client)}:
        raise Conflict(_("This person may already enter the portal of this client."))
    return invitation_issue(
        actor=actor, email=email, name=name, role=Role.CLIENT, language=client.language, client=client
    )


def portal_user_remove(*, actor: Actor, client: Client, user: User) -> None:
    """Close the portal of `client` to `user`; other clients of theirs stay open. `NotFound` when they were not in."""
    require(actor, Action.CLIENT_EDIT, client)
    if user not in portal_users_of(client=client):
        raise NotFound
    revoke(user, client)
    audit_record(
        actor=actor,
        action="portal_user.remove",
        obj=client,
        client_ids=[client.pk],
        before={"user": str(user.public_id)},
    )
