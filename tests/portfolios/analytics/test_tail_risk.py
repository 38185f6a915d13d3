"""Value at risk and expected shortfall."""

from decimal import Decimal

import empyrical
import numpy as np
import pytest

from portfolios.analytics import tail_risk

LOSSES = [-0.05, -0.04, -0.03, -0.025, -0.02, -0.015, -0.01, -0.008, -0.005, -0.002]
GAINS = [0.001, 0.003, 0.005, 0.008, 0.01, 0.012, 0.015, 0.02, 0.025, 0.03]
RETURNS = np.array([*LOSSES, *GAINS])
NINETY, NINETY_FIVE, NINETY_NINE = Decimal("0.90"), Decimal("0.95"), Decimal("0.99")


@pytest.mark.parametrize(("confidence", "expected"), [(NINETY_FIVE, 0.0405), (NINETY, 0.0310)])
def test_worked_historical_value_at_risk(confidence: Decimal, expected: float) -> None:
    shuffled = np.random.default_rng(0).permutation(RETURNS)
    assert tail_risk.historical_value_at_risk(shuffled, confidence=confidence).value == pytest.approx(
        expected
    )


@pytest.mark.parametrize(("confidence", "expected"), [(NINETY_FIVE, 0.05), (NINETY, 0.045)])
def test_worked_expected_shortfall_takes_exactly_as_many_as_it_should(
    confidence: Decimal, expected: float
) -> None:
    found = tail_risk.historical_expected_shortfall(RETURNS, confidence=confidence)
    assert found.value == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(
    ("confidence", "horizon", "expected"),
    [(NINETY_FIVE, 1, 0.016449), (NINETY_FIVE, 10, 0.052015), (NINETY_NINE, 1, 0.02326348)],
)
def test_worked_parametric_value_at_risk(confidence: Decimal, horizon: int, expected: float) -> None:
    found = tail_risk.parametric_value_at_risk(
        mean=0.0, deviation=0.01, confidence=confidence, horizon=horizon
    )
    assert found.value == pytest.approx(expected, abs=5e-7)


def test_worked_parametric_expected_shortfall() -> None:
    found = tail_risk.parametric_expected_shortfall(mean=0.0, deviation=0.01, confidence=NINETY_FIVE)
    assert found.value == pytest.approx(0.020627, abs=5e-7)


def test_the_mean_lowers_the_loss_with_the_horizon() -> None:
    for measure in (tail_risk.parametric_value_at_risk, tail_risk.parametric_expected_shortfall):
        without, with_mean = (
            measure(mean=mean, deviation=0.01, confidence=NINETY_FIVE, horizon=4).value
            for mean in (0.0, 0.001)
        )
        assert without is not None
        assert with_mean == pytest.approx(without - 0.004)


def test_missing_input() -> None:
    for measure in (tail_risk.historical_value_at_risk, tail_risk.historical_expected_shortfall):
        assert measure(RETURNS[:11], confidence=NINETY).reason == "too_few_observations"
        assert measure(RETURNS[:0], confidence=NINETY).reason == "no_data"
        assert measure(np.append(RETURNS, np.nan), confidence=NINETY).value == pytest.approx(
            measure(RETURNS, confidence=NINETY).value
        )
    for parametric in (tail_risk.parametric_value_at_risk, tail_risk.parametric_expected_shortfall):
        assert parametric(mean=np.nan, deviation=0.01, confidence=NINETY).reason == "no_data"


def test_input_without_meaning_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        tail_risk.historical_value_at_risk(RETURNS, confidence=Decimal(95))
    with pytest.raises(ValueError, match="not negative"):
        tail_risk.parametric_value_at_risk(mean=0, deviation=-0.01, confidence=NINETY)
    with pytest.raises(ValueError, match="at least one"):
        tail_risk.parametric_expected_shortfall(mean=0, deviation=0.01, confidence=NINETY, horizon=0)


def test_equal_to_an_independent_library_for_a_book() -> None:
    seed = 5
    print("seed", seed)
    book = np.random.default_rng(seed).standard_t(4, (5, 300)) * 0.01
    found = tail_risk.historical_value_at_risk(book, confidence=NINETY_FIVE)
    expected = [-empyrical.value_at_risk(row, cutoff=0.05) for row in book]
    assert found.values == pytest.approx(expected, rel=1e-12)
    assert found.counts.tolist() == [300] * 5
