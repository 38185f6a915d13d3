"""Access by reference."""

import pytest

from clients.models import Client
from clients.services.clients import client_create
from tenancy.errors import Conflict, NotAllowed, NotFound, RuleRefused
from tenancy.models import AuditEntry
from tenancy.permissions import Actor, visible
from tenancy.roles import Role
from tenancy.services.grants import grant_add, grant_remove
from tenancy.services.teams import team_create, team_member_add


@pytest.fixture
def client_file(actors: dict[Role, Actor]) -> Client:
    return client_create(actor=actors[Role.OPERATIONS], reference="C-1", name="Anna Keller")


def test_an_advisor_sees_what_is_granted_until_it_is_withdrawn(
    actors: dict[Role, Actor], client_file: Client
) -> None:
    admin, advisor = actors[Role.ADMINISTRATOR], actors[Role.ADVISOR]
    assert advisor.membership is not None
    grant_add(actor=admin, holder=advisor.membership, kind="client", reference=" C-1 ")
    assert list(visible(advisor, Client)) == [client_file]
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.client_ids) == ("grant.add", [client_file.pk])
    assert "Keller" not in str(entry.after)
    with pytest.raises(Conflict):
        grant_add(actor=admin, holder=advisor.membership, kind="client", reference="C-1")
    grant_remove(actor=admin, holder=advisor.membership, kind="client", reference="C-1")
    assert list(visible(advisor, Client)) == []
    with pytest.raises(NotFound):
        grant_remove(actor=admin, holder=advisor.membership, kind="client", reference="C-1")


def test_a_team_carries_access_to_its_members(actors: dict[Role, Actor], client_file: Client) -> None:
    admin, advisor = actors[Role.ADMINISTRATOR], actors[Role.ADVISOR]
    assert advisor.membership is not None
    team = team_create(actor=admin, name="North")
    grant_add(actor=admin, holder=team, kind="client", reference="C-1")
    assert list(visible(advisor, Client)) == []
    team_member_add(actor=admin, team=team, membership=advisor.membership)
    assert list(visible(advisor, Client)) == [client_file]


def test_nobody_grants_themselves_and_other_roles_take_no_grants(
    actors: dict[Role, Actor], client_file: Client
) -> None:
    admin = actors[Role.ADMINISTRATOR]
    for role in (Role.ADMINISTRATOR, Role.OPERATIONS, Role.AUDITOR):
        membership = actors[role].membership
        assert membership is not None
        with pytest.raises(RuleRefused):
            grant_add(actor=admin, holder=membership, kind="client", reference="C-1")
    assert not visible(admin, Client).exists()


def test_an_unknown_reference_and_other_askers_are_refused(
    actors: dict[Role, Actor], client_file: Client
) -> None:
    advisor = actors[Role.ADVISOR].membership
    assert advisor is not None
    with pytest.raises(RuleRefused) as refused:
        grant_add(actor=actors[Role.ADMINISTRATOR], holder=advisor, kind="portfolio", reference="C-1")
    assert refused.value.errors[0].pointer == "/reference"
    with pytest.raises(NotAllowed):
        grant_add(actor=actors[Role.OPERATIONS], holder=advisor, kind="client", reference="C-1")
