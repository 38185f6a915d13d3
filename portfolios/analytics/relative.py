"""Return and risk against a benchmark, and the benchmark itself: a blend of instruments with a rebalancing
rule.

Portfolio and benchmark returns are simple fractions of the same days; a day missing in either is left out of
both. Source: Bacon, Practical Portfolio Performance, ch. 4–5; Jensen 1968.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

import numpy as np

from portfolios.analytics.figures import (
    BoolArray,
    CountArray,
    Figure,
    FloatArray,
    Reason,
    ReasonArray,
    available,
    because,
    too_few,
    worst,
)
from portfolios.analytics.periods import month_end, quarter_end, year_end
from portfolios.analytics.returns import link
from portfolios.analytics.risk import MINIMUM_OBSERVATIONS, Frequency


class Rebalancing(StrEnum):
    """When a blend returns to its weights: at the close of every day, month, quarter or year, or never."""

    DAILY = "daily"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    NONE = "none"


_PERIOD_ENDS = {
    Rebalancing.MONTHLY: month_end,
    Rebalancing.QUARTERLY: quarter_end,
    Rebalancing.YEARLY: year_end,
}


@dataclass(frozen=True, slots=True, eq=False)
class Benchmark:
    """A blended index per day `[T]`: `levels` start at 1, `returns` are NaN on the opening day.

    From the first missing price on both are NaN, and `reason` says so; it is None when the index is complete.
    """

    levels: FloatArray
    returns: FloatArray
    reason: str | None

    def linked(self) -> Figure:
        """The return of the whole period; not available when a price is missing."""
        code = Reason.MISSING_VALUE if self.reason else Reason.NONE
        return link(self.returns, reasons=np.full(self.returns.shape, code, dtype=np.int8))


def blended_benchmark(
    prices: FloatArray, weights: Sequence[float], dates: Sequence[date], *, rebalanced: Rebalancing
) -> Benchmark:
    """Blend K instruments, prices `[K, T]` in the portfolio's currency, at `weights` summing to 1.

    The units bought at the opening, and again at each rebalancing close, are held in between, so the weights
    drift. A price must be given for each day (carried forward by the rule of valuation); NaN or ≤ 0 is
    missing. Weights that do not sum to 1 within 1e-9, or shapes that do not fit, raise `ValueError`.
    """
    shares = np.asarray(weights, dtype=np.float64)
    if prices.shape != (len(shares), len(dates)) or not math.isclose(math.fsum(weights), 1.0, abs_tol=1e-9):
        raise ValueError(
            "A benchmark needs one weight and one price row per instrument, the weights summing to 1."
        )
    usable = (np.isfinite(prices) & (prices > 0)).all(axis=0)
    complete = bool(usable.all()) and len(dates) > 0
    length = len(dates) if complete else int(np.argmin(usable)) if len(dates) else 0
    levels = np.full(len(dates), np.nan)
    for opened, closed in _held_between(dates[:length], rebalanced):
        grown = prices[:, opened : closed + 1] / prices[:, opened : opened + 1]
        levels[opened : closed + 1] = (levels[opened] if opened else 1.0) * (shares @ grown)
    returns = np.full(len(dates), np.nan)
    returns[1:] = levels[1:] / levels[:-1] - 1.0
    return Benchmark(levels, returns, None if complete else Reason.MISSING_VALUE.code)


def _held_between(dates: Sequence[date], rebalanced: Rebalancing) -> list[tuple[int, int]]:
    """Index pairs (opened, closed) between which the units stay the same."""
    last = len(dates) - 1
    if last < 0:
        return []
    if rebalanced is Rebalancing.DAILY:
        cuts = list(range(1, last))
    elif rebalanced is Rebalancing.NONE:
        cuts = []
    else:
        end_of = _PERIOD_ENDS[rebalanced]
        cuts = [n for n in range(1, last) if end_of(dates[n]) != end_of(dates[n + 1])]
    bounds = [0, *cuts, last]
    return list(pairwise(bounds)) if last else [(0, 0)]


def excess_return(portfolio: Figure, benchmark: Figure) -> Figure:
    """The return of the portfolio − that of the benchmark, in percentage points as a fraction."""
    return available(
        portfolio.values - benchmark.values,
        portfolio.counts,
        reasons=worst(portfolio.reasons, benchmark.reasons),
    )


def beta(portfolio: FloatArray, benchmark: FloatArray, *, minimum: int = MINIMUM_OBSERVATIONS) -> Figure:
    """cov(p, b) / var(b), both with n − 1. A benchmark that does not move has none: `no_dispersion`."""
    pair = _paired(portfolio, benchmark, minimum)
    with np.errstate(all="ignore"):
        return available(pair.covariance / pair.variance_benchmark, pair.counts, reasons=pair.moving)


def correlation(
    portfolio: FloatArray, benchmark: FloatArray, *, minimum: int = MINIMUM_OBSERVATIONS
) -> Figure:
    """Pearson's correlation, −1 to 1. `no_dispersion` when either side does not move."""
    pair = _paired(portfolio, benchmark, minimum)
    reasons = worst(pair.moving, because(pair.variance_portfolio <= pair.smallest, Reason.NO_DISPERSION))
    with np.errstate(all="ignore"):
        value = pair.covariance / np.sqrt(pair.variance_portfolio * pair.variance_benchmark)
    return available(np.clip(value, -1.0, 1.0), pair.counts, reasons=reasons)


def jensen_alpha(
    portfolio: FloatArray,
    benchmark: FloatArray,
    *,
    risk_free: float = 0.0,
    frequency: int = Frequency.DAILY,
    minimum: int = MINIMUM_OBSERVATIONS,
) -> Figure:
    """frequency · [mean(p − rf) − β · mean(b − rf)], a fraction a year; `risk_free` is per observation."""
    pair = _paired(portfolio, benchmark, minimum)
    with np.errstate(all="ignore"):
        slope = pair.covariance / pair.variance_benchmark
    value = frequency * (pair.mean_portfolio - risk_free - slope * (pair.mean_benchmark - risk_free))
    return available(value, pair.counts, reasons=pair.moving)


def tracking_error(
    portfolio: FloatArray,
    benchmark: FloatArray,
    *,
    frequency: int = Frequency.DAILY,
    minimum: int = MINIMUM_OBSERVATIONS,
) -> Figure:
    """stdev(p − b) · √frequency with n − 1; ≥ 0, a fraction a year."""
    pair = _paired(portfolio, benchmark, minimum)
    return available(np.sqrt(pair.variance_active * frequency), pair.counts, reasons=pair.enough)


def information_ratio(
    portfolio: FloatArray,
    benchmark: FloatArray,
    *,
    frequency: int = Frequency.DAILY,
    minimum: int = MINIMUM_OBSERVATIONS,
) -> Figure:
    """frequency · mean(p − b) / tracking error. `no_dispersion` when the portfolio keeps a constant
    distance.
    """
    pair = _paired(portfolio, benchmark, minimum)
    reasons = worst(pair.enough, because(pair.variance_active <= pair.smallest, Reason.NO_DISPERSION))
    active = pair.mean_portfolio - pair.mean_benchmark
    with np.errstate(all="ignore"):
        value = active / np.sqrt(pair.variance_active) * np.sqrt(frequency)
    return available(value, pair.counts, reasons=reasons)


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """First and second moments of two series over their common days."""

    counts: CountArray
    mean_portfolio: FloatArray
    mean_benchmark: FloatArray
    variance_portfolio: FloatArray
    variance_benchmark: FloatArray
    variance_active: FloatArray
    covariance: FloatArray
    smallest: FloatArray
    enough: ReasonArray

    @property
    def moving(self) -> ReasonArray:
        """Enough observations, and a benchmark that moves."""
        return worst(self.enough, because(self.variance_benchmark <= self.smallest, Reason.NO_DISPERSION))


def _paired(portfolio: FloatArray, benchmark: FloatArray, minimum: int) -> _Pair:
    common: BoolArray = np.isfinite(portfolio) & np.isfinite(benchmark)
    counts: CountArray = common.sum(axis=-1, dtype=np.int64)
    p, b = np.where(common, portfolio, 0.0), np.where(common, benchmark, 0.0)
    means = [side.sum(axis=-1) / np.maximum(counts, 1) for side in (p, b)]
    from_mean = [
        np.where(common, side - mean[..., np.newaxis], 0.0) for side, mean in zip((p, b), means, strict=True)
    ]
    divisor = np.maximum(counts - 1, 1)
    largest = np.maximum(np.abs(p), np.abs(b)).max(axis=-1, initial=0.0)
    return _Pair(
        counts=counts,
        mean_portfolio=means[0],
        mean_benchmark=means[1],
        variance_portfolio=(from_mean[0] ** 2).sum(axis=-1) / divisor,
        variance_benchmark=(from_mean[1] ** 2).sum(axis=-1) / divisor,
        variance_active=((from_mean[0] - from_mean[1]) ** 2).sum(axis=-1) / divisor,
        covariance=(from_mean[0] * from_mean[1]).sum(axis=-1) / divisor,
        smallest=(1e-12 * largest) ** 2,
        enough=too_few(counts, max(minimum, 2)),
    )
