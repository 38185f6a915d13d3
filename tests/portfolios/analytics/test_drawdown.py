"""Depth, dates and length of drawdowns."""

from datetime import date, timedelta

import empyrical
import numpy as np
import pytest

from portfolios.analytics.drawdown import Drawdown, drawdown, max_drawdown
from portfolios.analytics.returns import wealth

FIRST = date(2015, 1, 1)


def days(number: int) -> list[date]:
    return [FIRST + timedelta(days=n) for n in range(number)]


def test_worked_drawdown() -> None:
    line = np.array([100.0, 120, 90, 110, 80, 130])
    found = drawdown(line, days(6))
    assert max_drawdown(line).value == found.depth == pytest.approx(-1 / 3)
    assert found == Drawdown(
        depth=found.depth,
        peak_on=FIRST + timedelta(days=1),
        trough_on=FIRST + timedelta(days=4),
        recovered_on=FIRST + timedelta(days=5),
        days=4,
        days_to_trough=3,
        days_to_recovery=1,
        longest_days=4,
    )


def test_without_recovery_the_days_run_to_the_end() -> None:
    found = drawdown(np.array([100.0, 90, 95, 80, 99]), days(5))
    assert (found.recovered_on, found.days_to_recovery, found.days, found.days_to_trough) == (
        None,
        None,
        4,
        3,
    )


def test_a_rising_line_has_none() -> None:
    found = drawdown(np.arange(1.0, 11.0), days(10))
    assert (found.depth, found.peak_on, found.longest_days) == (0.0, None, 1)


def test_an_equal_value_recovers_but_is_no_new_high() -> None:
    found = drawdown(np.array([100.0, 90, 100, 100, 101]), days(5))
    assert (found.recovered_on, found.longest_days) == (FIRST + timedelta(days=2), 4)


def test_the_peak_is_the_last_day_at_the_high() -> None:
    assert drawdown(np.array([100.0, 100, 90]), days(3)).peak_on == FIRST + timedelta(days=1)


def test_a_total_loss() -> None:
    assert max_drawdown(np.array([100.0, 0.0])).value == -1.0


@pytest.mark.parametrize(
    ("line", "reason"), [([], "no_data"), ([np.nan, np.nan], "no_data"), ([-1.0, 5.0], "non_positive_base")]
)
def test_no_drawdown(line: list[float], reason: str) -> None:
    assert max_drawdown(np.array(line)).reason == reason
    assert drawdown(np.array(line), days(len(line))) == Drawdown(None, reason=reason)


def test_days_without_value_are_left_out() -> None:
    line = np.array([np.nan, 100, np.nan, 80, 110])
    found = drawdown(line, days(5))
    assert found.depth == pytest.approx(-0.2)
    assert found.peak_on == FIRST + timedelta(days=1)


def test_equal_to_an_independent_library_for_a_book() -> None:
    seed = 11
    print("seed", seed)
    returns = np.random.default_rng(seed).normal(0, 0.02, (4, 200))
    lines = wealth(np.concatenate((np.full((4, 1), np.nan), returns), axis=1))
    expected = [empyrical.max_drawdown(row) for row in returns]
    assert max_drawdown(lines).values == pytest.approx(expected, rel=1e-11)
