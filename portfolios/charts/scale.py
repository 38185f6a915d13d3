"""From values to places: linear scales with round ticks, days on an axis, and gaps."""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

type Value = float | Decimal | None

_MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240)
_DAY_STEPS: Final = (1, 2, 7, 14)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values (`low` to `high`) to places (`start` to `end`)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value; a scale of no extent puts everything in the middle."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class DayTick:
    """A day marked on the axis, and what kind of step led to it: "day", "month" or "year"."""

    on: dt.date
    step: str


def known(value: Value) -> float | None:
    """The value as a float; None, NaN and infinity are gaps and become None."""
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def bounds(values: Iterable[float | None]) -> tuple[float, float] | None:
    """Smallest and largest known value; None where nothing is known."""
    numbers = [value for value in values if value is not None]
    return (min(numbers), max(numbers)) if numbers else None


def round_ticks(low: float, high: float, *, count: int = 5) -> list[float]:
    """About `count` round numbers (1, 2, 2.5 or 5 times a power of ten) that enclose `low` and `high`.

    Equal bounds are widened first, so there are always at least two ticks.
    """
    if low == high:
        margin = abs(low) * 0.05 or 1.0
        low, high = low - margin, high + margin
    raw = (high - low) / max(1, count)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [index * step for index in range(first, last + 1)]


def day_ticks(first: dt.date, last: dt.date, *, count: int) -> list[DayTick]:
    """About `count` days between `first` and `last`: starts of months or years, or days of a short span."""
    days = (last - first).days
    if days <= 45:
        return _ticks_by_day(first, days, count)
    months = days / 30.44
    step = next((s for s in _MONTH_STEPS if months / s <= count), _MONTH_STEPS[-1])
    return _ticks_by_month(first, last, step)


def nearest_index(days: Sequence[dt.date], on: dt.date) -> int:
    """The index of the day closest to `on` among ascending days."""
    return min(range(len(days)), key=lambda index: abs((days[index] - on).days))


def _ticks_by_day(first: dt.date, days: int, count: int) -> list[DayTick]:
    step = next((s for s in _DAY_STEPS if days / s <= count), _DAY_STEPS[-1])
    return [DayTick(first + dt.timedelta(days=offset), "day") for offset in range(0, days + 1, step)]


def _ticks_by_month(first: dt.date, last: dt.date, step: int) -> list[DayTick]:
    ordinal = first.year * 12 + first.month - 1 + (first.day > 1)
    ordinal += -ordinal % step
    ticks = []
    while (on := dt.date(ordinal // 12, ordinal % 12 + 1, 1)) <= last:
        ticks.append(DayTick(on, "year" if step >= 12 else "month"))
        ordinal += step
    return ticks
