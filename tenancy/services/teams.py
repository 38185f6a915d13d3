"""Teams and who is in them."""

from django.utils.translation import gettext_lazy as _

from tenancy.errors import Conflict, RuleRefused
from tenancy.models import Membership, Team, TeamMember
from tenancy.permissions import Actor, require
from tenancy.roles import STAFF, Action
from tenancy.services.audit import audit_record
from tenancy.validation import checked, taken

NAME_TAKEN = _("Another team already has this name.")


def team_create(*, actor: Actor, name: str) -> Team:
    """Found a team; its name is unique in the firm (`Conflict`)."""
    require(actor, Action.PEOPLE_MANAGE)
    team = checked(Team(name=name.strip()))
    with taken("tenancy_team_name", pointer="/name", detail=NAME_TAKEN):
        team.save()
    team.refresh_from_db()
    audit_record(actor=actor, action="team.create", obj=team, after={"name": team.name})
    return team


def team_update(*, actor: Actor, team: Team, name: str) -> Team:
    """Rename a team."""
    require(actor, Action.PEOPLE_MANAGE)
    locked: Team = Team.objects.select_for_update().get(pk=team.pk)
    before, locked.name = locked.name, name.strip()
    checked(locked)
    with taken("tenancy_team_name", pointer="/name", detail=NAME_TAKEN):
        locked.save()
    audit_record(
        actor=actor, action="team.update", obj=locked, before={"name": before}, after={"name": locked.name}
    )
    return locked


def team_member_add(*, actor: Actor, team: Team, membership: Membership) -> TeamMember:
    """Put a colleague into a team: they see from now on what is granted to it. Staff only."""
    require(actor, Action.PEOPLE_MANAGE)
    if membership.role not in STAFF or not membership.is_active:
        raise RuleRefused(_("Only active members of the staff belong to teams."))
    member, made = TeamMember.objects.get_or_create(team=team, user=membership.user)
    if not made:
        raise Conflict(_("This person is already in the team."))
    audit_record(
        actor=actor,
        action="team.member_add",
        obj=team,
        after={"user": str(membership.user.public_id)},
    )
    return member


def team_member_remove(*, actor: Actor, member: TeamMember) -> None:
    """Take somebody out of a team: what they saw through it is out of sight at once."""
    require(actor, Action.PEOPLE_MANAGE)
    audit_record(
        actor=actor,
        action="team.member_remove",
        obj=member.team,
        before={"user": str(member.user.public_id)},
    )
    member.delete()
