"""The people, teams, grants and keys of the open firm, for its administrator: no name and no fact of a client."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, F, QuerySet

from tenancy.models import ApiToken, Invitation, Membership, Team, TeamMember
from tenancy.permissions import GRANT_TABLES
from tenancy.roles import SEES_GRANTED_CLIENTS, STAFF, Role


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One access: who holds it and the reference it opens."""

    holder: str
    holder_key: str
    is_team: bool
    kind: str
    reference: str
    client_id: int


def person_list(*, role: str = "", state: str = "active") -> QuerySet[Membership]:
    """The members of the firm, in no order yet."""
    found = Membership.objects.select_related("user").exclude(role__in=[Role.INTEGRATOR, Role.SYSTEM])
    if role:
        found = found.filter(role=role)
    if state:
        found = found.filter(is_active=state == "active")
    return found


def invitation_list() -> list[Invitation]:
    """Invitations that wait, the newest first; expired ones too, since they can be sent again."""
    found = Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    return list(found.select_related("invited_by").order_by("-id")[:200])


def team_list() -> list[Team]:
    """The teams with `member_count`, by name."""
    return list(Team.objects.annotate(member_count=Count("members")).order_by("name"))


def team_members(*, team: Team) -> list[TeamMember]:
    """Who is in a team, by name."""
    return list(team.members.select_related("user").order_by("user__name", "user__email"))


def staff_choices() -> list[tuple[str, str]]:
    """Active staff as choices: public id of the membership and name."""
    members = Membership.objects.filter(is_active=True, role__in=STAFF).select_related("user")
    rows = members.order_by("user__name", "user__email")
    return [(str(m.public_id), f"{m.user} · {m.get_role_display()}") for m in rows]


def holder_choices() -> list[tuple[str, str]]:
    """Who may be granted access: people whose role works with grants, and teams."""
    members = Membership.objects.filter(is_active=True, role__in=SEES_GRANTED_CLIENTS).select_related("user")
    people = [(f"person:{m.public_id}", f"{m.user} · {m.get_role_display()}") for m in members]
    teams = [(f"team:{team.public_id}", team.name) for team in Team.objects.order_by("name")]
    return [*teams, *sorted(people, key=lambda choice: choice[1])]


def holder_of(key: str) -> Membership | Team | None:
    """The holder that a choice names."""
    kind, _, public_id = key.partition(":")
    if kind == "person":
        return Membership.objects.select_related("user").filter(public_id=public_id).first()
    return Team.objects.filter(public_id=public_id).first() if kind == "team" else None


def grant_list(*, holder: Membership | Team | None = None, limit: int = 200) -> list[GrantRow]:
    """Grants by reference, the newest first; of one holder or of all."""
    rows = []
    for label, (user_table, team_table) in GRANT_TABLES.items():
        kind = label.partition(".")[2]
        if not isinstance(holder, Team):
            rows += _user_rows(apps.get_model(user_table), kind, holder, limit)
        if not isinstance(holder, Membership):
            rows += _team_rows(apps.get_model(team_table), kind, holder, limit)
    return sorted(rows, key=lambda row: (row.holder, row.kind, row.reference))[:limit]


def _client_id(obj: Any) -> int:
    return int(getattr(obj, "client_id", obj.pk))


def _user_rows(table: Any, kind: str, holder: Membership | None, limit: int) -> list[GrantRow]:
    found = table.objects.select_related("user", "content_object").order_by("-id")
    if holder is not None:
        found = found.filter(user_id=holder.user_id)
    grants = list(found[:limit])
    keys = dict(
        Membership.objects.filter(user_id__in={g.user_id for g in grants}).values_list("user_id", "public_id")
    )
    return [
        GrantRow(
            holder=str(g.user),
            holder_key=f"person:{keys.get(g.user_id, '')}",
            is_team=False,
            kind=kind,
            reference=g.content_object.reference,
            client_id=_client_id(g.content_object),
        )
        for g in grants
    ]


def _team_rows(table: Any, kind: str, holder: Team | None, limit: int) -> list[GrantRow]:
    found = table.objects.select_related("group", "content_object").order_by("-id")
    if holder is not None:
        found = found.filter(group=holder)
    return [
        GrantRow(
            holder=g.group.name,
            holder_key=f"team:{g.group.public_id}",
            is_team=True,
            kind=kind,
            reference=g.content_object.reference,
            client_id=_client_id(g.content_object),
        )
        for g in found[:limit]
    ]


def grant_counts(*, user_ids: list[int]) -> dict[int, int]:
    """How many objects are granted to each user directly."""
    counts: dict[int, int] = dict.fromkeys(user_ids, 0)
    for user_table, _team_table in GRANT_TABLES.values():
        table: Any = apps.get_model(user_table)
        rows = table.objects.filter(user_id__in=user_ids).values_list("user_id").annotate(n=Count("pk"))
        for user_id, number in rows:
            counts[user_id] += number
    return counts


def token_list() -> list[ApiToken]:
    """The keys of the firm, living ones first."""
    return list(ApiToken.objects.order_by(F("revoked_at").desc(nulls_first=True), "-id")[:200])
