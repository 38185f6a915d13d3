"""Opening and changing client files."""

import pytest

from clients.models import Client, Relationship, RelationshipKind
from clients.services.clients import client_create, client_update, relationship_add, relationship_remove
from clients.services.households import household_create
from tenancy.errors import Conflict, NotAllowed, NotFound, RuleRefused
from tenancy.models import AuditEntry
from tenancy.permissions import Actor, visible
from tenancy.roles import Role


def last_entry() -> AuditEntry:
    entry: AuditEntry = AuditEntry.objects.latest("id")
    return entry


def test_an_advisor_sees_what_they_open(actors: dict[Role, Actor], client_file: Client) -> None:
    assert list(visible(actors[Role.ADVISOR], Client)) == [client_file]
    assert client_file.sort_name == "keller anna"
    entry = last_entry()
    assert (entry.action, entry.client_ids) == ("client.create", [client_file.pk])
    assert entry.after is not None
    assert entry.after["name"] == "Anna Keller"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COMPLIANCE, Role.AUDITOR, Role.CLIENT])
def test_other_roles_open_nothing(actors: dict[Role, Actor], role: Role) -> None:
    with pytest.raises(NotAllowed):
        client_create(actor=actors[role], reference="X", name="X")
    assert not Client.objects.exists()


def test_a_reference_is_unique_and_the_refusal_leaves_the_transaction_usable(
    actors: dict[Role, Actor], client_file: Client
) -> None:
    with pytest.raises(Conflict) as refused:
        client_create(actor=actors[Role.OPERATIONS], reference="C-1001", name="Other")
    assert refused.value.errors[0].pointer == "/reference"
    assert Client.objects.count() == 1


def test_what_a_field_refuses_is_named(actors: dict[Role, Actor]) -> None:
    with pytest.raises(RuleRefused) as refused:
        client_create(actor=actors[Role.OPERATIONS], reference="", name="", kind="robot")
    assert {error.pointer for error in refused.value.errors} == {"/reference", "/name", "/kind"}


def test_a_change_records_only_what_changed(actors: dict[Role, Actor], client_file: Client) -> None:
    changed = client_update(
        actor=actors[Role.ADVISOR], client=client_file, changes={"name": "Anna Meier", "kind": "person"}
    )
    assert changed.sort_name == "meier anna"
    entry = last_entry()
    assert (entry.before, entry.after) == ({"name": "Anna Keller"}, {"name": "Anna Meier"})


def test_a_change_of_nothing_writes_nothing(actors: dict[Role, Actor], client_file: Client) -> None:
    before = AuditEntry.objects.count()
    client_update(actor=actors[Role.ADVISOR], client=client_file, changes={"name": "Anna Keller"})
    assert AuditEntry.objects.count() == before


def test_a_hidden_client_is_not_found(actors: dict[Role, Actor], hidden_file: Client) -> None:
    with pytest.raises(NotFound):
        client_update(actor=actors[Role.ADVISOR], client=hidden_file, changes={"name": "Mine"})
    hidden_file.refresh_from_db()
    assert hidden_file.name == "Bruno Weber"


def test_relationships_need_both_in_sight(
    actors: dict[Role, Actor], client_file: Client, hidden_file: Client
) -> None:
    spouse = RelationshipKind.SPOUSE
    with pytest.raises(NotFound):
        relationship_add(actor=actors[Role.ADVISOR], client=client_file, related=hidden_file, kind=spouse)
    added = relationship_add(
        actor=actors[Role.OPERATIONS], client=client_file, related=hidden_file, kind=spouse
    )
    with pytest.raises(Conflict):
        relationship_add(actor=actors[Role.OPERATIONS], client=client_file, related=hidden_file, kind=spouse)
    with pytest.raises(RuleRefused):
        relationship_add(actor=actors[Role.OPERATIONS], client=client_file, related=client_file, kind=spouse)
    relationship_remove(actor=actors[Role.OPERATIONS], relationship=added)
    assert not Relationship.objects.exists()


def test_an_advisor_cannot_put_a_client_into_a_household_out_of_sight(
    actors: dict[Role, Actor], client_file: Client, hidden_file: Client
) -> None:
    household = household_create(
        actor=actors[Role.OPERATIONS], reference="H-1", name="Weber", members=[hidden_file]
    )
    with pytest.raises(NotFound):
        client_update(actor=actors[Role.ADVISOR], client=client_file, changes={"household": household})
