"""Dispersion and ratios: the worked figures of one small sample, and equality with an independent library."""

import math
from datetime import date, timedelta

import empyrical
import numpy as np
import pytest

from portfolios.analytics import risk
from portfolios.analytics.calendars import BusinessCalendar
from portfolios.analytics.figures import FloatArray
from portfolios.analytics.returns import link

SAMPLE = np.array([0.02, -0.01, 0.03, 0.015, -0.02, 0.01, 0.025, -0.005, 0.012, -0.03, 0.018, 0.007])
RISK_FREE = 0.002
MONTHLY = risk.Frequency.MONTHLY


def market(seed: int, *shape: int) -> FloatArray:
    print("seed", seed)
    return np.random.default_rng(seed).normal(0.0004, 0.012, shape)


def test_worked_volatility() -> None:
    assert risk.volatility(SAMPLE, frequency=MONTHLY).value == pytest.approx(0.064045, abs=5e-7)
    of_population = risk.volatility(SAMPLE, frequency=MONTHLY, population=True)
    assert of_population.value == pytest.approx(0.061319, abs=5e-7)


def test_worked_cumulative_return() -> None:
    assert link(SAMPLE).value == pytest.approx(0.072414, abs=5e-7)


def test_worked_sharpe_ratio() -> None:
    found = risk.sharpe_ratio(SAMPLE, risk_free=RISK_FREE, frequency=MONTHLY)
    assert found.value == pytest.approx(0.7495, abs=5e-5)


def test_worked_downside_deviation_and_sortino_ratio() -> None:
    deviation = risk.downside_deviation(SAMPLE, minimum_acceptable=RISK_FREE)
    assert deviation.value == pytest.approx(0.011906, abs=5e-7)
    ratio = risk.sortino_ratio(SAMPLE, minimum_acceptable=RISK_FREE, frequency=MONTHLY)
    assert ratio.value == pytest.approx(1.1638, abs=5e-5)


def test_eleven_points_are_too_few() -> None:
    for measure in (
        risk.volatility,
        risk.volatility_of_period,
        risk.semi_volatility_of_period,
        risk.downside_deviation,
        risk.sharpe_ratio,
        risk.sortino_ratio,
    ):
        found = measure(SAMPLE[:11])
        assert (found.value, found.reason, found.count) == (None, "too_few_observations", 11)
        assert measure(SAMPLE[:0]).reason == "no_data"
        assert measure(np.full(20, np.nan)).reason == "no_data"


def test_one_observation_has_no_dispersion_even_when_asked() -> None:
    assert risk.volatility(SAMPLE[:1], minimum=1).reason == "too_few_observations"


def test_days_not_counted_are_left_out() -> None:
    holey = np.insert(SAMPLE, [0, 5, 12], np.nan)
    assert risk.volatility(holey).value == pytest.approx(risk.volatility(SAMPLE).value)
    assert risk.volatility(holey).count == 12


def test_only_business_days_are_kept() -> None:
    dates = [date(2022, 12, 22) + timedelta(days=n) for n in range(6)]
    calendar = BusinessCalendar(holidays=frozenset({date(2022, 12, 26)}))
    kept = risk.business_day_returns(np.arange(6.0), dates, calendar)
    assert kept == pytest.approx([0, 1, np.nan, np.nan, np.nan, 5], nan_ok=True)


def test_days_of_first_investment_and_last_withdrawal_are_left_out_when_asked() -> None:
    dates = [date(2022, 12, 19) + timedelta(days=n) for n in range(5)]
    values = np.array([0.0, 100, 110, 0, 0])
    kept = risk.business_day_returns(np.arange(5.0), dates, BusinessCalendar(), values=values)
    assert kept == pytest.approx([np.nan, np.nan, 2, np.nan, np.nan], nan_ok=True)


def test_volatility_of_the_period_is_of_log_returns_and_grows_with_its_length() -> None:
    logs = np.log1p(SAMPLE)
    expected = np.std(logs, ddof=1) * math.sqrt(12)
    assert risk.volatility_of_period(SAMPLE).value == pytest.approx(expected)
    below = np.minimum(logs - logs.mean(), 0)
    assert risk.semi_volatility_of_period(SAMPLE).value == pytest.approx(
        math.sqrt((below**2).sum() / 11 * 12)
    )


def test_a_total_loss_has_no_log_volatility() -> None:
    assert risk.volatility_of_period(np.append(SAMPLE, -1.0)).reason == "total_loss"


def test_equal_returns_have_no_ratio() -> None:
    flat = np.full(20, 0.001)
    assert risk.volatility(flat).value == pytest.approx(0.0, abs=1e-15)
    assert risk.sharpe_ratio(flat).reason == "no_dispersion"
    assert risk.sortino_ratio(flat).reason == "no_dispersion"


def test_annual_return_needs_a_year() -> None:
    assert risk.annual_return(SAMPLE, frequency=MONTHLY).value == pytest.approx(link(SAMPLE).value)
    assert risk.annual_return(SAMPLE[:9], frequency=MONTHLY).reason == "under_one_year"
    assert risk.annual_return(SAMPLE[:9], frequency=MONTHLY, minimum_periods=1).value is not None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_equal_to_an_independent_library(seed: int) -> None:
    returns = market(seed, 252)
    pairs = [
        (risk.volatility(returns), empyrical.annual_volatility(returns)),
        (risk.downside_deviation(returns, frequency=252), empyrical.downside_risk(returns)),
        (
            risk.sharpe_ratio(returns, risk_free=0.0001),
            empyrical.sharpe_ratio(returns - 0.0001),
        ),
        (risk.sortino_ratio(returns), empyrical.sortino_ratio(returns)),
        (risk.annual_return(returns, frequency=252), empyrical.annual_return(returns)),
        (link(returns), empyrical.cum_returns_final(returns)),
    ]
    assert [ours.value for ours, _ in pairs] == pytest.approx([theirs for _, theirs in pairs], rel=1e-11)


def test_a_book_is_computed_like_its_portfolios() -> None:
    book = market(4, 6, 60)
    book[1, 20:] = np.nan
    book[2, 5:] = np.nan
    for measure in (risk.volatility, risk.semi_volatility_of_period, risk.sharpe_ratio, risk.sortino_ratio):
        whole, single = measure(book), [measure(row) for row in book]
        expected = [float(one.values) for one in single]
        assert whole.values == pytest.approx(expected, rel=1e-12, nan_ok=True)
        assert whole[2].reason == "too_few_observations"
