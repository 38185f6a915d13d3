"""A computed figure: its value where there is one, and the reason where there is none.

Not a place for formulas. Every measure of this package answers with a `Figure`, for one series or for a
whole book alike, so that a missing figure can never be taken for zero.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]
type ReasonArray = npt.NDArray[np.int8]
type CountArray = npt.NDArray[np.int64]


class Reason(IntEnum):
    """Why a figure is not available. `code` is the stable name shown outside; NONE means it is available."""

    NONE = 0
    NO_DATA = 1
    TOO_FEW_OBSERVATIONS = 2
    MISSING_VALUE = 3
    NON_POSITIVE_BASE = 4
    UNDER_ONE_YEAR = 5
    NO_DISPERSION = 6
    NO_SIGN_CHANGE = 7
    NO_ROOT = 8
    OUT_OF_RANGE = 9
    TOTAL_LOSS = 10

    @property
    def code(self) -> str:
        """The reason as a lower-case word, e.g. `non_positive_base`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One figure per series: `values[i]` is NaN exactly where `reasons[i]` is not NONE.

    The shape is the shape of the input without its time axis: `()` for one series, `(P,)` for a book of P
    portfolios. `counts` is the number of observations used. `value`, `reason` and `count` read the single
    figure of one series and raise `ValueError` on a book; index a book first: `figure[3].value`.
    """

    values: FloatArray
    reasons: ReasonArray
    counts: CountArray

    @property
    def value(self) -> float | None:
        """The figure, or None where it is not available."""
        return None if self.reason is not None else float(self.values.item())

    @property
    def reason(self) -> str | None:
        """The code of the reason why there is no figure, or None where there is one."""
        found = Reason(int(self.reasons.item()))
        return None if found is Reason.NONE else found.code

    @property
    def count(self) -> int:
        """How many observations the figure is made of."""
        return int(self.counts.item())

    def __getitem__(self, index: int) -> "Figure":
        """The figure of one series of a book."""
        return Figure(
            np.asarray(self.values[index]), np.asarray(self.reasons[index]), np.asarray(self.counts[index])
        )

    def map(self, transform: Callable[[FloatArray], FloatArray]) -> "Figure":
        """The same figures in another unit; what was not available stays so, for the same reason."""
        with np.errstate(all="ignore"):
            return available(transform(self.values), self.counts, reasons=self.reasons)


def available(
    values: npt.ArrayLike,
    counts: npt.ArrayLike,
    *,
    reasons: npt.ArrayLike = Reason.NONE,
    otherwise: Reason = Reason.OUT_OF_RANGE,
) -> Figure:
    """Build a figure: a value that is not finite becomes unavailable for `otherwise`; `reasons` win over
    values.
    """
    raw = np.asarray(values, dtype=np.float64)
    stated = np.broadcast_to(np.asarray(reasons, dtype=np.int8), raw.shape)
    final = np.where(stated != Reason.NONE, stated, np.where(np.isfinite(raw), Reason.NONE, otherwise))
    return Figure(
        np.where(final == Reason.NONE, raw, np.nan),
        final.astype(np.int8),
        np.broadcast_to(np.asarray(counts, dtype=np.int64), raw.shape),
    )


def unavailable(reason: Reason, *, count: int = 0) -> Figure:
    """A single figure that cannot be given, with its reason."""
    return available(np.nan, count, reasons=reason)


def worst(*reasons: npt.ArrayLike) -> ReasonArray:
    """The first reason that applies, in the order given; NONE where none does."""
    result: ReasonArray = np.asarray(reasons[-1], dtype=np.int8)
    for earlier in reversed(reasons[:-1]):
        result = np.where(np.asarray(earlier) != Reason.NONE, earlier, result).astype(np.int8)
    return result


def because(condition: npt.ArrayLike, reason: Reason) -> ReasonArray:
    """`reason` where the condition holds, NONE elsewhere."""
    return np.where(np.asarray(condition), reason, Reason.NONE).astype(np.int8)


def too_few(counts: CountArray, minimum: int) -> ReasonArray:
    """`no_data` where nothing was observed, `too_few_observations` below the minimum."""
    return worst(because(counts == 0, Reason.NO_DATA), because(counts < minimum, Reason.TOO_FEW_OBSERVATIONS))
