"""The audit trail: changes and looks, filtered, each with the names of the clients concerned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from tenancy.models import AccessEvent, AuditEntry, Tenant
from tenancy.permissions import Actor, require, visible
from tenancy.roles import Action


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What the trail is narrowed by; empty means everything. Days are the firm's."""

    user_public_id: str = ""
    client_reference: str = ""
    action: str = ""
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after."""

    label: str
    before: str
    after: str


def _narrowed(rows: QuerySet[Any], *, actor: Actor, where: TrailFilter) -> QuerySet[Any]:
    require(actor, Action.AUDIT_VIEW)
    if where.user_public_id:
        rows = rows.filter(user__public_id=where.user_public_id)
    if where.client_reference:
        rows = rows.filter(client_ids__overlap=_client_ids(actor, where.client_reference))
    if where.from_on:
        rows = rows.filter(created_at__gte=_midnight(actor.tenant, where.from_on))
    if where.to_on:
        rows = rows.filter(created_at__lte=_midnight(actor.tenant, where.to_on, end=True))
    return rows.select_related("user")


def _client_ids(actor: Actor, reference: str) -> list[int]:
    clients: Any = apps.get_model("clients.Client")
    return list(visible(actor, clients).filter(reference=reference).values_list("pk", flat=True)) or [0]


def _midnight(tenant: Tenant, day: date, *, end: bool = False) -> datetime:
    return datetime.combine(day, time.max if end else time.min, tenant.zone_info)


def entry_list(*, actor: Actor, where: TrailFilter) -> QuerySet[AuditEntry]:
    """Changes and refusals, in no order yet."""
    rows = _narrowed(AuditEntry.objects.all(), actor=actor, where=where)
    return rows.filter(action=where.action) if where.action else rows


def event_list(*, actor: Actor, where: TrailFilter) -> QuerySet[AccessEvent]:
    """Looks at client data, in no order yet; `action` is the purpose here."""
    rows = _narrowed(AccessEvent.objects.all(), actor=actor, where=where)
    return rows.filter(purpose=where.action) if where.action else rows


def client_names(*, actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """Names of clients in sight by id, in one query."""
    clients: Any = apps.get_model("clients.Client")
    return dict(visible(actor, clients).filter(pk__in=set(ids)).values_list("pk", "name"))


def changes_of(entry: AuditEntry) -> list[Change]:
    """What an entry says was before and after, field by field in alphabetical order."""
    before, after = entry.before or {}, entry.after or {}
    return [
        Change(name.replace("_", " "), _text(before.get(name)), _text(after.get(name)))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    return str(value)


def actions_seen() -> list[str]:
    """The actions that stand in the trail, for the choice of a filter."""
    return sorted(AuditEntry.objects.order_by().values_list("action", flat=True).distinct())


def purposes_seen() -> list[str]:
    """The purposes that stand in the trail."""
    return sorted(AccessEvent.objects.order_by().values_list("purpose", flat=True).distinct())
