"""The returns of a statement: values day by day, against the benchmark, in the period and since the beginning.

Every day is valued from the ledger as known: what is stored of a day is a projection that may be of another moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

import numpy as np

from portfolios.analytics.calendars import BusinessCalendar
from portfolios.analytics.figures import FloatArray, Reason
from portfolios.analytics.performance import Measured, performance_of
from portfolios.analytics.relative import Benchmark, Rebalancing, blended_benchmark
from portfolios.analytics.returns import Flows, FlowTiming, daily_returns, wealth
from portfolios.choices import FigureState, Rebalanced
from portfolios.ledger.positions import fold
from portfolios.selectors.day_values import DayFacts, MarketDays, day_facts_walk
from reporting.selectors.statement_inputs import StatementInputs
from reporting.statement_data import PerformanceBlock, SeriesPoint
from tenancy.clock import holidays_of

FIGURE: Final = Decimal("1e-12")
REBALANCING: Final = {
    Rebalanced.NEVER: Rebalancing.NONE,
    Rebalanced.DAILY: Rebalancing.DAILY,
    Rebalanced.MONTHLY: Rebalancing.MONTHLY,
    Rebalanced.QUARTERLY: Rebalancing.QUARTERLY,
    Rebalanced.YEARLY: Rebalancing.YEARLY,
}


@dataclass(frozen=True, slots=True)
class PeriodReturns:
    """The figures of (after, until], the points of its picture, and the worst state of its days."""

    performance: PerformanceBlock
    series: tuple[SeriesPoint, ...]
    state: FigureState


def days_of(inputs: StatementInputs, *, after: date, until: date) -> list[DayFacts]:
    """The portfolio at the close of `after` and of every day up to `until`, from the ledger."""
    book = fold(
        inputs.entries,
        inputs.terms,
        as_of=after,
        currency=inputs.currency,
        rates=inputs.rates,
        prices=inputs.prices,
        cost_method=inputs.cost_method,
        lot_scope=inputs.lot_scope,
    )
    days = [after + timedelta(days=n) for n in range((until - after).days + 1)]
    market = MarketDays(inputs.terms, inputs.prices, inputs.rates)
    return list(day_facts_walk(inputs.portfolio.pk, book, inputs.entries, days, market))


def period_returns(inputs: StatementInputs, *, after: date, until: date) -> PeriodReturns:
    """Returns and risk of (after, until] and their daily points; a figure that cannot be given has its reason."""
    history = days_of(inputs, after=min(after, inputs.first_on - timedelta(days=1)), until=until)
    facts = history[-((until - after).days + 1) :]
    dates = [each.on for each in facts]
    values, flows, fees = _arrays(facts)
    benchmark = benchmark_of(inputs, dates)
    measured = performance_of(
        dates=dates,
        values=values,
        flows=flows,
        calendar=calendar_of(inputs.tenant.calendar),
        fees=fees,
        timing=_timing(inputs),
        benchmark=benchmark,
    )
    begun, reason = _linked_over(inputs, history)
    reasons = {
        name: why for name, why in measured.reasons.items() if name in PerformanceBlock.__dataclass_fields__
    }
    reasons |= {"gross_return": measured.time_weighted_return_gross.reason or ""}
    reasons |= {"since_inception": reason}
    performance = PerformanceBlock(
        time_weighted_return=exact(measured.time_weighted_return),
        money_weighted_return=exact(measured.money_weighted_return),
        gross_return=exact(measured.time_weighted_return_gross),
        benchmark_return=exact(measured.benchmark_return),
        volatility=exact(measured.volatility),
        max_drawdown=exact(measured.max_drawdown),
        since_inception=begun,
        inception_on=inputs.first_on if inputs.first_on <= until else None,
        benchmark_name=_benchmark_name(inputs),
        reasons={name: why for name, why in sorted(reasons.items()) if why},
    )
    return PeriodReturns(performance, _series(inputs, facts, values, flows, benchmark), _worst(facts))


def exact(figure: Measured) -> Decimal | None:
    """A computed fraction to twelve digits: more than float64 can be trusted for on every machine."""
    return None if figure.value is None else Decimal(repr(figure.value)).quantize(FIGURE)


@lru_cache(maxsize=8)
def calendar_of(code: str) -> BusinessCalendar:
    """The business days of a country."""
    return BusinessCalendar(holidays_of(code))


def _timing(inputs: StatementInputs) -> FlowTiming:
    return FlowTiming(inputs.portfolio.flow_timing or inputs.tenant.flow_timing)


def _arrays(facts: Sequence[DayFacts]) -> tuple[FloatArray, Flows, FloatArray]:
    values = np.array([np.nan if each.market_value is None else float(each.market_value) for each in facts])
    inflow = np.array([float(each.inflow) for each in facts])
    outflow = np.array([float(each.outflow) for each in facts])
    return values, Flows(inflow, outflow), np.array([float(each.management_fees) for each in facts])


def _series(
    inputs: StatementInputs,
    facts: Sequence[DayFacts],
    values: FloatArray,
    flows: Flows,
    benchmark: Benchmark | None,
) -> tuple[SeriesPoint, ...]:
    daily = daily_returns(values, flows, timing=_timing(inputs))
    broken = np.flatnonzero(daily.reasons != Reason.NONE)
    end = int(broken[0]) if len(broken) else len(facts)
    grown = wealth(daily.returns)
    return tuple(
        SeriesPoint(
            on=each.on,
            value=each.market_value,
            portfolio=_linked(grown[n]) if n < end else None,
            benchmark=None if benchmark is None else _linked(benchmark.levels[n]),
        )
        for n, each in enumerate(facts)
    )


def _linked(level: float) -> Decimal | None:
    return None if np.isnan(level) else (Decimal(repr(float(level))) - 1).quantize(FIGURE)


def _worst(facts: Sequence[DayFacts]) -> FigureState:
    """Incomplete when any day is; estimated when an end is."""
    if any(each.state is FigureState.INCOMPLETE for each in facts):
        return FigureState.INCOMPLETE
    ends = {facts[0].state, facts[-1].state}
    return FigureState.ESTIMATED if FigureState.ESTIMATED in ends else FigureState.COMPLETE


def benchmark_of(inputs: StatementInputs, dates: Sequence[date]) -> Benchmark | None:
    """The mandate's benchmark on these days in the portfolio's currency; None where none was agreed."""
    weights = inputs.agreed.weights
    if not weights or inputs.agreed.mandate is None:
        return None
    prices = np.array([[_price(inputs, key, on) for on in dates] for key in weights], dtype=np.float64)
    rebalanced = REBALANCING[Rebalanced(inputs.agreed.mandate.rebalanced)]
    return blended_benchmark(
        prices, [float(weight) for weight in weights.values()], dates, rebalanced=rebalanced
    )


def _price(inputs: StatementInputs, instrument: int, on: date) -> float:
    price = inputs.prices.price(instrument, on).value
    rate = inputs.rates.rate(inputs.terms[instrument].currency, inputs.currency, on).value
    return np.nan if price is None or rate is None else float(price * rate)


def _benchmark_name(inputs: StatementInputs) -> str:
    parts = sorted(inputs.agreed.benchmark, key=lambda part: (-part.weight, part.instrument.name))
    if len(parts) == 1:
        return parts[0].instrument.name
    return ", ".join(f"{(part.weight * 100).normalize():f}% {part.instrument.name}" for part in parts)


def _linked_over(inputs: StatementInputs, facts: Sequence[DayFacts]) -> tuple[Decimal | None, str]:
    values, flows, _fees = _arrays(facts)
    linked = daily_returns(values, flows, timing=_timing(inputs)).linked()
    return exact(Measured(linked.value)), linked.reason or ""
