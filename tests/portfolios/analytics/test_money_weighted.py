"""Money-weighted returns: worked figures, every root, and no figure where there is none."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.analytics.money_weighted import (
    DatedAmount,
    investor_flows,
    money_weighted_return,
    periodic_rate,
)
from portfolios.analytics.returns import Flows

NEW_YEAR = date(2024, 1, 1)


def flows(*rows: tuple[date, float]) -> list[DatedAmount]:
    return [DatedAmount(on, amount) for on, amount in rows]


def after(days: int, amount: float) -> tuple[date, float]:
    return NEW_YEAR + timedelta(days=days), amount


def test_a_year_with_a_second_payment() -> None:
    found = money_weighted_return(
        flows((NEW_YEAR, -100_000), (date(2024, 7, 1), -10_000), (date(2024, 12, 31), 120_000))
    )
    assert found.annual == pytest.approx(0.095329, abs=5e-7)
    assert found.days == 365
    assert not found.ambiguous


def test_the_sample_of_the_spreadsheet() -> None:
    found = money_weighted_return(
        flows(
            (date(2008, 1, 1), -10_000),
            (date(2008, 3, 1), 2_750),
            (date(2008, 10, 30), 4_250),
            (date(2009, 2, 15), 3_250),
            (date(2009, 4, 1), 2_750),
        )
    )
    assert found.annual == pytest.approx(0.373363, abs=5e-7)


def test_the_order_is_free_and_a_day_is_netted() -> None:
    ordered = money_weighted_return(flows(after(0, -100), after(200, 0.5), after(400, 120)))
    mixed = money_weighted_return(
        flows(after(400, 125), after(0, -100), after(200, 0.5), after(400, -5), after(0, 0))
    )
    assert mixed == ordered


def test_a_short_period_has_a_return_even_when_its_year_is_out_of_range() -> None:
    found = money_weighted_return(flows(after(0, -100), after(1, 105)))
    assert (found.annual, found.reason) == (None, "out_of_range")
    assert found.period == pytest.approx(0.05, abs=1e-12)


def test_the_period_figure_is_the_annual_one_over_the_days() -> None:
    found = money_weighted_return(flows(after(0, -100), after(10, 90)))
    assert found.period == pytest.approx(-0.1, abs=1e-12)
    assert found.annual == pytest.approx(0.9**36.5 - 1, abs=1e-12)


def test_almost_everything_lost() -> None:
    found = money_weighted_return(flows(after(0, -100), after(365, 0.001)))
    assert found.annual == pytest.approx(-0.99999, abs=1e-9)


@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        ([], "no_data"),
        ([(0, -100), (0, 110)], "no_data"),
        ([(0, -100)], "no_data"),
        ([(0, -100), (30, -50)], "no_sign_change"),
        ([(0, 100), (30, 50)], "no_sign_change"),
        ([(0, 1), (365, -2), (730, 2)], "no_root"),
    ],
)
def test_no_rate(amounts: list[tuple[int, float]], reason: str) -> None:
    found = money_weighted_return(flows(*[after(day, amount) for day, amount in amounts]))
    assert (found.annual, found.period, found.reason) == (None, None, reason)


def test_of_several_rates_the_one_nearest_zero_is_given_as_ambiguous() -> None:
    """−100 + 230/(1+r) − 132/(1+r)² has the roots 10 % and 20 %."""
    found = money_weighted_return(flows(after(0, -100), after(365, 230), after(730, -132)))
    assert found.annual == pytest.approx(0.10, abs=1e-10)
    assert found.other_annual == pytest.approx((0.20,), abs=1e-10)
    assert found.ambiguous


@given(
    st.floats(-0.9, 5.0),
    st.lists(st.tuples(st.integers(1, 3000), st.floats(1, 1000)), min_size=1, max_size=20),
)
def test_the_rate_that_built_the_flows_is_found(rate: float, received: list[tuple[int, float]]) -> None:
    """A single payment, worth exactly what comes back at `rate`, has that rate and no other."""
    paid = sum(amount / (1 + rate) ** (day / 365) for day, amount in received)
    found = money_weighted_return(flows(after(0, -paid), *[after(day, amount) for day, amount in received]))
    assert found.annual == pytest.approx(rate, rel=1e-6, abs=1e-8)


def test_rate_per_period() -> None:
    assert periodic_rate([-100, -140, 300]).annual == pytest.approx(0.168154169227, abs=1e-11)
    assert periodic_rate([-100]).reason == "no_data"


def test_investor_flows_of_a_series() -> None:
    dates = [NEW_YEAR + timedelta(days=n) for n in range(4)]
    values = np.array([100.0, 150.0, 140.0, 154.0])
    series = Flows(np.array([100.0, 50.0, 0.0, 0.0]), np.array([0.0, 0.0, 10.0, 6.0]))
    assert investor_flows(dates, values, series) == flows(
        after(0, -100), after(1, -50), after(2, 10), after(3, 160)
    )


def test_investor_flows_need_both_values() -> None:
    nothing = Flows.from_net(np.zeros(2))
    with pytest.raises(ValueError, match="must be known"):
        investor_flows([NEW_YEAR, NEW_YEAR + timedelta(days=1)], np.array([1.0, np.nan]), nothing)
