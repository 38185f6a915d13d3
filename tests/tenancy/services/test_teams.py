"""Teams."""

import pytest

from tenancy.errors import Conflict, NotAllowed, RuleRefused
from tenancy.models import AuditEntry, Team, TeamMember
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.services.teams import team_create, team_member_add, team_member_remove, team_update


def test_a_team_is_founded_renamed_and_named_once(actors: dict[Role, Actor]) -> None:
    admin = actors[Role.ADMINISTRATOR]
    team = team_create(actor=admin, name=" North ")
    team_create(actor=admin, name="South")
    assert team_update(actor=admin, team=team, name="East").name == "East"
    with pytest.raises(Conflict):
        team_update(actor=admin, team=team, name="South")
    with pytest.raises(RuleRefused):
        team_create(actor=admin, name="")
    assert sorted(Team.objects.values_list("name", flat=True)) == ["East", "South"]


def test_only_active_staff_belong_to_teams(actors: dict[Role, Actor]) -> None:
    admin = actors[Role.ADMINISTRATOR]
    team = team_create(actor=admin, name="North")
    advisor, client = actors[Role.ADVISOR].membership, actors[Role.CLIENT].membership
    assert advisor is not None
    assert client is not None
    with pytest.raises(RuleRefused):
        team_member_add(actor=admin, team=team, membership=client)
    member = team_member_add(actor=admin, team=team, membership=advisor)
    with pytest.raises(Conflict):
        team_member_add(actor=admin, team=team, membership=advisor)
    team_member_remove(actor=admin, member=member)
    assert not TeamMember.objects.exists()
    assert AuditEntry.objects.latest("id").action == "team.member_remove"


def test_only_the_administrator(actors: dict[Role, Actor]) -> None:
    for role in (Role.OPERATIONS, Role.ADVISOR, Role.COMPLIANCE, Role.AUDITOR, Role.CLIENT):
        with pytest.raises(NotAllowed):
            team_create(actor=actors[role], name="Mine")
