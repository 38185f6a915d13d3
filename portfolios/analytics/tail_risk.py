"""Value at risk and expected shortfall: losses as positive fractions, at a stated confidence and horizon."""

import math
from decimal import Decimal
from statistics import NormalDist

import numpy as np

from portfolios.analytics.figures import (
    CountArray,
    Figure,
    FloatArray,
    Reason,
    available,
    too_few,
    unavailable,
)
from portfolios.analytics.risk import MINIMUM_OBSERVATIONS

DEPENDABLE_OBSERVATIONS = 250
"""Below this many daily observations a historical figure is shown with a remark (see `Figure.counts`)."""


def historical_value_at_risk(
    returns: FloatArray, *, confidence: Decimal, minimum: int = MINIMUM_OBSERVATIONS
) -> Figure:
    """−quantile(1 − confidence) of the returns `[..., T]`, linear (type 7); the loss over one observation.

    Positive is a loss; a sample without losses gives a negative figure. NaN days are left out.
    """
    _check(confidence)
    ordered, counts = _ascending(returns)
    position = np.maximum(counts - 1, 0) * float(1 - confidence)
    lower = np.floor(position).astype(np.int64)
    upper = np.minimum(lower + 1, np.maximum(counts - 1, 0))
    low, high = (np.take_along_axis(ordered, n[..., np.newaxis], axis=-1)[..., 0] for n in (lower, upper))
    with np.errstate(invalid="ignore"):
        loss = -(low + (high - low) * (position - lower))
    return available(loss, counts, reasons=too_few(counts, minimum))


def historical_expected_shortfall(
    returns: FloatArray, *, confidence: Decimal, minimum: int = MINIMUM_OBSERVATIONS
) -> Figure:
    """−mean of the worst ⌈(1 − confidence)·n⌉ returns `[..., T]` (CVaR); the loss over one observation.

    The number of returns is found in exact decimals: in float64 (1 − 0.95)·20 is a little more than 1, and
    two returns would be taken instead of one.
    """
    _check(confidence)
    ordered, counts = _ascending(returns)
    taken = np.array([math.ceil((1 - confidence) * int(n)) for n in counts.flat]).reshape(counts.shape)
    worst_ones = np.arange(ordered.shape[-1]) < taken[..., np.newaxis]
    total = np.where(worst_ones, ordered, 0.0).sum(axis=-1)
    return available(-total / np.maximum(taken, 1), counts, reasons=too_few(counts, minimum))


def parametric_value_at_risk(
    *, mean: float, deviation: float, confidence: Decimal, horizon: int = 1
) -> Figure:
    """−μ·h + z·σ·√h of normal returns; μ and σ per observation, `horizon` h in observations.

    A negative deviation or a horizon below 1 raises `ValueError`; NaN gives `no_data`. Source: RiskMetrics
    1996.
    """
    _check(confidence, deviation, horizon)
    if math.isnan(mean + deviation):
        return unavailable(Reason.NO_DATA)
    quantile = NormalDist().inv_cdf(float(confidence))
    return available(-mean * horizon + quantile * deviation * math.sqrt(horizon), 1)


def parametric_expected_shortfall(
    *, mean: float, deviation: float, confidence: Decimal, horizon: int = 1
) -> Figure:
    """−μ·h + σ·√h·φ(z) / (1 − confidence): the mean loss beyond the parametric value at risk."""
    _check(confidence, deviation, horizon)
    if math.isnan(mean + deviation):
        return unavailable(Reason.NO_DATA)
    normal = NormalDist()
    density = normal.pdf(normal.inv_cdf(float(confidence)))
    return available(-mean * horizon + deviation * math.sqrt(horizon) * density / float(1 - confidence), 1)


def _ascending(returns: FloatArray) -> tuple[FloatArray, CountArray]:
    """The returns from the worst up, what is not there last and as +∞ (at least one of them), and how many
    there are.
    """
    known = np.isfinite(returns)
    padded = np.concatenate(
        (np.where(known, returns, np.inf), np.full((*returns.shape[:-1], 1), np.inf)), axis=-1
    )
    return np.sort(padded, axis=-1), known.sum(axis=-1, dtype=np.int64)


def _check(confidence: Decimal, deviation: float = 0.0, horizon: int = 1) -> None:
    if not 0 < confidence < 1:
        raise ValueError("A confidence lies between 0 and 1.")
    if deviation < 0 or horizon < 1:
        raise ValueError("A deviation is not negative, a horizon at least one observation.")
