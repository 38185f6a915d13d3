"""Who of a client's people may enter the portal, and the documents they find there."""

from django.db.models import QuerySet

from clients.models import Client, ClientDocument
from tenancy.models import Invitation, Membership, User
from tenancy.permissions import Actor, holders, visible
from tenancy.roles import Role


def portal_users_of(*, client: Client) -> list[User]:
    """The people with the role of a client who may see `client`, active in the firm, by e-mail."""
    users, _teams = holders(client)
    members = Membership.objects.filter(
        user__in=[user.pk for user in users], role=Role.CLIENT, is_active=True
    ).select_related("user")
    return sorted((member.user for member in members), key=lambda user: user.email)


def portal_invitations_of(*, client: Client) -> list[Invitation]:
    """Invitations to this client's portal that were neither accepted nor withdrawn."""
    return list(
        Invitation.objects.filter(
            client_public_id=client.public_id, accepted_at__isnull=True, revoked_at__isnull=True
        ).order_by("-id")
    )


def documents_shared(*, actor: Actor) -> QuerySet[ClientDocument]:
    """The documents of the visible clients that are shared with them, the newest first."""
    found = visible(actor, ClientDocument).filter(is_shared=True).select_related("document", "client")
    return found.order_by("-id")
