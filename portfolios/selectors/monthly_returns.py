"""Time-weighted returns month by month, from the unit values of stored valuations."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models.functions import TruncMonth

from portfolios.models import Portfolio, Valuation


@dataclass(frozen=True, slots=True)
class YearOfReturns:
    """Twelve months, January first, and the year: fractions, None where there is none. Parts of a month or year count."""

    year: int
    months: tuple[Decimal | None, ...]
    total: Decimal | None


def monthly_returns(*, portfolio: Portfolio, until: date) -> list[YearOfReturns]:
    """Every calendar year since first funding up to `until`, oldest first; empty before that. One query.

    A month without a unit value at its end has no return, nor has the one after it.
    """
    ends = _month_ends(portfolio, until)
    funded = [on for on, unit in ends.items() if unit is not None]
    if not funded:
        return []
    first, last = min(funded), max(ends)
    returns: dict[date, Decimal | None] = {}
    before: Decimal | None = Decimal(1)
    month = first
    while month <= last:
        unit = ends.get(month)
        returns[month] = _ratio(unit, before)
        before, month = unit, _next(month)
    return [_year(year, returns, ends, first) for year in range(first.year, last.year + 1)]


def _month_ends(portfolio: Portfolio, until: date) -> dict[date, Decimal | None]:
    """The last unit value of each month by the month's first day."""
    rows = Valuation.objects.filter(portfolio=portfolio, on__lte=until).annotate(month=TruncMonth("on"))
    latest = rows.order_by("month", "-on").distinct("month")
    return dict(latest.values_list("month", "unit_value"))


def _ratio(end: Decimal | None, start: Decimal | None) -> Decimal | None:
    return None if end is None or not start else end / start - 1


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _year(
    year: int, returns: dict[date, Decimal | None], ends: dict[date, Decimal | None], first: date
) -> YearOfReturns:
    months = tuple(returns.get(date(year, number, 1)) for number in range(1, 13))
    start = Decimal(1) if year == first.year else ends.get(date(year - 1, 12, 1))
    last = max(month for month in ends if month.year == year)
    return YearOfReturns(year, months, _ratio(ends[last], start))
