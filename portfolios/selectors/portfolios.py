"""Which portfolios there are. What they are worth is answered by `holdings`, `valuations` and `performance`."""

from datetime import date, timedelta

from django.db.models import Q

from portfolios.models import Portfolio

CLOSING_DAYS = timedelta(days=10)
"""A portfolio stays in the nights this long after it closed, so that its last days are valued whatever was missed."""


def portfolio_ids_open(*, on: date) -> list[int]:
    """The ids of the firm's portfolios that a night of `on` looks after, in their order; none before they open."""
    still = Q(closed_on__isnull=True) | Q(closed_on__gte=on - CLOSING_DAYS)
    return list(
        Portfolio.objects.filter(still, opened_on__lte=on).order_by("id").values_list("id", flat=True)
    )
