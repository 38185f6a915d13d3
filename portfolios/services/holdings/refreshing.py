"""What time and the market do to projections: trades settle, bookings dated ahead take effect, prices become known."""

from collections.abc import Collection
from datetime import date
from itertools import batched

from django.db import connection
from django.db.models import F, Q

from portfolios.locks import portfolios_lock
from portfolios.models import Portfolio, Transaction
from portfolios.services.holdings.rebuilding import TOGETHER, portfolios_project
from tenancy.scope import tenant_id_current

_SETTLES_WITHIN = 366
"""Days within which a booking settles; older ones are not looked at again."""


def portfolios_behind(portfolio_ids: Collection[int], *, as_of: date, before_id: int) -> set[int]:
    """Those in which something posted before `before_id` took effect or settled after their projections were made."""
    made = F("portfolio__projected_on")
    due = Q(trade_date__gt=made) | Q(settlement_date__gt=made, settlement_date__lte=as_of)
    rows = Transaction.objects.filter(
        due, portfolio__in=portfolio_ids, trade_date__lte=as_of, pk__lt=before_id
    )
    return set(rows.values_list("portfolio_id", flat=True).distinct())


def holdings_refresh(*, portfolio_ids: Collection[int], as_of: date) -> list[int]:
    """Rebuild those of the portfolios whose projections `as_of` no longer holds; returns their ids in key order.

    That is where a booking took effect or settled since, and where a price or rate changed from a day on which, or before
    which, something was booked: lots take them from the day of the booking. The others are noted as being of that day. Call
    it before valuing, which takes the mark of staleness away. All of them are locked first, in the order of their keys.
    """
    portfolios_lock(portfolio_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            _BEHIND,
            {
                "tenant": tenant_id_current(),
                "portfolios": sorted(portfolio_ids),
                "as_of": as_of,
                "within": _SETTLES_WITHIN,
            },
        )
        behind = [row[0] for row in cursor.fetchall()]
    for few in batched(behind, TOGETHER, strict=False):
        found = Portfolio.objects.select_related("tenant").filter(pk__in=few).order_by("pk")
        portfolios_project(list(found), as_of=as_of)
    Portfolio.objects.filter(pk__in=portfolio_ids, projected_on__lt=as_of).update(projected_on=as_of)
    return behind


_BEHIND = """
SELECT p.id FROM portfolios_portfolio p
WHERE p.tenant_id = %(tenant)s AND p.id = ANY(%(portfolios)s::bigint[]) AND (
    p.projected_on > %(as_of)s OR (p.stale_from IS NOT NULL AND EXISTS (
        SELECT 1 FROM portfolios_transaction t
        WHERE t.tenant_id = p.tenant_id AND t.portfolio_id = p.id AND t.trade_date >= p.stale_from
    )) OR EXISTS (
        SELECT 1 FROM portfolios_transaction t
        WHERE t.tenant_id = p.tenant_id AND t.portfolio_id = p.id
        AND t.trade_date BETWEEN %(as_of)s::date - %(within)s AND %(as_of)s
        AND (p.projected_on IS NULL OR t.trade_date > p.projected_on
             OR (t.settlement_date > p.projected_on AND t.settlement_date <= %(as_of)s))
    )
)
ORDER BY p.id
"""
