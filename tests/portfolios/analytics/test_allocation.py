"""Weights, concentration and drift."""

import numpy as np
import pytest

from portfolios.analytics.allocation import (
    Band,
    BandState,
    allocate,
    diversification_ratio,
    drifts,
    effective_positions,
    herfindahl_index,
)


def test_weights_by_key_from_the_largest_down() -> None:
    found = allocate([("bond", 20.0), ("equity", 50.0), ("cash", -10.0), ("bond", 40.0)])
    assert [(share.key, share.value, share.weight) for share in found.shares] == [
        ("bond", 60.0, 0.6),
        ("equity", 50.0, 0.5),
        ("cash", -10.0, -0.1),
    ]
    assert found.total == 100.0
    assert found.weight_of("gold") == 0.0


@pytest.mark.parametrize(
    ("positions", "reason"),
    [
        ([], "no_data"),
        ([("a", float("nan")), ("b", 1.0)], "missing_value"),
        ([("a", 10.0), ("b", -10.0)], "non_positive_base"),
    ],
)
def test_no_weights(positions: list[tuple[str, float]], reason: str) -> None:
    found = allocate(positions)
    assert found.reason == reason
    assert found.weight_of("a") is None
    assert all(share.weight is None for share in found.shares)
    assert drifts(found, [Band("a", 0.5)]) == ()


def test_drift_against_bands() -> None:
    """67 to 33 against 60 to 40 with five points either way: sell and buy 7,000 of 100,000."""
    found = allocate([("equity", 67_000.0), ("bond", 33_000.0)])
    equity, bond, gold = drifts(
        found, [Band("equity", 0.6, 0.55, 0.65), Band("bond", 0.4, 0.35, 0.45), Band("gold", 0.0, 0.0, 0.1)]
    )
    assert (equity.state, bond.state, gold.state) == (BandState.ABOVE, BandState.BELOW, BandState.WITHIN)
    assert (equity.amount, bond.amount, gold.amount) == pytest.approx((-7_000, 7_000, 0))
    assert equity.drift == pytest.approx(0.07)


def test_the_bounds_are_inside() -> None:
    found = allocate([("a", 25.0), ("b", 75.0)])
    assert [d.state for d in drifts(found, [Band("a", 0.2, 0.1, 0.25), Band("b", 0.8, 0.75, 1.0)])] == [
        BandState.WITHIN
    ] * 2


def test_a_target_outside_its_band_is_refused() -> None:
    with pytest.raises(ValueError, match="outside its band"):
        Band("a", 0.5, 0.6, 0.7)


def test_worked_concentration() -> None:
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    assert herfindahl_index(weights).value == pytest.approx(0.30)
    assert effective_positions(weights).value == pytest.approx(3.33, abs=5e-3)
    assert herfindahl_index(weights).count == 4


def test_concentration_of_nothing() -> None:
    assert herfindahl_index(np.array([])).reason == effective_positions(np.zeros(3)).reason == "no_data"
    assert herfindahl_index(np.array([0.5, np.nan])).reason == "missing_value"


def test_worked_diversification_ratio() -> None:
    covariance = np.diag([0.2**2, 0.1**2])
    assert diversification_ratio(np.array([0.5, 0.5]), covariance).value == pytest.approx(1.3416, abs=5e-5)


def test_diversification_of_nothing() -> None:
    assert diversification_ratio(np.array([]), np.zeros((0, 0))).reason == "no_data"
    assert diversification_ratio(np.array([1.0]), np.zeros((1, 1))).reason == "no_dispersion"
    assert diversification_ratio(np.array([1.0]), np.full((1, 1), np.nan)).reason == "missing_value"
