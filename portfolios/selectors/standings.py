"""Where portfolios stand on a day: value, return of the year, and what is missing, for many portfolios in two queries.

Everything comes from stored valuations; a portfolio that was never valued stands nowhere yet.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portfolios.choices import FigureState
from portfolios.models import Valuation


@dataclass(frozen=True, slots=True)
class Standing:
    """The last valuation of a portfolio on or before a day, in its currency.

    `market_value` and `cash` are None when incomplete, and `missing` says of what. `return_ytd` is the time-weighted return
    since the end of last year, or since first funding when that was later; a fraction, None when either end is not known.
    """

    portfolio_id: int
    on: date
    market_value: Decimal | None
    cash: Decimal | None
    state: FigureState
    missing: tuple[Any, ...]
    return_ytd: Decimal | None

    @property
    def cash_weight(self) -> Decimal | None:
        """Cash as a fraction of the value; None when either is not known or nothing is left."""
        if self.market_value is None or self.cash is None or self.market_value <= 0:
            return None
        return self.cash / self.market_value


def standings_of(*, portfolio_ids: Collection[int], as_of: date) -> dict[int, Standing]:
    """By portfolio id where it stood at the close of `as_of`; one never valued by then is left out. Two queries."""
    latest = _last_valuations(portfolio_ids, as_of)
    base = _last_valuations(portfolio_ids, date(as_of.year - 1, 12, 31))
    return {key: _standing(row, base.get(key)) for key, row in latest.items()}


def _last_valuations(portfolio_ids: Collection[int], as_of: date) -> dict[int, Valuation]:
    rows = Valuation.objects.filter(portfolio_id__in=portfolio_ids, on__lte=as_of)
    return {row.portfolio_id: row for row in rows.order_by("portfolio_id", "-on").distinct("portfolio_id")}


def _standing(row: Valuation, base: Valuation | None) -> Standing:
    return Standing(
        portfolio_id=row.portfolio_id,
        on=row.on,
        market_value=row.market_value,
        cash=row.cash,
        state=FigureState(row.state),
        missing=tuple(row.missing),
        return_ytd=_return(row, base),
    )


def _return(row: Valuation, base: Valuation | None) -> Decimal | None:
    """The unit value is 1 at first funding: a portfolio without a unit value last year began this year."""
    start = Decimal(1) if base is None or base.unit_value is None else base.unit_value
    if row.unit_value is None or not start:
        return None
    return row.unit_value / start - 1
