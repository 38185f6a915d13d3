"""Measures against a benchmark, and blends with their rebalancing."""

from datetime import date, timedelta

import empyrical
import numpy as np
import pytest

from portfolios.analytics import relative
from portfolios.analytics.figures import available
from portfolios.analytics.relative import Rebalancing, blended_benchmark

PORTFOLIO = np.array([0.02, -0.01, 0.03, 0.015, -0.02, 0.01, 0.025, -0.005, 0.012, -0.03, 0.018, 0.007])
BENCHMARK = np.array([0.015, -0.008, 0.025, 0.012, -0.015, 0.011, 0.02, -0.007, 0.01, -0.025, 0.015, 0.009])
MEASURES = (
    relative.beta,
    relative.correlation,
    relative.jensen_alpha,
    relative.tracking_error,
    relative.information_ratio,
)


def test_worked_beta_and_correlation() -> None:
    assert relative.beta(PORTFOLIO, BENCHMARK).value == pytest.approx(1.2037, abs=5e-5)
    assert relative.correlation(PORTFOLIO, BENCHMARK).value == pytest.approx(0.9940, abs=5e-5)


def test_worked_alpha() -> None:
    found = relative.jensen_alpha(PORTFOLIO, BENCHMARK, risk_free=0.002, frequency=12)
    assert found.value == pytest.approx(0.002258, abs=5e-7)


def test_worked_tracking_error_and_information_ratio() -> None:
    assert relative.tracking_error(PORTFOLIO, BENCHMARK, frequency=12).value == pytest.approx(
        0.012863, abs=5e-7
    )
    assert relative.information_ratio(PORTFOLIO, BENCHMARK, frequency=12).value == pytest.approx(
        0.7774, abs=5e-5
    )


def test_worked_benchmark_return() -> None:
    prices = np.cumprod(np.concatenate(([1.0], 1 + BENCHMARK)))[np.newaxis]
    dates = [date(2022, 1, 1) + timedelta(days=n) for n in range(13)]
    index = blended_benchmark(prices, [1.0], dates, rebalanced=Rebalancing.NONE)
    assert index.linked().value == pytest.approx(0.062434, abs=5e-7)
    assert index.reason is None


def test_excess_return() -> None:
    assert relative.excess_return(available(0.05, 1), available(0.03, 1)).value == pytest.approx(0.02)
    assert relative.excess_return(available(0.05, 1), available(np.nan, 1)).value is None


@pytest.mark.parametrize("seed", [21, 22])
def test_equal_to_an_independent_library(seed: int) -> None:
    print("seed", seed)
    source = np.random.default_rng(seed)
    market = source.normal(0.0003, 0.01, 250)
    own = 0.8 * market + source.normal(0.0001, 0.005, 250)
    assert relative.beta(own, market).value == pytest.approx(empyrical.beta(own, market), rel=1e-10)
    excess = own - market
    assert relative.tracking_error(own, market).value == pytest.approx(
        empyrical.annual_volatility(excess), rel=1e-10
    )
    assert relative.information_ratio(own, market).value == pytest.approx(
        empyrical.excess_sharpe(own, market) * np.sqrt(252), rel=1e-10
    )


def test_days_missing_on_one_side_are_left_out_of_both() -> None:
    own, market = np.insert(PORTFOLIO, 3, np.nan), np.insert(BENCHMARK, 3, 0.5)
    own, market = np.insert(own, 7, 0.9), np.insert(market, 7, np.nan)
    for measure in MEASURES:
        assert measure(own, market).value == pytest.approx(measure(PORTFOLIO, BENCHMARK).value)
        assert measure(own, market).count == 12


def test_reasons() -> None:
    flat = np.full(12, 0.001)
    for measure in MEASURES:
        assert measure(PORTFOLIO[:11], BENCHMARK[:11]).reason == "too_few_observations"
        assert measure(PORTFOLIO[:0], BENCHMARK[:0]).reason == "no_data"
    assert relative.beta(PORTFOLIO, flat).reason == "no_dispersion"
    assert relative.jensen_alpha(PORTFOLIO, flat).reason == "no_dispersion"
    assert relative.correlation(flat, PORTFOLIO).reason == "no_dispersion"
    assert relative.information_ratio(PORTFOLIO, PORTFOLIO).reason == "no_dispersion"
    assert relative.tracking_error(PORTFOLIO, PORTFOLIO).value == 0.0


def test_a_book_is_computed_like_its_portfolios() -> None:
    seed = 3
    print("seed", seed)
    book, market = np.random.default_rng(seed).normal(0, 0.01, (2, 4, 50))
    for measure in MEASURES:
        expected = [measure(own, other).value for own, other in zip(book, market, strict=True)]
        assert measure(book, market).values == pytest.approx(expected, rel=1e-12)


def test_rebalancing_at_month_ends() -> None:
    """Half each; the first doubles in January, the second in February."""
    dates = [date(2023, 1, 30), date(2023, 1, 31), date(2023, 2, 1), date(2023, 2, 28)]
    prices = np.array([[1.0, 2, 2, 2], [1, 1, 1, 2]])

    def last(rule: Rebalancing) -> float:
        return float(blended_benchmark(prices, [0.5, 0.5], dates, rebalanced=rule).levels[-1])

    assert last(Rebalancing.NONE) == pytest.approx(2.0)
    assert last(Rebalancing.MONTHLY) == last(Rebalancing.DAILY) == pytest.approx(1.5 * 1.5)
    assert last(Rebalancing.QUARTERLY) == last(Rebalancing.YEARLY) == pytest.approx(2.0)


def test_quarters_and_years_are_cut_where_they_end() -> None:
    dates = [date(2022, 9, 30), date(2022, 12, 30), date(2023, 1, 2), date(2023, 3, 31)]
    prices = np.array([[1.0, 2, 2, 2], [1, 1, 1, 2]])
    for rule in (Rebalancing.QUARTERLY, Rebalancing.YEARLY):
        assert blended_benchmark(prices, [0.5, 0.5], dates, rebalanced=rule).levels[-1] == pytest.approx(2.25)


def test_daily_rebalancing_is_the_weighted_mean_of_daily_returns() -> None:
    seed = 9
    print("seed", seed)
    returns = np.random.default_rng(seed).normal(0, 0.01, (3, 40))
    prices = np.concatenate((np.ones((3, 1)), np.cumprod(1 + returns, axis=1)), axis=1)
    dates = [date(2023, 1, 1) + timedelta(days=n) for n in range(41)]
    index = blended_benchmark(prices, [0.2, 0.3, 0.5], dates, rebalanced=Rebalancing.DAILY)
    assert index.returns[1:] == pytest.approx(np.array([0.2, 0.3, 0.5]) @ returns)


def test_a_missing_price_ends_the_index() -> None:
    dates = [date(2023, 1, 1) + timedelta(days=n) for n in range(4)]
    prices = np.array([[1.0, 1.1, np.nan, 1.2]])
    index = blended_benchmark(prices, [1.0], dates, rebalanced=Rebalancing.NONE)
    assert index.levels == pytest.approx([1.0, 1.1, np.nan, np.nan], nan_ok=True)
    assert index.reason == index.linked().reason == "missing_value"
    none_at_all = blended_benchmark(np.full((1, 4), np.nan), [1.0], dates, rebalanced=Rebalancing.DAILY)
    assert np.isnan(none_at_all.levels).all()


def test_an_index_of_one_day() -> None:
    index = blended_benchmark(np.array([[5.0]]), [1.0], [date(2023, 1, 1)], rebalanced=Rebalancing.MONTHLY)
    assert index.levels.tolist() == [1.0]


@pytest.mark.parametrize("weights", [[0.5, 0.4], [1.0]])
def test_weights_that_do_not_fit_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="summing to 1"):
        blended_benchmark(np.ones((2, 1)), weights, [date(2023, 1, 1)], rebalanced=Rebalancing.NONE)
