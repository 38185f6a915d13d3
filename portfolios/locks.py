"""Every lock of the book of record: portfolio rows in key order, and one advisory lock for prices and rates.

The ledger's own rows are append-only and cannot be locked; whoever posts locks the portfolio first.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection

from portfolios.models import Portfolio
from tenancy.errors import NotFound
from tenancy.scope import tenant_id_current

_MARKET_DATA = 0x4C50_0001
"""Key space of the advisory lock on a firm's prices and rates; the firm is the second key."""


def portfolios_lock(portfolio_ids: Iterable[int]) -> list[Portfolio]:
    """The portfolios, locked until the end of the transaction, in the order of their keys.

    Others may still refer to them (`FOR NO KEY UPDATE`). A portfolio that is not there raises `NotFound`.
    """
    wanted = set(portfolio_ids)
    found = list(Portfolio.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True))
    if len(found) != len(wanted):
        raise NotFound
    return found


def portfolio_lock(portfolio_id: int) -> Portfolio:
    """One portfolio, locked until the end of the transaction; `NotFound` when it is not there."""
    return portfolios_lock([portfolio_id])[0]


def market_data_lock() -> None:
    """One recorder of the firm's prices and rates at a time, so that an unchanged value is seen as such."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_MARKET_DATA, tenant_id_current() % 2**31])


def portfolios_mark_stale(days: Mapping[int, date]) -> None:
    """Note for each portfolio (id → day) that its stored figures no longer follow from the ledger from that day on.

    An earlier mark stays. The rows are locked in key order.
    """
    if not days:
        return
    portfolios_lock(days)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE portfolios_portfolio p SET stale_from = LEAST(p.stale_from, v.day) "
            "FROM unnest(%s::bigint[], %s::date[]) AS v(id, day) WHERE p.tenant_id = %s AND p.id = v.id",
            [list(days), list(days.values()), tenant_id_current()],
        )
