"""Values and returns of a whole book at once: every ledger row is a step in a quantity, valued by shared
prices.

Axes: P portfolios, N instruments, T calendar days. Cash accounts are instruments whose price is 1 in their
own currency. Prices come instrument-major `[N, T]`, already carried forward by the rule of valuation; NaN
where there is none. Sums here are float64 and serve figures of performance: money that is booked or shown is
summed in the ledger.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portfolios.analytics.figures import BoolArray, FloatArray
from portfolios.analytics.returns import Flows, FlowTiming, ReturnSeries, daily_returns

type IndexArray = npt.NDArray[np.int64]

STEPS_AT_ONCE = 64
"""Block of later steps valued in one product: small enough for the cache, large enough to amortise the
call.
"""

SMALLEST_QUANTITY = 1e-9
"""Quantities have eight decimals; what is smaller is what float64 leaves of a closed position."""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Changes of quantity, one row each: `quantity` of `instrument` enters `portfolio` on day index `day` (−
    leaves).

    Opening holdings are steps on day 0. Arrays are of one length, in any order; `split` rows are steps too.
    """

    portfolio: IndexArray
    instrument: IndexArray
    day: IndexArray
    quantity: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class BookValues:
    """Values `[P, T]`; NaN, and `incomplete`, on days on which a held instrument has no price."""

    values: FloatArray
    incomplete: BoolArray

    def returns(self, flows: Flows, *, timing: FlowTiming = FlowTiming.IN_START_OUT_END) -> ReturnSeries:
        """The daily returns of every portfolio."""
        return daily_returns(self.values, flows, timing=timing)


def prices_in_base(prices: FloatArray, currency: IndexArray, rates: FloatArray) -> FloatArray:
    """Prices `[N, T]` in one base currency: each row times the rate `[C, T]` of its own currency (1 unit =
    rate base).
    """
    result: FloatArray = prices * rates[currency]
    return result


def book_values(
    steps: Steps, base_prices: FloatArray, base_of: IndexArray, *, portfolios: int | None = None
) -> BookValues:
    """Value every portfolio on every day: V[p, t] = Σ quantity of steps up to t × price[base of p, n, t].

    `base_prices` is `[B, N, T]`, one layer per base currency; `base_of` `[P]` names each portfolio's layer.
    Portfolios are worked off by base currency, so that a layer stays in the cache. A portfolio without steps
    is worth 0.
    """
    count = len(base_of) if portfolios is None else portfolios
    days = base_prices.shape[-1]
    values = np.zeros((count, days))
    known = np.nan_to_num(base_prices, nan=0.0)
    for portfolio, rows in _rows_by_portfolio(steps, base_of):
        values[portfolio] = _one_value(
            steps.instrument[rows], steps.day[rows], steps.quantity[rows], known[base_of[portfolio]]
        )
    incomplete = np.zeros((count, days), dtype=np.bool_)
    for layer in np.unique(base_of):
        members = np.flatnonzero(base_of == layer)
        incomplete[members] = holding_where(steps, np.isnan(base_prices[layer]), portfolios=count)[members]
    return BookValues(np.where(incomplete, np.nan, values), incomplete)


def holding_where(steps: Steps, marked: BoolArray, *, portfolios: int) -> BoolArray:
    """On which days `[P, T]` a portfolio holds an instrument on a day `marked` `[N, T]`: unpriced, stale,
    restricted.
    """
    days = marked.shape[-1]
    result = np.zeros((portfolios, days), dtype=np.bool_)
    concerned = np.flatnonzero(marked.any(axis=-1)[steps.instrument])
    if len(concerned) == 0:
        return result
    pairs, position = np.unique(
        np.stack((steps.portfolio[concerned], steps.instrument[concerned])), axis=1, return_inverse=True
    )
    flat = position.ravel() * days + steps.day[concerned]
    changes = np.bincount(flat, weights=steps.quantity[concerned], minlength=pairs.shape[1] * days)
    held = np.abs(np.cumsum(changes.reshape(-1, days), axis=-1)) > SMALLEST_QUANTITY
    np.logical_or.at(result, pairs[0], held & marked[pairs[1]])
    return result


def daily_amounts(
    portfolio: IndexArray, day: IndexArray, amount: FloatArray, *, portfolios: int, days: int
) -> FloatArray:
    """Amounts summed by portfolio and day `[P, T]`: flows, income, fees. What is not there is 0."""
    flat = np.bincount(portfolio * days + day, weights=amount, minlength=portfolios * days)
    return flat.reshape(portfolios, days)


def daily_flows(
    portfolio: IndexArray, day: IndexArray, amount: FloatArray, *, portfolios: int, days: int
) -> Flows:
    """External flows `[P, T]` from signed amounts (+ in, − out); in and out of one day are kept apart, not
    netted.
    """
    sizes = {"portfolios": portfolios, "days": days}
    return Flows(
        inflow=daily_amounts(portfolio, day, np.maximum(amount, 0.0), **sizes),
        outflow=daily_amounts(portfolio, day, np.maximum(-amount, 0.0), **sizes),
    )


def _rows_by_portfolio(steps: Steps, base_of: IndexArray) -> Iterator[tuple[int, IndexArray]]:
    """The step rows of each portfolio by day, portfolios of one base currency after another."""
    if len(steps.portfolio) == 0:
        return
    order = np.lexsort((steps.day, steps.portfolio, base_of[steps.portfolio]))
    owners = steps.portfolio[order]
    starts = np.flatnonzero(np.concatenate(([True], owners[1:] != owners[:-1])))
    for first, end in zip(starts, [*starts[1:], len(order)], strict=True):
        yield int(owners[first]), order[first:end]


def _one_value(
    instruments: IndexArray, days: IndexArray, quantities: FloatArray, prices: FloatArray
) -> FloatArray:
    """One portfolio, its steps in day order: the opening holdings in one product, the later ones in blocks,
    each step counting from its day on.
    """
    opening = int(np.searchsorted(days, 0, side="right"))
    value: FloatArray = quantities[:opening] @ prices[instruments[:opening]]
    time = np.arange(prices.shape[-1])
    for start in range(opening, len(days), STEPS_AT_ONCE):
        block = slice(start, start + STEPS_AT_ONCE)
        first = int(days[start])
        counted = prices[instruments[block], first:] * (time[first:] >= days[block, np.newaxis])
        value[first:] += quantities[block] @ counted
    return value
