"""Return and risk of a case's book or of one position in it, from its value and flows of every day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import numpy as np

from portfolios.analytics import drawdown, money_weighted, returns, risk
from portfolios.analytics.calendars import BusinessCalendar
from portfolios.analytics.figures import FloatArray
from portfolios.analytics.returns import Flows, FlowTiming
from portfolios.ledger.lots import CostMethod
from portfolios.ledger.positions import Book
from portfolios.ledger.rows import ExpenseKind
from portfolios.vectors.books import OUTSIDE, CaseBook, View, certain
from portfolios.vectors.cases import Declined, Question
from portfolios.vectors.series import ASKED_DIRECTLY, value_of

type PerformanceAnswer = Callable[["DailySeries"], float]

ZERO = Decimal(0)
_TIMINGS = {
    "inflow_start_of_day__outflow_end_of_day": FlowTiming.IN_START_OUT_END,
    "all_flows_end_of_day": FlowTiming.END,
    "all_flows_start_of_day": FlowTiming.START,
}


@dataclass(frozen=True, slots=True, eq=False)
class DailySeries:
    """Value and flows of each calendar day, the opening day first."""

    dates: list[date]
    values: FloatArray
    flows: Flows
    timing: FlowTiming

    @property
    def daily(self) -> returns.ReturnSeries:
        """The daily returns under the case's timing of flows."""
        return returns.daily_returns(self.values, self.flows, timing=self.timing)

    @property
    def business_days(self) -> FloatArray:
        """The returns that count for dispersion."""
        calendar = reference_calendar(self.dates[0].year, self.dates[-1].year)
        return risk.business_day_returns(self.daily.returns, self.dates, calendar, values=self.values)

    @property
    def invested_line(self) -> FloatArray:
        """The chained return while something is invested: what drawdowns are read from."""
        return returns.wealth_while_invested(self.daily.returns, self.values)


def performance_answer(metric: str) -> PerformanceAnswer | None:
    """The function that answers a measure of return or risk, None for a metric that is none."""
    return _ANSWERS.get(metric)


def daily_series(book: CaseBook, question: Question) -> DailySeries:
    """The series a question is about: the whole book, or one position of it."""
    view = View(question.start_on, question.end_on, question.currency or book.case.currency, CostMethod.FIFO)
    timing = _TIMINGS.get(book.case.codes.get("flow_timing", ""), FlowTiming.IN_START_OUT_END)
    if question.scope_kind == "position":
        instrument = book.instrument(question.scope_name)
        return _series(
            book, view, timing, lambda state, on: book.position_value(state, instrument, on), instrument
        )
    if question.scope_kind != "portfolio":
        raise Declined("not_offered")
    return _series(book, view, timing, book.value, None)


@cache
def reference_calendar(first_year: int, last_year: int) -> BusinessCalendar:
    """Weekdays but 1 January, Good Friday, Easter Monday, 1 May and 24 to 26 December: case files name no
    calendar of their own, and this is the one their worked volatilities are counted by.
    """
    holidays: set[date] = set()
    for year in range(first_year, last_year + 1):
        easter = easter_sunday(year)
        holidays |= {
            easter - timedelta(days=2),
            easter + timedelta(days=1),
            date(year, 1, 1),
            date(year, 5, 1),
        }
        holidays |= {date(year, 12, day) for day in (24, 25, 26)}
    return BusinessCalendar(frozenset(holidays))


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    month, day = divmod(moon + weekday - 7 * ((golden + 11 * moon + 22 * weekday) // 451) + 114, 31)
    return date(year, month, day + 1)


def _series(
    book: CaseBook,
    view: View,
    timing: FlowTiming,
    value: Callable[[Book, date], Decimal],
    instrument: int | None,
) -> DailySeries:
    dates, values = [], []
    for day, state in book.days(view):
        dates.append(day)
        values.append(float(value(state, day)))
    signed = book.flows(state) if instrument is None else _position_flows(state, instrument)
    inflow, outflow = np.zeros(len(dates)), np.zeros(len(dates))
    for on, amount in signed:
        side = inflow if certain(amount, state) > 0 else outflow
        if on >= dates[0]:
            side[(on - dates[0]).days] += abs(float(amount))
    return DailySeries(dates, np.array(values), Flows(inflow, outflow), timing)


def _position_flows(state: Book, instrument: int) -> list[tuple[date, Decimal]]:
    """What a position took in (positive) and gave back (negative): trades and transfers from outside with
    their fees, income gross of tax, fees booked alone; one amount for each booking. Taxes are left out,
    fees are in.
    """
    parts = [
        (move.entry, move.on, move.base_gross)
        for move in state.unit_movements
        if move.instrument == instrument and move.kind in OUTSIDE
    ]
    parts += [(row.entry, row.on, -row.base_amount) for row in state.income if row.instrument == instrument]
    parts += [
        (row.entry, row.on, row.base_amount)
        for row in state.expenses
        if row.instrument == instrument and row.kind is ExpenseKind.FEE
    ]
    by_entry: dict[tuple[date, int], Decimal] = {}
    for entry, on, amount in parts:
        by_entry[on, entry] = by_entry.get((on, entry), ZERO) + amount
    return [(on, amount) for (on, _), amount in by_entry.items()]


def _twr(series: DailySeries) -> float:
    return value_of(series.daily.linked())


def _twr_with_flows_at_the_end(series: DailySeries) -> float:
    return value_of(returns.time_weighted_return(series.values, series.flows, timing=FlowTiming.END))


def _twr_annualised(series: DailySeries) -> float:
    days = (series.dates[-1] - series.dates[0]).days
    return value_of(returns.annualize(series.daily.linked(), days, minimum_days=1))


def _modified_dietz(series: DailySeries) -> float:
    return value_of(returns.modified_dietz(series.values, series.flows))


def _annual_money_weighted(series: DailySeries) -> float:
    found = _money_weighted(series)
    if found.annual is None:
        raise Declined(found.reason or "no_data")
    return found.annual


def _period_money_weighted(series: DailySeries) -> float:
    found = _money_weighted(series)
    if found.period is None:
        raise Declined(found.reason or "no_data")
    return found.period


def _money_weighted(series: DailySeries) -> money_weighted.MoneyWeightedReturn:
    flows = money_weighted.investor_flows(series.dates, series.values, series.flows)
    return money_weighted.money_weighted_return(flows)


def _max_drawdown(series: DailySeries) -> float:
    return -value_of(drawdown.max_drawdown(series.invested_line))


def _longest_drawdown(series: DailySeries) -> float:
    return drawdown.drawdown(series.invested_line, series.dates).longest_days


def _period_volatility(series: DailySeries) -> float:
    return value_of(risk.volatility_of_period(series.business_days, minimum=ASKED_DIRECTLY))


def _period_semi_volatility(series: DailySeries) -> float:
    return value_of(risk.semi_volatility_of_period(series.business_days, minimum=ASKED_DIRECTLY))


def _annual_volatility(series: DailySeries) -> float:
    return value_of(risk.volatility(series.business_days, minimum=ASKED_DIRECTLY))


_ANSWERS: Mapping[str, PerformanceAnswer] = {
    "twr": _twr,
    "twr_daily": _twr,
    "net_return_day": _twr,
    "twr_eod_inflow": _twr_with_flows_at_the_end,
    "twr_annualised": _twr_annualised,
    "modified_dietz": _modified_dietz,
    "irr": _annual_money_weighted,
    "xirr": _annual_money_weighted,
    "mwr_period": _period_money_weighted,
    "max_drawdown": _max_drawdown,
    "max_drawdown_duration_days": _longest_drawdown,
    "volatility_period": _period_volatility,
    "semi_volatility_period": _period_semi_volatility,
    "volatility_annualised": _annual_volatility,
}
