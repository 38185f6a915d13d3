"""Figures of a series that the case states itself: returns, values, cash flows, or the prices of an
instrument.
"""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np

from portfolios.analytics import drawdown, money_weighted, returns, risk
from portfolios.analytics.figures import Figure, FloatArray
from portfolios.vectors.cases import Case, Declined, Question, day_of

type SeriesAnswer = Callable[[Case, Question], float]

ASKED_DIRECTLY = 2
"""Fewest observations: pages want twelve, but the pure function may be asked for less."""
_ANY_DAY = date(2001, 1, 1)


def value_of(figure: Figure) -> float:
    """The figure, or `Declined` with its reason."""
    if figure.value is None:
        raise Declined(figure.reason or "no_data")
    return figure.value


def series_answer(case: Case, question: Question) -> SeriesAnswer | None:
    """The function that answers the question from what the case states, None when it states no such
    series.
    """
    for stated, answers in (
        (case.returns, _OF_RETURNS),
        (case.values, _OF_VALUES),
        (case.cashflows, _OF_CASHFLOWS),
        (case.opening_value is not None, _OF_ONE_PERIOD),
        (case.prices and not case.transactions, _OF_PRICES),
    ):
        if stated and question.metric in answers:
            return answers[question.metric]
    return None


def _returns(case: Case) -> FloatArray:
    return np.array(case.returns)


def _linked(case: Case, question: Question) -> float:
    return value_of(returns.link(_returns(case)))


def _period_volatility(case: Case, question: Question) -> float:
    return value_of(risk.volatility_of_period(_returns(case), minimum=ASKED_DIRECTLY))


def _period_semi_volatility(case: Case, question: Question) -> float:
    return value_of(risk.semi_volatility_of_period(_returns(case), minimum=ASKED_DIRECTLY))


def _annual_volatility(case: Case, question: Question) -> float:
    frequency = case.observations_per_year
    return value_of(risk.volatility(_returns(case), frequency=frequency, minimum=ASKED_DIRECTLY))


def _annual_return(case: Case, question: Question) -> float:
    return value_of(
        risk.annual_return(_returns(case), frequency=case.observations_per_year, minimum_periods=1)
    )


def _annual_downside(case: Case, question: Question) -> float:
    frequency = case.observations_per_year
    return value_of(risk.downside_deviation(_returns(case), frequency=frequency, minimum=ASKED_DIRECTLY))


def _sharpe(case: Case, question: Question) -> float:
    frequency = case.observations_per_year
    return value_of(risk.sharpe_ratio(_returns(case), frequency=frequency, minimum=ASKED_DIRECTLY))


def _sortino(case: Case, question: Question) -> float:
    frequency = case.observations_per_year
    return value_of(risk.sortino_ratio(_returns(case), frequency=frequency, minimum=ASKED_DIRECTLY))


def _drawdown_of_returns(case: Case, question: Question) -> float:
    return -value_of(drawdown.max_drawdown(returns.wealth(np.array([np.nan, *case.returns]))))


def _wealth(case: Case) -> FloatArray:
    """The values as a line of wealth: a case that states cumulative returns starts at 1."""
    stated = np.array(case.values)
    return 1.0 + stated if "cumulative returns" in case.conventions else stated


def _drawdown_of_values(case: Case, question: Question) -> float:
    return -value_of(drawdown.max_drawdown(_wealth(case)))


def _longest_drawdown_of_values(case: Case, question: Question) -> float:
    if len(case.dates) != len(case.values):
        raise Declined("date_missing")
    return drawdown.drawdown(_wealth(case), case.dates).longest_days


def _rates(case: Case) -> money_weighted.MoneyWeightedReturn:
    """All rates of the cash flows, dated or one period apart."""
    if all("date" in row for row in case.cashflows):
        found = money_weighted.money_weighted_return(
            [money_weighted.DatedAmount(day_of(row), float(row["amount"])) for row in case.cashflows]
        )
    else:
        by_period = {int(row["period"]): float(row["amount"]) for row in case.cashflows}
        found = money_weighted.periodic_rate([by_period.get(n, 0.0) for n in range(max(by_period) + 1)])
    if found.reason is not None:
        raise Declined(found.reason)
    return found


def _rate(case: Case, question: Question) -> float:
    annual = _rates(case).annual
    if annual is None:
        raise Declined("out_of_range")
    return annual


def _other_rate(case: Case, question: Question) -> float:
    others = _rates(case).other_annual
    if not others:
        raise Declined("no_other_root")
    return others[0]


def _modified_dietz(case: Case, question: Question) -> float:
    days = case.period_days or 0
    values, net = np.full(days + 1, np.nan), np.zeros(days + 1)
    values[0] = case.opening_value
    values[-1] = np.nan if case.closing_value is None else case.closing_value
    for row in case.dated_flows:
        net[int(row["day"])] += float(row["amount"])
    return value_of(returns.modified_dietz(values, returns.Flows.from_net(net)))


def _price_line(case: Case, question: Question) -> tuple[FloatArray, list[date]]:
    """The prices of the instrument up to the day asked for, in order of days."""
    end = question.end_on
    stated = {
        day_of(row): float(row["price"])
        for row in case.prices
        if row["symbol"] == question.scope_name and day_of(row) <= end
    }
    if not stated:
        raise Declined("price_missing")
    days = sorted(stated)
    return np.array([stated[day] for day in days]), days


def _highest_price(case: Case, question: Question) -> float:
    return float(_price_line(case, question)[0].max())


def _distance_from_high(case: Case, question: Question) -> float:
    line, _ = _price_line(case, question)
    return float(line[-1] / line.max() - 1.0)


def _drawdown_of_prices(case: Case, question: Question) -> float:
    return -value_of(drawdown.max_drawdown(_price_line(case, question)[0]))


def _longest_drawdown_of_prices(case: Case, question: Question) -> float:
    return drawdown.drawdown(*_price_line(case, question)).longest_days


_OF_RETURNS: Mapping[str, SeriesAnswer] = {
    "twr": _linked,
    "twr_linked": _linked,
    "cumulative_return": _linked,
    "volatility_period": _period_volatility,
    "semi_volatility_period": _period_semi_volatility,
    "volatility_annualised": _annual_volatility,
    "annual_return": _annual_return,
    "downside_risk_annualised": _annual_downside,
    "sharpe_ratio": _sharpe,
    "sortino_ratio": _sortino,
    "max_drawdown": _drawdown_of_returns,
}
_OF_VALUES: Mapping[str, SeriesAnswer] = {
    "max_drawdown": _drawdown_of_values,
    "max_drawdown_duration_days": _longest_drawdown_of_values,
}
_OF_CASHFLOWS: Mapping[str, SeriesAnswer] = {
    "xirr": _rate,
    "irr": _rate,
    "irr_periodic": _rate,
    "xirr_other_root": _other_rate,
}
_OF_ONE_PERIOD: Mapping[str, SeriesAnswer] = {"modified_dietz": _modified_dietz}
_OF_PRICES: Mapping[str, SeriesAnswer] = {
    "all_time_high": _highest_price,
    "distance_from_high": _distance_from_high,
    "max_drawdown": _drawdown_of_prices,
    "max_drawdown_duration_days": _longest_drawdown_of_prices,
}
