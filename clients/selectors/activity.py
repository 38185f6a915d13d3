"""What happened in a client's file and who looked into it."""

from dataclasses import dataclass
from datetime import datetime

from clients.models import Client
from tenancy.models import AccessEvent, AuditEntry, User
from tenancy.permissions import Actor, require
from tenancy.roles import Action

LATEST = 100


@dataclass(frozen=True, slots=True)
class Activity:
    """One entry: a change (`what` is its action) or a look (`what` is its purpose)."""

    at: datetime
    person: User | None
    role: str
    what: str
    is_change: bool
    outcome: str


def activity_of(*, actor: Actor, client: Client) -> list[Activity]:
    """The latest changes and looks, newest first, at most a hundred; `NotFound` for a client out of sight."""
    require(actor, Action.CLIENT_VIEW, client)
    changes = AuditEntry.objects.filter(client_ids__contains=[client.pk]).select_related("user")
    looks = AccessEvent.objects.filter(client_ids__contains=[client.pk]).select_related("user")
    found = [
        Activity(
            entry.created_at, entry.user, entry.role, entry.action, is_change=True, outcome=entry.outcome
        )
        for entry in changes.order_by("-id")[:LATEST]
    ]
    found += [
        Activity(event.created_at, event.user, event.role, event.purpose, is_change=False, outcome="done")
        for event in looks.order_by("-id")[:LATEST]
    ]
    return sorted(found, key=lambda item: item.at, reverse=True)[:LATEST]
