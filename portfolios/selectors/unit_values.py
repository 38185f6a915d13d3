"""A portfolio's line of unit values, from its stored valuations, and the headline returns that follow from it."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Final

from portfolios.models import Portfolio, Valuation

YEAR: Final = 365
THREE_YEARS: Final = timedelta(days=1096)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """Unit values by day, days ascending; 1 invested at first funding has become the last of them. Net and time-weighted.

    Returns are fractions; None before funding, or when an end is not known.
    """

    first: date
    until: date
    values: tuple[tuple[date, Decimal], ...]

    @property
    def since_inception(self) -> Decimal | None:
        """What 1 became, less 1."""
        return self.values[-1][1] - 1 if self.values else None

    @property
    def annualized(self) -> float | None:
        """The same a year; None under one year, which is not annualised, and after a total loss."""
        days = (self.until - self.first).days
        total = self.since_inception
        if total is None or total <= -1 or days < YEAR:
            return None
        return math.pow(float(1 + total), YEAR / days) - 1

    @property
    def year_to_date(self) -> Decimal | None:
        """Since the close of last year, or since first funding when that was later."""
        before = [value for on, value in self.values if on < date(self.until.year, 1, 1)]
        start = before[-1] if before else Decimal(1)
        return self.values[-1][1] / start - 1 if self.values and start else None

    @property
    def largest_fall(self) -> Decimal | None:
        """The deepest fall from a peak within the last three years, ≤ 0."""
        recent = [value for on, value in self.values if on >= self.until - THREE_YEARS]
        peaks = list(accumulate(recent, max))
        return min((v / p - 1 for v, p in zip(recent, peaks, strict=True) if p), default=None)


def unit_line(*, portfolio: Portfolio, until: date) -> UnitLine:
    """The line up to `until`; empty, beginning with the opening, before first funding. One query."""
    rows = Valuation.objects.filter(portfolio=portfolio, on__lte=until, unit_value__isnull=False).order_by(
        "on"
    )
    values = tuple((on, value) for on, value in rows.values_list("on", "unit_value") if value is not None)
    first = values[0][0] if values else portfolio.opened_on
    return UnitLine(first=first, until=until, values=values)
