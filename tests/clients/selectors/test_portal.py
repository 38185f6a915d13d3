"""Who may enter a client's portal."""

from clients.models import Client, ClientDocument
from clients.selectors.portal import documents_shared, portal_invitations_of, portal_users_of
from clients.services.portal import portal_user_invite
from tenancy.models import Membership
from tenancy.permissions import Actor, visible
from tenancy.roles import Role
from tests.clients.conftest import make_document


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


def test_a_client_finds_what_is_shared_with_them_and_nothing_else(
    actors: dict[Role, Actor], client_file: Client, hidden_file: Client, portal_user: Actor
) -> None:
    kept = make_document(actors[Role.OPERATIONS], client_file, is_shared=False)
    first = make_document(actors[Role.OPERATIONS], client_file)
    second = make_document(actors[Role.OPERATIONS], client_file)
    foreign = make_document(actors[Role.OPERATIONS], hidden_file)
    assert list(documents_shared(actor=portal_user)) == [second, first]
    assert set(visible(portal_user, ClientDocument)) == {first, second}
    assert set(visible(actors[Role.COMPLIANCE], ClientDocument)) == {kept, first, second, foreign}
