"""The activity of a client's file."""

import pytest

from clients.models import Client
from clients.selectors.activity import activity_of
from clients.services.clients import client_update
from tenancy.errors import NotFound
from tenancy.models import AccessEvent
from tenancy.permissions import Actor
from tenancy.roles import Role


def test_changes_and_looks_newest_first(actors: dict[Role, Actor], client_file: Client) -> None:
    client_update(actor=actors[Role.OPERATIONS], client=client_file, changes={"phone": "1"})
    AccessEvent.objects.create(
        user=actors[Role.AUDITOR].user,
        role=Role.AUDITOR,
        surface="page",
        purpose="client.file",
        route="GET x",
        client_ids=[client_file.pk],
    )
    found = activity_of(actor=actors[Role.ADVISOR], client=client_file)
    assert {(item.what, item.is_change) for item in found} == {
        ("client.create", True),
        ("client.update", True),
        ("client.file", False),
    }
    assert [item.at for item in found] == sorted((item.at for item in found), reverse=True)


def test_out_of_sight_is_not_found(actors: dict[Role, Actor], hidden_file: Client) -> None:
    with pytest.raises(NotFound):
        activity_of(actor=actors[Role.ADVISOR], client=hidden_file)
