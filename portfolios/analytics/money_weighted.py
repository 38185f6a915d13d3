"""Money-weighted returns: the rate at which what was paid in becomes what came back.

Signs are the investor's: − paid in, + received or still held. Every root is looked for, because a series with
several changes of sign may have several rates; the one nearest zero is given and marked as ambiguous.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyxirr

from portfolios.analytics.figures import FloatArray, Reason
from portfolios.analytics.returns import DAYS_PER_YEAR, Flows

HIGHEST_RATE = 1e6
LOWEST_GROWTH = 1e-6
_GRID = 1001
_CROWDING = 10.0
_BISECTIONS = 200


@dataclass(frozen=True, slots=True)
class DatedAmount:
    """An amount from the investor's side on a day: − paid in, + received."""

    on: date
    amount: float


@dataclass(frozen=True, slots=True)
class MoneyWeightedReturn:
    """The internal rate of return as two fractions: `annual` (Act/365) and `period` (first to last flow).

    Both are None with a `reason` when there is no rate. `annual` alone is None, reason `out_of_range`, when a
    short period would give more than 1e6 a year. `ambiguous` says that further rates solve the equation; they
    stand in `other_annual`, nearest zero first.
    """

    annual: float | None
    period: float | None
    days: int
    reason: str | None = None
    ambiguous: bool = False
    other_annual: tuple[float, ...] = ()


def money_weighted_return(flows: Sequence[DatedAmount]) -> MoneyWeightedReturn:
    """Solve Σ a / (1 + r)^((d − d₀) / 365) = 0 for r in (−1, 1e6].

    Flows of one day are netted, their order is free. No flow: `no_data`; amounts of one sign only:
    `no_sign_change`; all on one day: `no_data`; no root inside the bracket: `no_root`. Convention of Excel's
    XIRR.
    """
    days, amounts = _netted(flows)
    if len(amounts) == 0 or days[-1] == days[0]:
        return MoneyWeightedReturn(None, None, 0, reason=Reason.NO_DATA.code)
    length = int(days[-1] - days[0])
    if np.all(amounts > 0) or np.all(amounts < 0):
        return MoneyWeightedReturn(None, None, length, reason=Reason.NO_SIGN_CHANGE.code)
    growths = _log_growths(days, amounts)
    if not growths:
        return MoneyWeightedReturn(None, None, length, reason=Reason.NO_ROOT.code)
    annual = [_annual(growth, length) for growth in growths]
    return MoneyWeightedReturn(
        annual=annual[0],
        period=float(np.expm1(growths[0])),
        days=length,
        reason=Reason.OUT_OF_RANGE.code if annual[0] is None else None,
        ambiguous=len(growths) > 1,
        other_annual=tuple(rate for rate in annual[1:] if rate is not None),
    )


def periodic_rate(amounts: Sequence[float]) -> MoneyWeightedReturn:
    """The rate per period of amounts one period apart, given as `annual`; Excel's IRR. `period` spans all
    of them.
    """
    steps = len(amounts) - 1
    result = money_weighted_return(
        [DatedAmount(date.fromordinal(1 + DAYS_PER_YEAR * n), amount) for n, amount in enumerate(amounts)]
    )
    return result if steps > 0 else MoneyWeightedReturn(None, None, 0, reason=Reason.NO_DATA.code)


def investor_flows(dates: Sequence[date], values: FloatArray, flows: Flows) -> list[DatedAmount]:
    """The flows of a portfolio's period from the investor's side, from its daily series of one row.

    The opening value is paid in on the first day, the closing value received on the last, inflows paid in and
    outflows received on their days; the first day's own flows are in the opening value. Zeros are left out. A
    NaN opening or closing value raises `ValueError`: such a period has no figure.
    """
    if np.isnan(values[0]) or np.isnan(values[-1]):
        raise ValueError("The opening and the closing value must be known.")
    amounts = np.asarray(flows.outflow - flows.inflow, dtype=np.float64).copy()
    amounts[0] = -values[0]
    amounts[-1] = values[-1] + (amounts[-1] if len(amounts) > 1 else 0.0)
    return [DatedAmount(dates[n], float(amounts[n])) for n in np.flatnonzero(amounts).tolist()]


def _netted(flows: Sequence[DatedAmount]) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """Days ascending with their net amounts; days that net to zero fall out."""
    by_day: dict[int, float] = {}
    for flow in sorted(flows, key=lambda flow: flow.on):
        by_day[flow.on.toordinal()] = by_day.get(flow.on.toordinal(), 0.0) + flow.amount
    kept = {day: amount for day, amount in by_day.items() if amount != 0}
    return np.array(list(kept), dtype=np.int64), np.array(list(kept.values()), dtype=np.float64)


def _annual(growth: float, length: int) -> float | None:
    """The yearly rate of a log growth over `length` days, None above the bracket."""
    yearly = growth * DAYS_PER_YEAR / length
    return float(np.expm1(yearly)) if yearly <= np.log1p(HIGHEST_RATE) else None


def _log_growths(days: npt.NDArray[np.int64], amounts: FloatArray) -> list[float]:
    """All roots u of Σ a·exp(−u·t), t running from 0 to 1 over the period, the one of the rate nearest zero
    first.

    With a single change of sign there is exactly one root (Descartes' rule), which pyxirr finds fastest.
    """
    years = (days[-1] - days[0]) / DAYS_PER_YEAR
    if np.count_nonzero(np.diff(np.sign(amounts))) == 1:
        rate = pyxirr.xirr([date.fromordinal(day) for day in days.tolist()], amounts.tolist(), silent=True)
        if rate is not None and LOWEST_GROWTH - 1 < rate <= HIGHEST_RATE:
            return [float(np.log1p(rate) * years)]
    times = (days - days[0]) / (days[-1] - days[0])
    grid = _grid() * max(years, 1.0)
    signs = np.sign(_present_values(grid, times, amounts))
    crossings = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    roots = [float(root) for root in grid[signs == 0]]
    roots += [_bisect(times, amounts, float(grid[n]), float(grid[n + 1])) for n in crossings]
    return sorted(roots, key=lambda root: _distance_from_zero(root / years))


def _distance_from_zero(growth: float) -> float:
    """|r| of a yearly log growth; beyond float64 it is simply far."""
    return abs(float(np.expm1(growth))) if growth < np.log(np.finfo(np.float64).max) else np.inf


def _grid() -> FloatArray:
    """Log growths from 1e-6 to 1e6 to look for changes of sign at: 0.1 % apart near zero, 15 % at the
    ends.
    """
    reach = np.arcsinh(_CROWDING * np.log([LOWEST_GROWTH, 1.0 + HIGHEST_RATE]))
    grid: FloatArray = np.sinh(np.linspace(reach[0], reach[1], _GRID)) / _CROWDING
    return grid


def _present_values(growths: FloatArray, times: FloatArray, amounts: FloatArray) -> FloatArray:
    """Σ a·exp(−u·t) for many u, scaled by a positive factor so that no exponent is above zero: the sign is
    exact.
    """
    shifted = np.where(growths[:, np.newaxis] >= 0, times, times - 1.0)
    result: FloatArray = np.exp(-growths[:, np.newaxis] * shifted) @ amounts
    return result


def _bisect(times: FloatArray, amounts: FloatArray, low: float, high: float) -> float:
    """Halve a bracket with a change of sign until float64 cannot be halved further."""
    rising = _present_values(np.array([high]), times, amounts)[0] > 0
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if (_present_values(np.array([middle]), times, amounts)[0] > 0) == rising:
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)
