"""What was reported before: the state of knowledge behind a value that a client has seen."""

from collections.abc import Collection
from datetime import date, datetime

from reporting.models import StatementVersion, VersionState


def reported_at(
    *, portfolio_ids: Collection[int], on: date | None, known_at: datetime | None = None
) -> dict[int, datetime]:
    """By portfolio id what the released statement knew that gave its value at the close of `on` last. One query.

    Portfolios without one are left out; without a day nothing was reported. `known_at` leaves out what was released later.
    """
    if on is None:
        return {}
    versions = StatementVersion.objects.filter(
        statement__portfolio_id__in=list(portfolio_ids),
        statement__period_to=on,
        state=VersionState.RELEASED,
    )
    if known_at is not None:
        versions = versions.filter(released_at__lte=known_at)
    rows = versions.order_by("released_at", "id").values_list("statement__portfolio_id", "known_at")
    return dict(rows)
