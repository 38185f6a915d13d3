"""The best price of every position since it was opened, from stored prices."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from portfolios.adapters import price_quotes
from portfolios.ledger.best_prices import best_price, held_runs
from portfolios.models import Portfolio
from portfolios.selectors.holdings import book_as_of
from tenancy.models import Tenant


def best_prices_between(
    *, tenant: Tenant, portfolio: Portfolio, days: Sequence[date]
) -> dict[date, Mapping[int, Decimal]]:
    """By day and instrument the best closing price since the position was opened, per unit in the instrument's currency.

    `days` are in order and not empty. Positions without any price are left out. One fold of the ledger and six queries.
    """
    book = book_as_of(tenant=tenant, portfolio=portfolio, as_of=days[-1], since=days[-1]).book
    runs = {day: held_runs(book.unit_movements, day) for day in days}
    opened = [run.opened_on for by_id in runs.values() for run in by_id.values()]
    if not opened:
        return {day: {} for day in days}
    held = {instrument for by_id in runs.values() for instrument in by_id}
    prices: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    for each in price_quotes(held, since=min(opened), until=days[-1]):
        prices[each.instrument].append((each.on, each.price))
    return {
        day: {
            instrument: best
            for instrument, run in runs[day].items()
            if (best := best_price(run, prices[instrument], day)) is not None
        }
        for day in days
    }
