"""The returns of a statement: values day by day, against the benchmark, in the period and since the beginning.

Every day is valued from the ledger as known: what is stored of a day is a projection that may be of another moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from portfolios.analytics.performance import Measured
from portfolios.analytics.relative import Benchmark
from portfolios.analytics.returns import FlowTiming
from portfolios.choices import FigureState, Rebalanced
from portfolios.ledger.positions import fold
from portfolios.selectors.day_values import DayFacts, MarketDays, day_facts_walk
from portfolios.selectors.period_returns import (
    ReturnsOfPeriod,
    benchmark_name,
    benchmark_over,
    calendar_of,
    linked_return,
    returns_of_period,
)
from portfolios.selectors.valuations import DayPoint, point_of
from reporting.selectors.statement_inputs import StatementInputs
from reporting.statement_data import PerformanceBlock, SeriesPoint

FIGURE: Final = Decimal("1e-12")


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
    points = [point_of(each) for each in facts]
    timing = FlowTiming(inputs.portfolio.flow_timing or inputs.tenant.flow_timing)
    benchmark = _benchmark(inputs, [point.on for point in points])
    calendar = calendar_of(inputs.tenant.calendar)
    returns = returns_of_period(points, timing=timing, calendar=calendar, benchmark=benchmark)
    measured = returns.figures
    begun = linked_return([point_of(each) for each in history], timing=timing)
    reasons = {
        name: why for name, why in measured.reasons.items() if name in PerformanceBlock.__dataclass_fields__
    }
    reasons |= {"gross_return": measured.time_weighted_return_gross.reason or ""}
    reasons |= {"since_inception": begun.reason or ""}
    performance = PerformanceBlock(
        time_weighted_return=exact(measured.time_weighted_return),
        money_weighted_return=exact(measured.money_weighted_return),
        gross_return=exact(measured.time_weighted_return_gross),
        benchmark_return=exact(measured.benchmark_return),
        volatility=exact(measured.volatility),
        max_drawdown=exact(measured.max_drawdown),
        since_inception=exact(Measured(begun.value)),
        inception_on=inputs.first_on if inputs.first_on <= until else None,
        benchmark_name=benchmark_name(inputs.agreed.benchmark),
        reasons={name: why for name, why in sorted(reasons.items()) if why},
    )
    return PeriodReturns(performance, _series(points, returns), _worst(facts))


def exact(figure: Measured) -> Decimal | None:
    """A computed fraction to twelve digits: more than float64 can be trusted for on every machine."""
    return None if figure.value is None else Decimal(repr(figure.value)).quantize(FIGURE)


def _benchmark(inputs: StatementInputs, days: Sequence[date]) -> Benchmark | None:
    """The mandate's benchmark in the portfolio's currency; None where none was agreed."""
    mandate = inputs.agreed.mandate
    if mandate is None:
        return None
    return benchmark_over(
        inputs.agreed.benchmark,
        days,
        rebalanced=Rebalanced(mandate.rebalanced),
        currency=inputs.currency,
        currencies={key: each.currency for key, each in inputs.terms.items()},
        prices=inputs.prices,
        rates=inputs.rates,
    )


def _series(points: Sequence[DayPoint], returns: ReturnsOfPeriod) -> tuple[SeriesPoint, ...]:
    against = returns.benchmark or (None,) * len(points)
    return tuple(
        SeriesPoint(on=point.on, value=point.value, portfolio=_linked(level), benchmark=_linked(other))
        for point, level, other in zip(points, returns.portfolio, against, strict=True)
    )


def _linked(level: float | None) -> Decimal | None:
    return None if level is None else (Decimal(repr(level)) - 1).quantize(FIGURE)


def _worst(facts: Sequence[DayFacts]) -> FigureState:
    """Incomplete when any day is; estimated when an end is."""
    if any(each.state is FigureState.INCOMPLETE for each in facts):
        return FigureState.INCOMPLETE
    ends = {facts[0].state, facts[-1].state}
    return FigureState.ESTIMATED if FigureState.ESTIMATED in ends else FigureState.COMPLETE
