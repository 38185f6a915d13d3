"""Reading the trail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.models import Client
from clients.services.clients import client_create, client_update
from tenancy.errors import NotAllowed
from tenancy.models import AccessEvent, AuditEntry
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.selectors.trail import (
    TrailFilter,
    actions_seen,
    changes_of,
    client_names,
    entry_list,
    event_list,
    purposes_seen,
)


@pytest.fixture
def client_file(actors: dict[Role, Actor]) -> Client:
    client = client_create(actor=actors[Role.OPERATIONS], reference="C-1", name="Anna Keller")
    AccessEvent.objects.create(
        user=actors[Role.ADVISOR].user,
        role=Role.ADVISOR,
        surface="page",
        purpose="client.file",
        route="GET",
        client_ids=[client.pk],
    )
    return client


def test_filters(actors: dict[Role, Actor], client_file: Client) -> None:
    auditor, operations = actors[Role.AUDITOR], actors[Role.OPERATIONS]
    assert operations.user is not None
    by_person = TrailFilter(user_public_id=str(operations.user.public_id))
    assert [e.action for e in entry_list(actor=auditor, where=by_person)] == ["client.create"]
    by_client = TrailFilter(client_reference="C-1")
    assert entry_list(actor=auditor, where=by_client).count() == 1
    assert event_list(actor=auditor, where=by_client).count() == 1
    assert entry_list(actor=auditor, where=TrailFilter(client_reference="C-9")).count() == 0
    assert event_list(actor=auditor, where=TrailFilter(action="other")).count() == 0
    today = timezone.now().astimezone(auditor.tenant.zone_info).date()
    everything = entry_list(actor=auditor, where=TrailFilter()).count()
    assert entry_list(actor=auditor, where=TrailFilter(from_on=today, to_on=today)).count() == everything
    assert entry_list(actor=auditor, where=TrailFilter(from_on=today + timedelta(days=1))).count() == 0
    assert entry_list(actor=auditor, where=TrailFilter(to_on=today - timedelta(days=1))).count() == 0


def test_only_compliance_and_auditor(actors: dict[Role, Actor]) -> None:
    for role in (Role.ADMINISTRATOR, Role.OPERATIONS, Role.ADVISOR, Role.CLIENT):
        with pytest.raises(NotAllowed):
            entry_list(actor=actors[role], where=TrailFilter())


def test_a_change_is_shown_field_by_field(actors: dict[Role, Actor], client_file: Client) -> None:
    client_update(
        actor=actors[Role.OPERATIONS], client=client_file, changes={"name": "Anna Meier", "phone": "1"}
    )
    changes = changes_of(AuditEntry.objects.latest("id"))
    assert [(c.label, c.before, c.after) for c in changes] == [
        ("name", "Anna Keller", "Anna Meier"),
        ("phone", "", "1"),
    ]


def test_names_codes_and_purposes(actors: dict[Role, Actor], client_file: Client) -> None:
    ids = [client_file.pk]
    assert client_names(actor=actors[Role.AUDITOR], ids=ids) == {client_file.pk: "Anna Keller"}
    assert client_names(actor=actors[Role.ADMINISTRATOR], ids=ids) == {}
    assert "client.create" in actions_seen()
    assert purposes_seen() == ["client.file"]
