"""Reads of statements: queues for staff, the released ones for clients."""

from django.db.models import OuterRef, QuerySet, Subquery

from reporting.models import Statement, StatementVersion
from tenancy.permissions import Actor, visible


def statements_visible(*, actor: Actor, state: str = "") -> QuerySet[Statement]:
    """The statements `actor` may see, the latest period first, each with its latest visible version's state.

    Adds `latest_state`, `latest_version` and `latest_id` of that version; loads portfolio and client. `state` keeps those whose
    latest version is in it.
    """
    latest = visible(actor, StatementVersion).filter(statement=OuterRef("pk")).order_by("-version")
    rows = (
        visible(actor, Statement)
        .select_related("portfolio__client")
        .annotate(
            latest_state=Subquery(latest.values("state")[:1]),
            latest_version=Subquery(latest.values("version")[:1]),
            latest_id=Subquery(latest.values("public_id")[:1]),
        )
        .order_by("-period_to", "portfolio__reference", "id")
    )
    return rows.filter(latest_state=state) if state else rows


def versions_visible(*, actor: Actor, statement: Statement) -> QuerySet[StatementVersion]:
    """The versions of a statement that `actor` may see, the latest first; without their data."""
    return (
        visible(actor, StatementVersion)
        .filter(statement=statement)
        .select_related("prepared_by", "released_by", "document")
        .defer("data")
        .order_by("-version")
    )


def versions_with_data() -> QuerySet[StatementVersion]:
    """Versions with what a page needs to show one; the gate picks the one that may be seen."""
    return StatementVersion.objects.select_related(
        "statement__portfolio__client", "prepared_by", "released_by", "document"
    )
