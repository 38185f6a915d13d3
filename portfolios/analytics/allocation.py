"""How a value is spread: weights by key, concentration, and drift against a mandate's target bands.

Figures for pages and reports. Whether a limit is broken is decided by the compliance rules, in exact
decimals.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from portfolios.analytics.figures import Figure, FloatArray, Reason, available, unavailable


@dataclass(frozen=True, slots=True)
class Share[Key: Hashable]:
    """The value under one key and its weight, a fraction of the total; None when the total is not
    positive.
    """

    key: Key
    value: float
    weight: float | None


@dataclass(frozen=True, slots=True)
class Allocation[Key: Hashable]:
    """Shares from the largest value down. `reason` stands when there are no weights."""

    shares: tuple[Share[Key], ...]
    total: float
    reason: str | None = None

    def weight_of(self, key: Key) -> float | None:
        """The weight of a key: 0 for one that is not held, None when there are no weights."""
        if self.reason is not None:
            return None
        return next((share.weight for share in self.shares if share.key == key), 0.0)


@dataclass(frozen=True, slots=True)
class Band[Key: Hashable]:
    """What a mandate allows a key to weigh: fractions, `minimum` ≤ `target` ≤ `maximum`, else
    `ValueError`.
    """

    key: Key
    target: float
    minimum: float = 0.0
    maximum: float = 1.0

    def __post_init__(self) -> None:
        if not self.minimum <= self.target <= self.maximum:
            raise ValueError(f"The target of {self.key!r} lies outside its band.")


class BandState(StrEnum):
    """Where a weight lies; the bounds themselves are inside."""

    WITHIN = "within"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Drift[Key: Hashable]:
    """A weight against its band: `drift` = weight − target; `amount` buys (+) or sells (−) back to the
    target.
    """

    key: Key
    weight: float
    band: Band[Key]
    drift: float
    amount: float
    state: BandState


def allocate[Key: Hashable](positions: Sequence[tuple[Key, float]]) -> Allocation[Key]:
    """Sum values by key and weigh them by the total, shorts and overdrafts included with their sign.

    Nothing given: `no_data`; a NaN value: `missing_value`; a total ≤ 0: `non_positive_base`. Ties keep their
    order.
    """
    by_key: dict[Key, list[float]] = {}
    for key, value in positions:
        by_key.setdefault(key, []).append(value)
    sums = {key: math.fsum(values) for key, values in by_key.items()}
    total = math.fsum(value for _, value in positions)
    reason = _no_weights(len(positions), total)
    ordered = sorted(sums.items(), key=lambda item: -item[1])
    shares = tuple(Share(key, value, None if reason else value / total) for key, value in ordered)
    return Allocation(shares, total, reason)


def drifts[Key: Hashable](allocation: Allocation[Key], bands: Sequence[Band[Key]]) -> tuple[Drift[Key], ...]:
    """Every band against the allocation, in the order of the bands; none when there are no weights.

    A key that is held without a band is not judged here; a band whose key is not held weighs 0.
    """
    weights = {band.key: allocation.weight_of(band.key) for band in bands}
    return tuple(
        _drift(band, weight, allocation.total) for band in bands if (weight := weights[band.key]) is not None
    )


def herfindahl_index(weights: FloatArray) -> Figure:
    """Σ w² over the last axis, from 1/N to 1 for a fully invested book without shorts; no position:
    `no_data`.
    """
    counts = (np.isfinite(weights) & (weights != 0)).sum(axis=-1)
    reasons = np.where(counts == 0, Reason.NO_DATA, Reason.NONE)
    reasons = np.where(np.isnan(weights).any(axis=-1), Reason.MISSING_VALUE, reasons)
    return available((weights**2).sum(axis=-1), counts, reasons=reasons)


def effective_positions(weights: FloatArray) -> Figure:
    """1 / HHI: how many equal positions would be as concentrated."""
    return herfindahl_index(weights).map(lambda index: 1.0 / index)


def diversification_ratio(weights: FloatArray, covariance: FloatArray) -> Figure:
    """Σ w·σ / σₚ for N weights and their N × N covariance; ≥ 1 without shorts. σₚ = 0: `no_dispersion`.

    Source: Choueifaty and Coignard 2008.
    """
    if len(weights) == 0:
        return unavailable(Reason.NO_DATA)
    if np.isnan(weights).any() or np.isnan(covariance).any():
        return unavailable(Reason.MISSING_VALUE, count=len(weights))
    variance = float(weights @ covariance @ weights)
    if variance <= 0:
        return unavailable(Reason.NO_DISPERSION, count=len(weights))
    return available(weights @ np.sqrt(np.diag(covariance)) / math.sqrt(variance), len(weights))


def largest_weights(weights: Mapping[str, float], count: int) -> float:
    """The sum of the `count` largest weights: the share of the top five, top ten."""
    return math.fsum(sorted(weights.values(), reverse=True)[:count])


def _no_weights(number: int, total: float) -> str | None:
    if number == 0:
        return Reason.NO_DATA.code
    if math.isnan(total):
        return Reason.MISSING_VALUE.code
    return Reason.NON_POSITIVE_BASE.code if total <= 0 else None


def _drift[Key: Hashable](band: Band[Key], weight: float, total: float) -> Drift[Key]:
    state = BandState.WITHIN
    if weight < band.minimum:
        state = BandState.BELOW
    elif weight > band.maximum:
        state = BandState.ABOVE
    return Drift(band.key, weight, band, weight - band.target, (band.target - weight) * total, state)
