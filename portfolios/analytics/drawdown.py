"""Drawdown of one wealth series: how far it fell from its high, for how long, and when it was back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from portfolios.analytics.figures import Figure, FloatArray, Reason, available, because


@dataclass(frozen=True, slots=True)
class Drawdown:
    """The deepest fall. `depth` ≤ 0 as a fraction of the peak; 0 when the series never fell, then all dates
    are None.

    `recovered_on` is the first day at or above the peak again, None while below. `days` runs from the peak to
    the recovery or, without one, to the end. `longest_days` is the longest time between two new highs (an
    equal value is no new high), or from the last one to the end, whatever the depth. `reason` stands where
    `depth` is None.
    """

    depth: float | None
    peak_on: date | None = None
    trough_on: date | None = None
    recovered_on: date | None = None
    days: int = 0
    days_to_trough: int = 0
    days_to_recovery: int | None = None
    longest_days: int = 0
    reason: str | None = None


def max_drawdown(wealth: FloatArray) -> Figure:
    """min(Vₜ / max(Vₛ, s ≤ t) − 1) per series `[..., T]`, ≤ 0; 100, 120, 90 → −0.25.

    `wealth` is a price, a value without flows or an index (`returns.wealth`), whose opening value belongs to
    it. NaN days are left out; a peak ≤ 0 has no drawdown (`non_positive_base`), an empty series neither
    (`no_data`).
    """
    known = np.isfinite(wealth)
    counts = known.sum(axis=-1)
    peaks = np.maximum.accumulate(np.where(known, wealth, -np.inf), axis=-1)
    with np.errstate(all="ignore"):
        falls = np.where(known, wealth / peaks - 1.0, 0.0)
    lowest_peak = np.where(known, peaks, np.inf).min(axis=-1, initial=np.inf)
    depth = np.minimum(falls.min(axis=-1, initial=0.0), 0.0)
    reasons = np.where(counts == 0, Reason.NO_DATA, because(lowest_peak <= 0, Reason.NON_POSITIVE_BASE))
    return available(depth, counts, reasons=reasons)


def drawdown(wealth: FloatArray, dates: Sequence[date]) -> Drawdown:
    """The deepest fall of one series with its dates; the earliest of equally deep ones. NaN days are left
    out.
    """
    depth = max_drawdown(wealth)
    if depth.value is None:
        return Drawdown(None, reason=depth.reason)
    known = np.flatnonzero(np.isfinite(wealth))
    line, days = wealth[known], [dates[n] for n in known.tolist()]
    longest = _longest_below_high(line, days)
    if depth.value == 0:
        return Drawdown(0.0, longest_days=longest)
    peaks = np.maximum.accumulate(line)
    trough = int(np.argmin(line / peaks))
    peak = int(np.flatnonzero(line[: trough + 1] == peaks[trough])[-1])
    back = np.flatnonzero(line[trough:] >= peaks[trough])
    recovered = days[trough + int(back[0])] if len(back) else None
    return Drawdown(
        depth=depth.value,
        peak_on=days[peak],
        trough_on=days[trough],
        recovered_on=recovered,
        days=((recovered or days[-1]) - days[peak]).days,
        days_to_trough=(days[trough] - days[peak]).days,
        days_to_recovery=(recovered - days[trough]).days if recovered else None,
        longest_days=longest,
    )


def _longest_below_high(line: FloatArray, days: Sequence[date]) -> int:
    """Days from one new high to the next, or to the end, at the most."""
    highs = np.flatnonzero(np.concatenate(([True], line[1:] > np.maximum.accumulate(line)[:-1])))
    ends = [days[n] for n in highs.tolist()] + [days[-1]]
    return max((later - earlier).days for earlier, later in pairwise(ends))
