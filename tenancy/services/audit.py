"""Writing the trail: changes inside the service's own transaction, reads once a request, refusals in one of their own."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from tenancy.models import AccessEvent, AuditEntry
from tenancy.permissions import Actor
from tenancy.request import request_facts
from tenancy.scope import tenant_id_current, tenant_scope


def audit_record(
    *,
    actor: Actor,
    action: str,
    obj: models.Model | None = None,
    client_ids: Iterable[int] = (),
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    outcome: str = "done",
) -> None:
    """Record one change to `obj` in the caller's transaction. `before` and `after` are JSON values of what changed."""
    facts = request_facts()
    AuditEntry.objects.create(
        user_id=actor.user_id,
        role=actor.role,
        request_id=facts.request_id,
        surface=facts.surface,
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_public_id=_public_id(obj),
        client_ids=sorted(set(client_ids)),
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        reason=reason,
        outcome=outcome,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One of many changes that one action made: to what, of which clients, and what it is now."""

    obj: models.Model
    client_ids: Sequence[int]
    after: Mapping[str, Any]


def audit_record_each(*, actor: Actor, action: str, changes: Iterable[Change]) -> None:
    """Record many changes of one kind, an entry for each, in the caller's transaction."""
    facts = request_facts()
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                tenant_id=tenant_id_current(),
                user_id=actor.user_id,
                role=actor.role,
                request_id=facts.request_id,
                surface=facts.surface,
                action=action,
                object_type=each.obj._meta.label_lower,
                object_public_id=_public_id(each.obj),
                client_ids=sorted(set(each.client_ids)),
                after=dict(each.after),
            )
            for each in changes
        ],
        batch_size=500,
    )


def _public_id(obj: models.Model | None) -> uuid.UUID | None:
    value = getattr(obj, "public_id", None)
    return uuid.UUID(str(value)) if value is not None else None


def audit_refusal(*, actor: Actor, action: str, reason: str = "") -> None:
    """Record a refused or failed attempt in a transaction of its own: the refused one is rolled back."""
    with tenant_scope(actor.tenant.pk):
        audit_record(actor=actor, action=action, reason=reason, outcome="refused")


def access_seen(client_ids: Iterable[int]) -> None:
    """Note that the answer being built shows data of these clients; the edge writes one event at the end."""
    request_facts().client_ids.update(client_ids)


def access_record(*, actor: Actor, purpose: str, route: str, obj: models.Model | None = None) -> None:
    """Write the access event of this request or job, when it showed any client's data."""
    facts = request_facts()
    if not facts.client_ids:
        return
    AccessEvent.objects.create(
        user_id=actor.user_id,
        role=actor.role,
        request_id=facts.request_id,
        surface=facts.surface,
        purpose=purpose,
        route=route,
        client_ids=sorted(facts.client_ids),
        object_type=obj._meta.label_lower if obj is not None else "",
        object_public_id=_public_id(obj),
    )
    facts.client_ids.clear()
