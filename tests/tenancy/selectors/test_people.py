"""People as their administrator reads them."""

from clients.services.clients import client_create
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.selectors.people import (
    grant_counts,
    grant_list,
    holder_choices,
    holder_of,
    invitation_list,
    person_list,
    staff_choices,
    team_list,
    team_members,
    token_list,
)
from tenancy.services.grants import grant_add
from tenancy.services.people import invitation_create, invitation_revoke
from tenancy.services.teams import team_create, team_member_add
from tenancy.services.tokens import token_create, token_revoke


def test_members_by_role_and_state_without_the_programs(actors: dict[Role, Actor]) -> None:
    token_create(actor=actors[Role.ADMINISTRATOR], name="ERP", scopes=["read"])
    assert person_list().count() == 6
    assert [member.role for member in person_list(role="advisor")] == ["advisor"]
    assert person_list(state="left").count() == 0


def test_grants_by_holder_carry_references_only(actors: dict[Role, Actor]) -> None:
    admin, advisor = actors[Role.ADMINISTRATOR], actors[Role.ADVISOR]
    assert advisor.membership is not None
    for number in (1, 2):
        client_create(actor=actors[Role.OPERATIONS], reference=f"C-{number}", name="Anna Keller")
    team = team_create(actor=admin, name="North")
    team_member_add(actor=admin, team=team, membership=advisor.membership)
    grant_add(actor=admin, holder=advisor.membership, kind="client", reference="C-1")
    grant_add(actor=admin, holder=team, kind="client", reference="C-2")
    assert [(row.holder, row.reference, row.is_team) for row in grant_list()] == [
        ("Advisor", "C-1", False),
        ("North", "C-2", True),
    ]
    assert [row.reference for row in grant_list(holder=team)] == ["C-2"]
    mine = grant_list(holder=advisor.membership)
    assert [row.reference for row in mine] == ["C-1"]
    assert holder_of(mine[0].holder_key) == advisor.membership
    assert "Keller" not in str(grant_list())
    assert grant_counts(user_ids=[advisor.user_id or 0, 0]) == {advisor.user_id: 1, 0: 0}
    assert [member.user for member in team_members(team=team)] == [advisor.user]
    assert vars(team_list()[0])["member_count"] == 1


def test_choices_name_those_who_can_be_chosen(actors: dict[Role, Actor]) -> None:
    team_create(actor=actors[Role.ADMINISTRATOR], name="North")
    assert [label for _key, label in holder_choices()] == ["North", "Advisor · Advisor", "Client · Client"]
    assert len(staff_choices()) == 5
    assert holder_of("nobody:1") is None


def test_open_invitations_and_living_keys_first(actors: dict[Role, Actor]) -> None:
    admin = actors[Role.ADMINISTRATOR]
    first = invitation_create(actor=admin, email="a@alpha.example", role=Role.ADVISOR)
    second = invitation_create(actor=admin, email="b@alpha.example", role=Role.ADVISOR)
    invitation_revoke(actor=admin, invitation=first)
    assert invitation_list() == [second]
    old = token_create(actor=admin, name="old", scopes=["read"]).token
    new = token_create(actor=admin, name="new", scopes=["read"]).token
    token_revoke(actor=admin, token=new)
    assert [token.pk for token in token_list()] == [old.pk, new.pk]
