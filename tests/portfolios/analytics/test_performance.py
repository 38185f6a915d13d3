"""The figures of a period, put together."""

from dataclasses import fields
from datetime import date, timedelta

import numpy as np
import pytest

from portfolios.analytics import risk
from portfolios.analytics.calendars import BusinessCalendar
from portfolios.analytics.figures import FloatArray
from portfolios.analytics.performance import Measured, Performance, performance_of
from portfolios.analytics.relative import Rebalancing, blended_benchmark
from portfolios.analytics.returns import Flows

START = date(2021, 12, 31)
WEEKDAYS = BusinessCalendar()


def days(number: int) -> list[date]:
    return [START + timedelta(days=n) for n in range(number + 1)]


def measure(values: FloatArray, flows: Flows | None = None, **other: object) -> Performance:
    return performance_of(
        dates=days(len(values) - 1),
        values=values,
        flows=flows or Flows.from_net(np.zeros_like(values)),
        calendar=WEEKDAYS,
        **other,  # type: ignore[arg-type]
    )


def growing(number: int, rate: float) -> FloatArray:
    line: FloatArray = 100 * np.exp(np.arange(number + 1) * np.log1p(rate) / number)
    return line


def test_a_year_without_flows() -> None:
    found = measure(growing(365, 0.1))
    for figure in (
        found.time_weighted_return,
        found.time_weighted_return_annualized,
        found.money_weighted_return,
        found.money_weighted_return_annualized,
        found.modified_dietz_return,
        found.time_weighted_return_gross,
    ):
        assert figure.value == pytest.approx(0.1)
    assert found.max_drawdown == Measured(0.0)
    assert found.max_drawdown_days == 0
    assert found.reasons == {"benchmark_return": "no_data", "excess_return": "no_data"}


def test_less_than_a_year_is_not_annualised() -> None:
    found = measure(growing(364, 0.1))
    assert found.money_weighted_return.value == pytest.approx(0.1)
    assert found.time_weighted_return.value == pytest.approx(0.1)
    annual = {name for name, reason in found.reasons.items() if reason == "under_one_year"}
    assert annual == {
        "time_weighted_return_annualized",
        "time_weighted_return_gross_annualized",
        "money_weighted_return_annualized",
    }


def test_gross_adds_the_fees_back() -> None:
    values = np.full(366, 1000.0)
    values[180:] = 990.0
    fees = np.zeros(366)
    fees[180] = 10.0
    found = measure(values, fees=fees)
    assert found.time_weighted_return.value == pytest.approx(-0.01)
    assert found.time_weighted_return_gross.value == pytest.approx(0.0, abs=1e-15)


def test_volatility_is_of_weekdays() -> None:
    seed = 17
    print("seed", seed)
    returns = np.random.default_rng(seed).normal(0, 0.01, 60)
    values = 100 * np.cumprod(np.concatenate(([1.0], 1 + returns)))
    weekdays = WEEKDAYS.mask(days(60))[1:]
    found = measure(values)
    assert found.volatility.value == pytest.approx(np.std(returns[weekdays], ddof=1) * np.sqrt(252))
    expected = risk.volatility_of_period(returns[weekdays]).value
    assert found.volatility_period.value == pytest.approx(expected)


def test_eleven_weekdays_are_too_few() -> None:
    assert measure(growing(18, 0.1)).volatility.value is not None
    assert measure(growing(17, 0.1)).volatility == Measured(None, "too_few_observations")


def test_against_a_benchmark() -> None:
    values = growing(365, 0.1)
    index = blended_benchmark(growing(365, 0.04)[np.newaxis], [1.0], days(365), rebalanced=Rebalancing.NONE)
    found = measure(values, benchmark=index)
    assert found.benchmark_return.value == pytest.approx(0.04)
    assert found.excess_return.value == pytest.approx(0.06)
    gap = blended_benchmark(np.full((1, 366), np.nan), [1.0], days(365), rebalanced=Rebalancing.NONE)
    assert measure(values, benchmark=gap).excess_return == Measured(None, "missing_value")


def test_an_incomplete_valuation_inside_leaves_what_does_not_link() -> None:
    values = growing(365, 0.1)
    values[100] = np.nan
    found = measure(values)
    assert found.time_weighted_return == found.max_drawdown == Measured(None, "missing_value")
    assert found.max_drawdown_days is None
    assert found.money_weighted_return.value == pytest.approx(0.1)
    assert found.modified_dietz_return.value == pytest.approx(0.1)


def test_an_incomplete_valuation_at_the_end_leaves_nothing() -> None:
    values = growing(365, 0.1)
    values[-1] = np.nan
    found = measure(values)
    assert found.money_weighted_return == found.modified_dietz_return == Measured(None, "missing_value")


def test_the_fall_and_its_days() -> None:
    found = measure(np.array([100.0, 120, 90, 110, 80, 130]))
    assert found.max_drawdown.value == pytest.approx(-1 / 3)
    assert found.max_drawdown_days == 4


def test_nothing_at_all() -> None:
    found = measure(np.zeros(3))
    empty = performance_of(dates=[], values=np.array([]), flows=Flows.from_net([]), calendar=WEEKDAYS)
    for each in (found, empty):
        figures = [getattr(each, field.name) for field in fields(each)]
        assert all(
            figure.value is None and figure.reason for figure in figures if isinstance(figure, Measured)
        )
        assert each.max_drawdown_days is None
