"""Contributions and effects that sum to what they explain."""

import numpy as np
import pytest

from portfolios.analytics.attribution import brinson_fachler, carino_contributions
from portfolios.analytics.figures import FloatArray
from portfolios.analytics.returns import link


def column(*numbers: float) -> FloatArray:
    return np.array(numbers)[:, np.newaxis]


def random_weights(source: np.random.Generator, *shape: int) -> FloatArray:
    raw = source.uniform(0.1, 1, shape)
    weights: FloatArray = raw / raw.sum(axis=0)
    return weights


def test_one_period_contribution_is_weight_times_return() -> None:
    found = carino_contributions(column(0.6, 0.4), column(0.08, 0.03))
    assert found.by_position == pytest.approx([0.048, 0.012])
    assert found.total == pytest.approx(0.06)


def test_linked_contributions_sum_to_the_linked_return() -> None:
    seed = 31
    print("seed", seed)
    source = np.random.default_rng(seed)
    weights, returns = random_weights(source, 7, 250), source.normal(0, 0.02, (7, 250))
    found = carino_contributions(weights, returns)
    expected = link((weights * returns).sum(axis=0)).value
    assert found.by_position.sum() == pytest.approx(expected, abs=1e-12)
    assert found.total == pytest.approx(expected, abs=1e-12)


def test_days_without_return_do_not_disturb() -> None:
    found = carino_contributions(np.full((2, 3), 0.5), np.array([[0.0, 0.1, -0.1], [0.0, -0.1, 0.1]]))
    assert found.total == 0.0
    assert found.by_position == pytest.approx([0.0, 0.0])


def test_worked_brinson_fachler() -> None:
    found = brinson_fachler(column(0.6, 0.4), column(0.08, 0.03), column(0.5, 0.5), column(0.07, 0.02))
    assert found.allocation == pytest.approx([0.0025, 0.0025])
    assert found.selection == pytest.approx([0.005, 0.005])
    assert found.interaction == pytest.approx([0.001, -0.001])
    assert (found.portfolio_return, found.benchmark_return) == pytest.approx((0.06, 0.045))


def test_linked_effects_sum_to_the_linked_difference() -> None:
    seed = 32
    print("seed", seed)
    source = np.random.default_rng(seed)
    own, other = (random_weights(source, 5, 120) for _ in range(2))
    own_returns, other_returns = source.normal(0, 0.02, (2, 5, 120))
    found = brinson_fachler(own, own_returns, other, other_returns)
    explained = found.allocation.sum() + found.selection.sum() + found.interaction.sum()
    difference = link((own * own_returns).sum(axis=0)).value - link((other * other_returns).sum(axis=0)).value  # type: ignore[operator]
    assert explained == pytest.approx(difference, abs=1e-12)


def test_equal_sides_have_no_effects() -> None:
    sides = np.full((2, 3), 0.5), np.full((2, 3), 0.01)
    found = brinson_fachler(*sides, *sides)
    assert not np.concatenate((found.allocation, found.selection, found.interaction)).any()


@pytest.mark.parametrize(
    ("returns", "reason"),
    [
        (np.array([[0.1, np.nan]]), "missing_value"),
        (np.array([[0.1, -1.0]]), "total_loss"),
        (np.zeros((1, 0)), "no_data"),
    ],
)
def test_what_cannot_be_linked_has_a_reason(returns: FloatArray, reason: str) -> None:
    weights = np.ones_like(returns)
    contributions = carino_contributions(weights, returns)
    assert (contributions.total, contributions.reason) == (None, reason)
    effects = brinson_fachler(weights, returns, weights, np.zeros_like(returns))
    assert (effects.portfolio_return, effects.reason) == (None, reason)
    assert np.isnan(effects.allocation).all()
