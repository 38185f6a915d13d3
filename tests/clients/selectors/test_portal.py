"""Who may enter a client's portal."""

from clients.models import Client
from clients.selectors.portal import portal_invitations_of, portal_users_of
from clients.services.portal import portal_user_invite
from tenancy.models import Membership
from tenancy.permissions import Actor
from tenancy.roles import Role


def test_grants_of_staff_are_no_portal_users(
    actors: dict[Role, Actor], client_file: Client, portal_user: Actor
) -> None:
    assert portal_users_of(client=client_file) == [portal_user.user]
    Membership.objects.filter(user=portal_user.user).update(is_active=False)
    assert portal_users_of(client=client_file) == []


def test_open_invitations_of_this_client_only(
    actors: dict[Role, Actor], client_file: Client, hidden_file: Client
) -> None:
    operations = actors[Role.OPERATIONS]
    mine = portal_user_invite(actor=operations, client=client_file, email="anna@example.org")
    portal_user_invite(actor=operations, client=hidden_file, email="bruno@example.org")
    assert portal_invitations_of(client=client_file) == [mine]
