"""The figures of one period that pages, API and reports show of a portfolio, position or household.

It only puts the measures of this package together, under the rules that hold everywhere they are shown:
nothing under 365 days is annualised, dispersion needs twelve business days, and what is missing carries its
reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from portfolios.analytics import risk
from portfolios.analytics.calendars import BusinessCalendar
from portfolios.analytics.drawdown import Drawdown, drawdown
from portfolios.analytics.figures import Figure, FloatArray, Reason
from portfolios.analytics.money_weighted import MoneyWeightedReturn, investor_flows, money_weighted_return
from portfolios.analytics.relative import Benchmark
from portfolios.analytics.returns import (
    DAYS_PER_YEAR,
    Flows,
    FlowTiming,
    annualize,
    daily_returns,
    modified_dietz,
    wealth_while_invested,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure as a fraction, or the code of why there is none. `ambiguous`: other rates solve it too."""

    value: float | None
    reason: str | None = None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Performance:
    """All fractions. Net is after every fee in the value, gross before management and performance fees.

    `max_drawdown` ≤ 0; `max_drawdown_days` runs from its peak to the recovery, or to the end of the period.
    """

    time_weighted_return: Measured
    time_weighted_return_annualized: Measured
    time_weighted_return_gross: Measured
    time_weighted_return_gross_annualized: Measured
    money_weighted_return: Measured
    money_weighted_return_annualized: Measured
    modified_dietz_return: Measured
    benchmark_return: Measured
    excess_return: Measured
    volatility: Measured
    volatility_period: Measured
    max_drawdown: Measured
    max_drawdown_days: int | None

    @property
    def reasons(self) -> dict[str, str]:
        """The reason of every figure that is missing, by its name."""
        figures = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {
            name: figure.reason for name, figure in figures if isinstance(figure, Measured) and figure.reason
        }


def performance_of(
    *,
    dates: Sequence[date],
    values: FloatArray,
    flows: Flows,
    calendar: BusinessCalendar,
    fees: FloatArray | None = None,
    timing: FlowTiming = FlowTiming.IN_START_OUT_END,
    revalue_from: float | None = None,
    benchmark: Benchmark | None = None,
) -> Performance:
    """Measure one daily series: opening day and every calendar day of the period, in one currency.

    `values` is NaN on days whose valuation is incomplete: what links across such a day has no figure. `fees`
    are management and performance fees per day (refunds negative). `revalue_from` is the policy's large flow,
    see `modified_dietz`. Without a `benchmark` of the same days its figures are missing for `no_data`.
    """
    days = (dates[-1] - dates[0]).days if len(dates) else 0
    series = daily_returns(values, flows, timing=timing)
    net = series.linked()
    gross_flows = flows if fees is None else flows.gross_of(fees)
    gross = daily_returns(values, gross_flows, timing=timing).linked()
    counted = risk.business_day_returns(series.returns, dates, calendar, values=values)
    rate = _money_weighted(dates, values, flows)
    fall = _drawdown(net, wealth_while_invested(series.returns, values), dates)
    against = None if benchmark is None else benchmark.linked()
    return Performance(
        time_weighted_return=_measured(net),
        time_weighted_return_annualized=_measured(annualize(net, days)),
        time_weighted_return_gross=_measured(gross),
        time_weighted_return_gross_annualized=_measured(annualize(gross, days)),
        money_weighted_return=_period_rate(rate),
        money_weighted_return_annualized=_annual_rate(rate),
        modified_dietz_return=_measured(modified_dietz(values, flows, revalue_from=revalue_from)),
        benchmark_return=Measured(None, Reason.NO_DATA.code) if against is None else _measured(against),
        excess_return=_excess(net, against),
        volatility=_measured(risk.volatility(counted)),
        volatility_period=_measured(risk.volatility_of_period(counted)),
        max_drawdown=Measured(fall.depth, fall.reason),
        max_drawdown_days=None if fall.depth is None else fall.days,
    )


def _measured(figure: Figure) -> Measured:
    return Measured(figure.value, figure.reason)


def _excess(net: Figure, against: Figure | None) -> Measured:
    """The return above the benchmark's; missing for the reason of either."""
    if against is None:
        return Measured(None, Reason.NO_DATA.code)
    if net.value is None or against.value is None:
        return Measured(None, net.reason or against.reason)
    return Measured(net.value - against.value)


def _money_weighted(dates: Sequence[date], values: FloatArray, flows: Flows) -> MoneyWeightedReturn:
    if len(dates) == 0:
        return MoneyWeightedReturn(None, None, 0, reason=Reason.NO_DATA.code)
    if np.isnan(values[0]) or np.isnan(values[-1]):
        return MoneyWeightedReturn(None, None, 0, reason=Reason.MISSING_VALUE.code)
    return money_weighted_return(investor_flows(dates, values, flows))


def _period_rate(rate: MoneyWeightedReturn) -> Measured:
    return Measured(rate.period, None if rate.period is not None else rate.reason, rate.ambiguous)


def _annual_rate(rate: MoneyWeightedReturn) -> Measured:
    """The annual rate, of money that worked for a year at least."""
    if rate.period is not None and rate.days < DAYS_PER_YEAR:
        return Measured(None, Reason.UNDER_ONE_YEAR.code, rate.ambiguous)
    return Measured(rate.annual, rate.reason, rate.ambiguous)


def _drawdown(net: Figure, line: FloatArray, dates: Sequence[date]) -> Drawdown:
    """The drawdown of the chained return; where that cannot be chained there is none either."""
    return drawdown(line, dates) if net.reason is None else Drawdown(None, reason=net.reason)
