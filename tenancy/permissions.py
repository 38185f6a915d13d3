"""The one gate inside a firm: `visible()` for sets, `require()` for objects. guardian is called here and nowhere else.

Grants stand on Client and Portfolio; everything below names its `grant_path` and inherits. Absence means no.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import Model, Q, QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from tenancy.errors import NotAllowed, NotFound
from tenancy.models import Membership, Team, Tenant, User
from tenancy.models.base import TenantRow
from tenancy.roles import ACTIONS, SEES_ALL_CLIENTS, SEES_GRANTED_CLIENTS, STAFF, Action, Role

GRANT_TABLES = {
    "clients.client": ("clients.ClientUserGrant", "clients.ClientTeamGrant"),
    "portfolios.portfolio": ("portfolios.PortfolioUserGrant", "portfolios.PortfolioTeamGrant"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: a user in a firm in a role, an integrator's token, or Limpid itself (no user)."""

    tenant: Tenant
    role: Role
    user: User | None = None
    membership: Membership | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)

    @property
    def user_id(self) -> int | None:
        """The user's id, None for Limpid itself."""
        return self.user.pk if self.user else None

    @property
    def is_staff(self) -> bool:
        """Works for the firm."""
        return self.role in STAFF

    def may(self, action: Action) -> bool:
        """Whether the role allows the action at all."""
        return action in ACTIONS[self.role]


def system_actor(tenant: Tenant) -> Actor:
    """Limpid itself: jobs and commands."""
    return Actor(tenant=tenant, role=Role.SYSTEM)


@lru_cache(maxsize=16)
def _permission_id(label: str) -> int:
    app_label, model_name = label.split(".")
    return Permission.objects.get(
        content_type__app_label=app_label, content_type__model=model_name, codename=f"view_{model_name}"
    ).pk


def _granted_ids(actor: Actor, label: str) -> Any:
    """Ids of the objects granted to the user or a team of theirs, as `user grants UNION ALL team grants`."""
    user_table, team_table = (apps.get_model(name) for name in GRANT_TABLES[label])
    mine: dict[str, Any] = {"permission_id": _permission_id(label)}
    by_user = user_table.objects.filter(user_id=actor.user_id, **mine).values("content_object_id")
    by_team = team_table.objects.filter(group__members__user_id=actor.user_id, **mine).values(
        "content_object_id"
    )
    return by_user.union(by_team, all=True)


def _client_ids(actor: Actor) -> Any:
    return _granted_ids(actor, "clients.client")


def _portfolio_ids(actor: Actor) -> Any:
    portfolio = apps.get_model("portfolios.Portfolio")
    through_client = portfolio.objects.filter(client_id__in=_client_ids(actor)).values("pk")
    return through_client.union(_granted_ids(actor, "portfolios.portfolio"), all=True)


def _own_only(model: type[TenantRow], actor: Actor) -> Q:
    """What a client may see of their own: a model narrows itself by `released`, else everything."""
    released = getattr(model, "released", None)
    return released() if actor.role == Role.CLIENT and released is not None else Q()


def _granted_filter(model: type[TenantRow], actor: Actor) -> Q:
    path = model.grant_path
    label = model._meta.label_lower
    if path is None:
        return Q(pk__in=())
    if path == "self":
        return Q(pk__in=_client_ids(actor) if label == "clients.client" else _portfolio_ids(actor))
    if path.endswith("portfolio"):
        return Q(**{f"{path}__in": _portfolio_ids(actor)})
    return Q(**{f"{path}__in": _client_ids(actor)})


def visible[M: TenantRow](actor: Actor, model: type[M] | QuerySet[M]) -> QuerySet[M]:
    """The rows of `model` that `actor` may see; composes with filter, exclude and aggregates.

    Firm-wide roles see everything of the firm; advisors and clients what is granted to them or a team of theirs and what
    lies below it; administrators no client data. A client sees released objects only.
    """
    queryset: QuerySet[M] = model if isinstance(model, QuerySet) else model.objects.all()
    if actor.role in SEES_ALL_CLIENTS:
        return queryset
    if actor.role in SEES_GRANTED_CLIENTS:
        narrowed = queryset.filter(_granted_filter(queryset.model, actor), _own_only(queryset.model, actor))
        return narrowed.distinct() if queryset.model.grant_path == "clients" else narrowed
    return queryset.none()


def visible_or_404[M: TenantRow](actor: Actor, model: type[M] | QuerySet[M], public_id: Any) -> M:
    """The visible row with `public_id`; `NotFound` for hidden and absent alike."""
    found = visible(actor, model).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def require(actor: Actor, action: Action, obj: TenantRow | None = None) -> None:
    """Raise `NotFound` when `obj` is out of sight and `NotAllowed` when the role may not do `action`."""
    if (
        obj is not None
        and obj.grant_path is not None
        and not visible(actor, type(obj)).filter(pk=obj.pk).exists()
    ):
        raise NotFound
    if not actor.may(action):
        raise NotAllowed


def require_still_visible(actor: Actor, obj: TenantRow) -> None:
    """After a write: nobody moves an object out of their own sight. Raises `NotFound`, and the write rolls back."""
    if not visible(actor, type(obj)).filter(pk=obj.pk).exists():
        raise NotFound


def grant(holder: User | Team, obj: Model) -> None:
    """Let a user or a team see `obj` (a Client or a Portfolio). Repeating it changes nothing."""
    assign_perm(f"view_{obj._meta.model_name}", holder, obj)


def revoke(holder: User | Team, obj: Model) -> None:
    """Take a grant back. Repeating it changes nothing."""
    remove_perm(f"view_{obj._meta.model_name}", holder, obj)


def holders(obj: Model) -> tuple[list[User], list[Team]]:
    """The users and the teams that `obj` is granted to directly."""
    user_table, team_table = (apps.get_model(name) for name in GRANT_TABLES[obj._meta.label_lower])
    users = User.objects.filter(pk__in=user_table.objects.filter(content_object=obj).values("user_id"))
    teams = Team.objects.filter(pk__in=team_table.objects.filter(content_object=obj).values("group_id"))
    return list(users), list(teams)


def client_ids_of(objects: Iterable[Any], path: str = "client_id") -> set[int]:
    """The client ids among `objects`, following `path` by attributes."""
    ids: set[int] = set()
    for obj in objects:
        for name in path.split("."):
            obj = getattr(obj, name)
        ids.add(obj)
    return ids


__all__ = [
    "Actor",
    "client_ids_of",
    "grant",
    "holders",
    "require",
    "require_still_visible",
    "revoke",
    "system_actor",
    "visible",
    "visible_or_404",
]
