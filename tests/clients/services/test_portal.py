"""Letting people into a client's portal and out again."""

import pytest
from django.core import mail

from clients.models import Client
from clients.selectors.portal import portal_users_of
from clients.services.portal import portal_user_invite, portal_user_remove
from tenancy.errors import Conflict, NotFound
from tenancy.permissions import Actor, visible
from tenancy.roles import Role


def test_an_invitation_goes_out_without_the_clients_name(
    actors: dict[Role, Actor], client_file: Client
) -> None:
    invitation = portal_user_invite(actor=actors[Role.ADVISOR], client=client_file, email="Anna@Example.org")
    assert (invitation.email, invitation.role) == ("anna@example.org", Role.CLIENT)
    assert invitation.client_public_id == client_file.public_id
    assert "Keller" not in f"{mail.outbox[0].subject}{mail.outbox[0].body}"


def test_a_hidden_clients_portal_is_not_opened(actors: dict[Role, Actor], hidden_file: Client) -> None:
    with pytest.raises(NotFound):
        portal_user_invite(actor=actors[Role.ADVISOR], client=hidden_file, email="x@example.org")
    assert mail.outbox == []


def test_somebody_inside_is_not_invited_again(
    actors: dict[Role, Actor], client_file: Client, portal_user: Actor
) -> None:
    assert portal_user.user is not None
    with pytest.raises(Conflict):
        portal_user_invite(actor=actors[Role.ADVISOR], client=client_file, email=portal_user.user.email)


def test_a_removed_portal_user_sees_nothing_of_the_client(
    actors: dict[Role, Actor], client_file: Client, portal_user: Actor
) -> None:
    assert portal_user.user is not None
    assert visible(portal_user, Client).count() == 1
    portal_user_remove(actor=actors[Role.ADVISOR], client=client_file, user=portal_user.user)
    assert visible(portal_user, Client).count() == 0
    assert portal_users_of(client=client_file) == []
    with pytest.raises(NotFound):
        portal_user_remove(actor=actors[Role.ADVISOR], client=client_file, user=portal_user.user)
