"""Dispersion and risk-adjusted return of one series or a book `[..., T]`.

Returns are simple fractions of one frequency; NaN entries (days not counted: weekends, days without value)
are left out. Fewer than `minimum` observations give no figure (`too_few_observations`). Volatilities and
deviations are ≥ 0. Source: Bacon, Practical Portfolio Performance, ch. 4. Ratios are annualised by the
frequency.
"""

from collections.abc import Sequence
from datetime import date
from enum import IntEnum

import numpy as np

from portfolios.analytics.calendars import BusinessCalendar
from portfolios.analytics.figures import (
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

MINIMUM_OBSERVATIONS = 12


class Frequency(IntEnum):
    """Returns per year."""

    DAILY = 252
    WEEKLY = 52
    MONTHLY = 12


def business_day_returns(
    returns: FloatArray,
    dates: Sequence[date],
    calendar: BusinessCalendar,
    *,
    values: FloatArray | None = None,
) -> FloatArray:
    """The returns of business days only: those of weekends and holidays become NaN. `dates` is the time axis.

    With the daily `values` given, only days with a positive value at both ends stay: a day on which money
    was first invested or wholly withdrawn is no full day and says nothing about dispersion.
    """
    counted = calendar.mask(dates)
    if values is not None:
        positive = values > 0
        counted = counted & positive & np.roll(positive, 1, axis=-1)
    return np.where(counted, returns, np.nan)


def volatility(
    returns: FloatArray,
    *,
    frequency: int = Frequency.DAILY,
    minimum: int = MINIMUM_OBSERVATIONS,
    population: bool = False,
) -> Figure:
    """Annualised volatility: the sample standard deviation (n − 1) of simple returns × √frequency.

    `population` divides by n instead; GIPS 2020 allows either when it is used throughout.
    """
    deviation, counts = _deviation(returns)
    if population:
        deviation = deviation * np.sqrt(np.maximum(counts - 1, 0) / np.maximum(counts, 1))
    return available(deviation * np.sqrt(frequency), counts, reasons=too_few(counts, max(minimum, 2)))


def volatility_of_period(returns: FloatArray, *, minimum: int = MINIMUM_OBSERVATIONS) -> Figure:
    """Volatility of the whole period, not annualised: the sample standard deviation of log returns × √n.

    A return ≤ −1 has no logarithm: `total_loss`.
    """
    logs, lost = _logs(returns)
    deviation, counts = _deviation(logs)
    reasons = worst(too_few(counts, max(minimum, 2)), lost)
    return available(deviation * np.sqrt(counts), counts, reasons=reasons)


def semi_volatility_of_period(returns: FloatArray, *, minimum: int = MINIMUM_OBSERVATIONS) -> Figure:
    """As `volatility_of_period`, but only log returns below their mean enter the sum; the divisor stays n
    − 1.
    """
    logs, lost = _logs(returns)
    counts = _counts(logs)
    below = np.minimum(logs - _centre(logs), 0.0)
    reasons = worst(too_few(counts, max(minimum, 2)), lost)
    return available(
        np.sqrt(np.nansum(below**2, axis=-1) / np.maximum(counts - 1, 1) * counts), counts, reasons=reasons
    )


def downside_deviation(
    returns: FloatArray,
    *,
    minimum_acceptable: float = 0.0,
    frequency: int = 1,
    minimum: int = MINIMUM_OBSERVATIONS,
) -> Figure:
    """√(Σ min(r − MAR, 0)² / n) × √frequency: the divisor is n. `minimum_acceptable` (MAR) is per
    observation.

    Per observation by default (`frequency` 1); pass the frequency for the annualised figure.
    """
    counts = _counts(returns)
    below = np.minimum(returns - minimum_acceptable, 0.0)
    deviation = np.sqrt(np.nansum(below**2, axis=-1) / np.maximum(counts, 1))
    return available(deviation * np.sqrt(frequency), counts, reasons=too_few(counts, max(minimum, 1)))


def sharpe_ratio(
    returns: FloatArray,
    *,
    risk_free: float | FloatArray = 0.0,
    frequency: int = Frequency.DAILY,
    minimum: int = MINIMUM_OBSERVATIONS,
) -> Figure:
    """mean(r − rf) / stdev(r) × √frequency. `risk_free` is per observation. No dispersion:
    `no_dispersion`.
    """
    deviation, counts = _deviation(returns)
    reasons = worst(too_few(counts, max(minimum, 2)), _flat(deviation, returns))
    with np.errstate(all="ignore"):
        ratio = _mean(returns - risk_free) / deviation * np.sqrt(frequency)
    return available(ratio, counts, reasons=reasons)


def sortino_ratio(
    returns: FloatArray,
    *,
    minimum_acceptable: float = 0.0,
    frequency: int = Frequency.DAILY,
    minimum: int = MINIMUM_OBSERVATIONS,
) -> Figure:
    """mean(r − MAR) / downside deviation × √frequency. Without any return below MAR: `no_dispersion`."""
    downside = downside_deviation(returns, minimum_acceptable=minimum_acceptable, minimum=minimum)
    reasons = worst(downside.reasons, because(downside.values == 0, Reason.NO_DISPERSION))
    with np.errstate(all="ignore"):
        ratio = _mean(returns - minimum_acceptable) / downside.values * np.sqrt(frequency)
    return available(ratio, downside.counts, reasons=reasons)


def annual_return(returns: FloatArray, *, frequency: int, minimum_periods: int | None = None) -> Figure:
    """(Π(1 + r))^(frequency / n) − 1: compound growth a year from regular returns.

    Under one year of them (`minimum_periods`, by default the frequency) there is no figure: `under_one_year`.
    """
    counts = _counts(returns)
    needed = frequency if minimum_periods is None else minimum_periods
    with np.errstate(all="ignore"):
        growth = np.nansum(np.log1p(returns), axis=-1) * frequency / np.maximum(counts, 1)
    reasons = worst(because(counts == 0, Reason.NO_DATA), because(counts < needed, Reason.UNDER_ONE_YEAR))
    return available(np.expm1(growth), counts, reasons=reasons)


def _counts(series: FloatArray) -> CountArray:
    result: CountArray = np.isfinite(series).sum(axis=-1, dtype=np.int64)
    return result


def _centre(series: FloatArray) -> FloatArray:
    """The mean of what is there, the time axis kept; 0 where nothing is (such series have a reason)."""
    counts = np.isfinite(series).sum(axis=-1, keepdims=True)
    result: FloatArray = np.nansum(series, axis=-1, keepdims=True) / np.maximum(counts, 1)
    return result


def _mean(series: FloatArray) -> FloatArray:
    """The mean of what is there, without the time axis."""
    return np.asarray(_centre(series)[..., 0])


def _deviation(series: FloatArray) -> tuple[FloatArray, CountArray]:
    """Sample standard deviation, in two passes, and the number of observations."""
    counts = _counts(series)
    squares = np.nansum((series - _centre(series)) ** 2, axis=-1)
    return np.sqrt(squares / np.maximum(counts - 1, 1)), counts


def _logs(returns: FloatArray) -> tuple[FloatArray, ReasonArray]:
    """log(1 + r), and `total_loss` where a return has none."""
    lost = (returns <= -1.0).any(axis=-1)
    with np.errstate(all="ignore"):
        return np.where(returns > -1.0, np.log1p(returns), np.nan), because(lost, Reason.TOTAL_LOSS)


def _flat(deviation: FloatArray, series: FloatArray) -> ReasonArray:
    """No dispersion beyond what float64 leaves of equal numbers."""
    size = np.where(np.isfinite(series), np.abs(series), 0.0).max(axis=-1, initial=0.0)
    return because(deviation <= 1e-12 * size, Reason.NO_DISPERSION)
