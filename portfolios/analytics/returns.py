"""Time-weighted returns: daily returns from values and flows, linked into one figure.

Arrays are `[..., T]`, the last axis being calendar days in the firm's zone: one portfolio or a whole book.
Index 0 is the opening day; its flows are in the opening value and are not counted again. Money is in one
currency per row. Returns are fractions: 0.01 is one per cent. Sources: GIPS 2020; Bacon, Practical Portfolio
Performance, ch. 2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from portfolios.analytics.figures import (
    BoolArray,
    Figure,
    FloatArray,
    Reason,
    ReasonArray,
    available,
    because,
    worst,
)

DAYS_PER_YEAR = 365

SMALLEST_VALUE = 1e-6
"""Below every currency's minor unit: what float64 leaves of a portfolio that was emptied is taken as nothing."""


class FlowTiming(StrEnum):
    """When on its day an external flow is taken to arrive or leave."""

    START = "start"
    END = "end"
    IN_START_OUT_END = "in_start_out_end"


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """External flows per day, both ≥ 0 and of one shape `[..., T]`; a missing day is 0, not NaN."""

    inflow: FloatArray
    outflow: FloatArray

    @classmethod
    def from_net(cls, net: npt.ArrayLike) -> "Flows":
        """Flows from signed daily amounts: + into the portfolio, − out of it."""
        signed = np.asarray(net, dtype=np.float64)
        return cls(np.maximum(signed, 0.0), np.maximum(-signed, 0.0))

    @property
    def net(self) -> FloatArray:
        """Inflow − outflow."""
        return self.inflow - self.outflow

    def gross_of(self, fees: FloatArray) -> "Flows":
        """The flows of the return gross of fees: management and performance fees leave as an outflow on their
        day.

        `fees` are positive when charged and negative when refunded; a refund arrives as an inflow.
        """
        return Flows(self.inflow + np.maximum(-fees, 0.0), self.outflow + np.maximum(fees, 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class ReturnSeries:
    """Daily returns `[..., T]`, NaN on days without one.

    `reasons` is NONE both on days with a return and on days on which nothing was invested (before funding,
    after the last withdrawal): such days are neutral. Another reason forbids linking across that day.
    """

    returns: FloatArray
    reasons: ReasonArray

    def linked(self) -> Figure:
        """The return of the whole period; see `link`."""
        return link(self.returns, reasons=self.reasons)


def daily_returns(
    values: FloatArray, flows: Flows, *, timing: FlowTiming = FlowTiming.IN_START_OUT_END
) -> ReturnSeries:
    """The return of each day, with F = inflow − outflow and V₋₁ the value of the day before.

    start: V / (V₋₁ + F) − 1 · end: (V − F) / V₋₁ − 1 · in_start_out_end: (V + out) / (V₋₁ + in) − 1.

    `values` is NaN on days that could not be valued: reason `missing_value` for that day and the next. Where
    the denominator is 0 and nothing came of it, nothing was invested and the day is neutral: a sub-period
    starts at first funding (with timing `end` at the close of that day) and ends at zero. Any other
    denominator ≤ 0 has no return, reason `non_positive_base`. The opening day has no return.
    """
    before, after = values[..., :-1], values[..., 1:]
    gained, base = (_settled(side) for side in _gained_and_base(before, after, flows, timing))
    missing = np.isnan(before) | np.isnan(after)
    idle = (base == 0) & (gained == 0)
    reasons = worst(
        because(missing, Reason.MISSING_VALUE), because((base <= 0) & ~idle, Reason.NON_POSITIVE_BASE)
    )
    usable = (reasons == Reason.NONE) & ~idle
    returns = np.full(values.shape, np.nan)
    np.divide(gained, base, out=returns[..., 1:], where=usable)
    returns[..., 1:] -= 1.0
    all_reasons = np.zeros(values.shape, dtype=np.int8)
    all_reasons[..., 1:] = reasons
    return ReturnSeries(returns, all_reasons)


def link(returns: FloatArray, *, reasons: ReasonArray | None = None) -> Figure:
    """Π(1 + r) − 1 over the last axis, by log1p and expm1.

    NaN days are neutral unless `reasons` names one: then there is no figure, for the first reason met. A
    series without any return has none either (`no_data`). A return of −1 is a total loss and stays one.
    """
    counts = np.isfinite(returns).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.expm1(np.nansum(np.log1p(returns), axis=-1))
    return available(
        total, counts, reasons=worst(_first(reasons, counts.shape), because(counts == 0, Reason.NO_DATA))
    )


def wealth(returns: FloatArray) -> FloatArray:
    """The value of 1 invested at the opening, per day `[..., T]`; days without a return carry the value
    before.
    """
    with np.errstate(divide="ignore"):
        steps = np.log1p(np.nan_to_num(returns, nan=0.0))
        grown: FloatArray = np.exp(np.cumsum(steps, axis=-1))
    return grown


def wealth_while_invested(returns: FloatArray, values: FloatArray) -> FloatArray:
    """`wealth`, but NaN on days at whose close nothing is invested: the line of which drawdowns are read.

    It begins at the close of the first day with a value, so that what the costs of the first purchase take
    is part of the return and no fall from an earlier high.
    """
    return np.where(values > 0, wealth(returns), np.nan)


def annualize(total: Figure, days: int, *, minimum_days: int = DAYS_PER_YEAR) -> Figure:
    """(1 + R)^(365 / days) − 1. Not available below `minimum_days` (`under_one_year`).

    Pages, the API and reports never annualise less than a year; other callers may lower `minimum_days`.
    `days` are calendar days of the whole period, and at least 1. Source: GIPS 2020, periods under one year.
    """
    reasons = worst(
        total.reasons,
        because(days < max(minimum_days, 1), Reason.UNDER_ONE_YEAR),
        because(days < 1, Reason.NO_DATA),
    )
    with np.errstate(all="ignore"):
        yearly = (1.0 + total.values) ** (DAYS_PER_YEAR / max(days, 1)) - 1.0
    return available(yearly, total.counts, reasons=reasons)


def time_weighted_return(
    values: FloatArray, flows: Flows, *, timing: FlowTiming = FlowTiming.IN_START_OUT_END
) -> Figure:
    """The linked daily return of the period, net of everything that left the value on the way.

    For the return gross of fees pass `flows.gross_of(fees)`.
    """
    return daily_returns(values, flows, timing=timing).linked()


def modified_dietz(
    values: FloatArray,
    flows: Flows,
    *,
    timing: FlowTiming = FlowTiming.END,
    revalue_from: float | None = None,
) -> Figure:
    """Modified Dietz: (V₁ − V₀ − ΣF) / (V₀ + Σ w F), flows weighted by the part of the period they were
    invested.

    A flow at the end of day d of n weighs (n − d) / n, at the start of the day (n − d + 1) / n. With
    `revalue_from` (a fraction) the portfolio is revalued at every flow of at least that fraction of the value
    at the start of the running sub-period, and the sub-periods are linked. Only the opening, the closing and
    the days of such flows need a value, the others may be NaN; a missing one gives `missing_value`. Base ≤ 0:
    `non_positive_base`. Source: GIPS 2020, large cash flows; Dietz 1966.
    """
    shape = values.shape[:-1]
    inflow, outflow = (np.broadcast_to(side, values.shape) for side in (flows.inflow, flows.outflow))
    results = [
        _dietz_of_one(values[row], inflow[row], outflow[row], timing, revalue_from)
        for row in np.ndindex(shape)
    ]
    totals = np.array([total for total, _ in results]).reshape(shape)
    reasons = np.array([reason for _, reason in results], dtype=np.int8).reshape(shape)
    return available(totals, values.shape[-1] - 1, reasons=reasons)


def _gained_and_base(
    before: FloatArray, after: FloatArray, flows: Flows, timing: FlowTiming
) -> tuple[FloatArray, FloatArray]:
    inflow, outflow = flows.inflow[..., 1:], flows.outflow[..., 1:]
    if timing is FlowTiming.START:
        return after, before + inflow - outflow
    if timing is FlowTiming.END:
        return after - inflow + outflow, before
    return after + outflow, before + inflow


def _settled(amounts: FloatArray) -> FloatArray:
    """The amounts, with the dust of floating point swept away."""
    return np.where(np.abs(amounts) < SMALLEST_VALUE, 0.0, amounts)


def _first(reasons: ReasonArray | None, shape: tuple[int, ...]) -> ReasonArray:
    """The first reason on the time axis that is not NONE."""
    if reasons is None or reasons.shape[-1] == 0:
        return np.zeros(shape, dtype=np.int8)
    stated: BoolArray = reasons != Reason.NONE
    position = stated.argmax(axis=-1)[..., np.newaxis]
    found: ReasonArray = np.take_along_axis(reasons, position, axis=-1)[..., 0]
    return found


def _dietz_of_one(
    values: FloatArray,
    inflow: FloatArray,
    outflow: FloatArray,
    timing: FlowTiming,
    revalue_from: float | None,
) -> tuple[float, Reason]:
    """The return of one series and the reason why it has none, linked over the sub-periods between large
    flows.
    """
    at_start, at_end = _by_moment(inflow, outflow, timing)
    growth, opened, reason = 1.0, 0, Reason.NO_DATA
    for closed in _valued_days(values, at_start, at_end, revalue_from):
        gained, base = _dietz_terms(values, at_start, at_end, opened, closed)
        if np.isnan(gained):
            return np.nan, Reason.MISSING_VALUE
        if base < SMALLEST_VALUE and not abs(base) < SMALLEST_VALUE > abs(gained):
            return np.nan, Reason.NON_POSITIVE_BASE
        if base >= SMALLEST_VALUE:
            growth, reason = growth * (1.0 + gained / base), Reason.NONE
        opened = closed
    return growth - 1.0, reason


def _by_moment(inflow: FloatArray, outflow: FloatArray, timing: FlowTiming) -> tuple[FloatArray, FloatArray]:
    """The signed flows of the start and of the end of each day."""
    nothing = np.zeros_like(inflow)
    if timing is FlowTiming.START:
        return inflow - outflow, nothing
    if timing is FlowTiming.END:
        return nothing, inflow - outflow
    return inflow, -outflow


def _valued_days(
    values: FloatArray, at_start: FloatArray, at_end: FloatArray, revalue_from: float | None
) -> Iterator[int]:
    """The days that close a sub-period: the eve of a large flow at a day's start, the day of one at its
    end, the last.
    """
    opened, last = 0, values.shape[-1] - 1
    flowing = np.flatnonzero(at_start + at_end) if revalue_from is not None else np.array([], dtype=np.int64)
    for day in flowing[flowing > 0]:
        if revalue_from is not None and abs(at_start[day] + at_end[day]) < revalue_from * values[opened]:
            continue
        for close, flow in ((int(day) - 1, at_start[day]), (int(day), at_end[day])):
            if flow != 0 and opened < close < last:
                yield close
                opened = close
    if last > 0:
        yield last


def _dietz_terms(
    values: FloatArray, at_start: FloatArray, at_end: FloatArray, opened: int, closed: int
) -> tuple[float, float]:
    """Gain and average capital of one sub-period (opened, closed]."""
    inside = slice(opened + 1, closed + 1)
    length = closed - opened
    end_weights = np.arange(length - 1, -1, -1) / length
    weighted = at_end[inside] @ end_weights + at_start[inside] @ (end_weights + 1 / length)
    gained = values[closed] - values[opened] - at_start[inside].sum() - at_end[inside].sum()
    return float(gained), float(values[opened] + weighted)
