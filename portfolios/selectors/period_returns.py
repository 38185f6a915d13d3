"""The one definition of how values by day become the returns of a period: for pages, the API and statements alike.

It reads nothing: days, prices and rates come from who has them. Not here: money in and out, income and fees.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

import numpy as np

from portfolios.analytics.calendars import BusinessCalendar
from portfolios.analytics.figures import Figure, FloatArray, Reason
from portfolios.analytics.performance import Performance, performance_of
from portfolios.analytics.relative import Benchmark, Rebalancing, blended_benchmark
from portfolios.analytics.returns import Flows, FlowTiming, ReturnSeries, daily_returns, wealth
from portfolios.choices import Rebalanced
from portfolios.ledger.fx import Rates
from portfolios.ledger.pricing import Prices
from portfolios.models import BenchmarkPart
from portfolios.selectors.valuations import DayPoint
from tenancy.clock import holidays_of

REBALANCING: Final = {
    Rebalanced.NEVER: Rebalancing.NONE,
    Rebalanced.DAILY: Rebalancing.DAILY,
    Rebalanced.MONTHLY: Rebalancing.MONTHLY,
    Rebalanced.QUARTERLY: Rebalancing.QUARTERLY,
    Rebalanced.YEARLY: Rebalancing.YEARLY,
}


@dataclass(frozen=True, slots=True)
class ReturnsOfPeriod:
    """Figures of (first day, last day], and by day what 1 of the first day had become, time-weighted and net.

    A level is None from the first day on whose return is not known; `benchmark` is None where none was agreed.
    """

    figures: Performance
    portfolio: tuple[float | None, ...]
    benchmark: tuple[float | None, ...] | None


def returns_of_period(
    points: Sequence[DayPoint], *, timing: FlowTiming, calendar: BusinessCalendar, benchmark: Benchmark | None
) -> ReturnsOfPeriod:
    """Measure every calendar day from the opening day on; flows and fees of that day belong to the period before."""
    values, flows, fees = _arrays(points)
    figures = performance_of(
        dates=[point.on for point in points],
        values=values,
        flows=flows,
        calendar=calendar,
        fees=fees,
        timing=timing,
        benchmark=benchmark,
    )
    levels = _levels(daily_returns(values, flows, timing=timing))
    against = None if benchmark is None else tuple(_known(level) for level in benchmark.levels)
    return ReturnsOfPeriod(figures, levels, against)


def linked_return(points: Sequence[DayPoint], *, timing: FlowTiming) -> Figure:
    """The time-weighted return over all days; missing with the reason of the first day that has none."""
    values, flows, _fees = _arrays(points)
    return daily_returns(values, flows, timing=timing).linked()


def _levels(series: ReturnSeries) -> tuple[float | None, ...]:
    grown = wealth(series.returns)
    broken = np.flatnonzero(series.reasons != Reason.NONE)
    end = int(broken[0]) if len(broken) else len(grown)
    return tuple(float(level) if place < end else None for place, level in enumerate(grown))


def _known(level: float) -> float | None:
    return float(level) if np.isfinite(level) else None


def _arrays(points: Sequence[DayPoint]) -> tuple[FloatArray, Flows, FloatArray]:
    values = _array([point.value for point in points])
    inflow, outflow = _array([p.inflow for p in points]), _array([p.outflow for p in points])
    fees = _array([point.management_fees for point in points])
    inflow[:1] = outflow[:1] = fees[:1] = 0.0
    return values, Flows(inflow, outflow), fees


def _array(values: Sequence[Decimal | None]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)


@lru_cache(maxsize=8)
def calendar_of(code: str) -> BusinessCalendar:
    """The business days of a country."""
    return BusinessCalendar(holidays_of(code))


def benchmark_over(
    parts: Sequence[BenchmarkPart],
    days: Sequence[date],
    *,
    rebalanced: Rebalanced,
    currency: str,
    currencies: Mapping[int, str],
    prices: Prices,
    rates: Rates,
) -> Benchmark | None:
    """The agreed parts blended over these days in `currency`; None without parts or without days.

    `currencies` are those of the instruments by id. A day without a price or a rate has no level from there on.
    """
    if not parts or not days:
        return None

    def value(instrument: int, on: date) -> Decimal | None:
        price = prices.price(instrument, on).value
        rate = rates.rate(currencies[instrument], currency, on).value
        return None if price is None or rate is None else price * rate

    table = np.vstack([_array([value(part.instrument_id, on) for on in days]) for part in parts])
    weights = [float(part.weight) for part in parts]
    return blended_benchmark(table, weights, days, rebalanced=REBALANCING[rebalanced])


def benchmark_name(parts: Sequence[BenchmarkPart]) -> str:
    """The benchmark in words: its one instrument, or each with its weight, the largest first; "" without parts."""
    ordered = sorted(parts, key=lambda part: (-part.weight, part.instrument.name))
    if len(ordered) == 1:
        return ordered[0].instrument.name
    return ", ".join(f"{(part.weight * 100).normalize():f}% {part.instrument.name}" for part in ordered)
