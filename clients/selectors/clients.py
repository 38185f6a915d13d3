"""Clients and what stands in their files, as one person may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from clients.models import (
    Client,
    ClientDocument,
    ContactNote,
    Goal,
    Household,
    Relationship,
    RiskProfile,
)
from clients.names import plain
from tenancy.permissions import Actor, visible


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """What a list of clients is narrowed by; empty means everything."""

    query: str = ""
    kind: str = ""
    state: str = "active"


def client_list(*, actor: Actor, where: ClientFilter) -> QuerySet[Client]:
    """The visible clients, with household, latest risk category and its last day, in no order yet."""
    latest = RiskProfile.objects.filter(client=OuterRef("pk")).order_by("-assessed_on", "-id")
    found = (
        visible(actor, Client)
        .select_related("household")
        .annotate(
            risk_category=Subquery(latest.values("category")[:1]),
            risk_valid_until=Subquery(latest.values("valid_until")[:1]),
        )
    )
    if where.query:
        found = found.filter(search__contains=plain(where.query))
    if where.kind:
        found = found.filter(kind=where.kind)
    if where.state:
        found = found.filter(is_active=where.state == "active")
    return found


def household_list(*, actor: Actor, query: str = "") -> QuerySet[Household]:
    """The visible households; `members` counts the members the reader may see."""
    mine = visible(actor, Client).values("pk")
    found = visible(actor, Household).annotate(
        members=Count("clients", filter=Q(clients__in=mine), distinct=True)
    )
    if query:
        found = found.filter(Q(name__icontains=query) | Q(reference__icontains=query))
    return found


def household_members(*, actor: Actor, household: Household) -> list[Client]:
    """The members the reader may see, by name."""
    return list(visible(actor, Client).filter(household=household).order_by("sort_name", "id"))


def member_ids(*, actor: Actor, households: Sequence[Household]) -> list[int]:
    """The ids of the members in sight of several households."""
    mine = visible(actor, Client).filter(household__in=[household.pk for household in households])
    return list(mine.values_list("pk", flat=True))


def risk_profiles_of(*, actor: Actor, client: Client) -> list[RiskProfile]:
    """All assessments, the latest first."""
    found = visible(actor, RiskProfile).filter(client=client).select_related("assessed_by")
    return list(found.order_by("-assessed_on", "-id"))


def goals_of(*, actor: Actor, client: Client) -> list[Goal]:
    """What the money is for, open ones first."""
    return list(visible(actor, Goal).filter(client=client).order_by("is_reached", "target_on", "id"))


def documents_of(*, actor: Actor, client: Client) -> list[ClientDocument]:
    """The documents in the file, the newest first."""
    found = visible(actor, ClientDocument).filter(client=client).select_related("document")
    return list(found.order_by("-id"))


def notes_of(*, actor: Actor, client: Client) -> QuerySet[ContactNote]:
    """The notes of contacts, in no order yet."""
    return visible(actor, ContactNote).filter(client=client).select_related("author")


def relationships_of(*, actor: Actor, client: Client) -> list[Relationship]:
    """What other clients are to this one, as far as the reader may see those clients."""
    mine = visible(actor, Client).values("pk")
    found = Relationship.objects.filter(client=client, related__in=mine).select_related("related")
    return list(found.order_by("kind", "id"))
