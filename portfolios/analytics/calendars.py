"""Business days: weekends and a set of holidays that is passed in.

Which holidays a firm keeps is not decided here; no calendar of a country or market is built in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

import numpy as np

from portfolios.analytics.figures import BoolArray

SATURDAY_AND_SUNDAY = frozenset({5, 6})


class Calendar(Protocol):
    """What a rule needs to know of a calendar; `BusinessCalendar` is the one used."""

    def is_business_day(self, day: date, /) -> bool: ...
    def add(self, day: date, days: int, /) -> date: ...
    def age(self, observed_on: date, as_of: date, /) -> int: ...


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Every day is a business day but the weekend (0 = Monday … 6 = Sunday) and the holidays given.

    >>> BusinessCalendar().add(date(2022, 12, 30), 1)
    datetime.date(2023, 1, 2)
    """

    holidays: frozenset[date] = frozenset()
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    _days: np.busdaycalendar = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Prepare the day arithmetic once. A week without any business day raises `ValueError`."""
        week = [weekday not in self.weekend for weekday in range(7)]
        days = np.busdaycalendar(
            weekmask=week, holidays=np.array(sorted(self.holidays), dtype="datetime64[D]")
        )
        object.__setattr__(self, "_days", days)

    def is_business_day(self, day: date) -> bool:
        """Whether `day` is neither weekend nor holiday."""
        return bool(np.is_busday(np.datetime64(day), busdaycal=self._days))

    def on_or_after(self, day: date) -> date:
        """`day` itself if it is a business day, else the next one."""
        return self._offset(day, 0, "forward")

    def on_or_before(self, day: date) -> date:
        """`day` itself if it is a business day, else the one before."""
        return self._offset(day, 0, "backward")

    def next(self, day: date) -> date:
        """The first business day after `day`."""
        return self._offset(day, 1, "backward")

    def previous(self, day: date) -> date:
        """The last business day before `day`."""
        return self._offset(day, -1, "forward")

    def add(self, day: date, days: int) -> date:
        """`day` moved by business days: +2 is the second business day after it, 0 the day or the next
        business day.

        From a day that is none, +1 is the first business day after it and -1 the last one before it.
        """
        return self._offset(day, days, "backward" if days > 0 else "forward")

    def between(self, start: date, end: date) -> int:
        """Business days in (start, end]; negative when `end` lies before `start`."""
        if end < start:
            return -self.between(end, start)
        first, last = np.datetime64(start + timedelta(days=1)), np.datetime64(end + timedelta(days=1))
        return int(np.busday_count(first, last, busdaycal=self._days))

    def age(self, observed_on: date, as_of: date) -> int:
        """Business days passed since a price or rate was observed: Friday's price is 0 old on Sunday, 1 on
        Monday.

        An observation after `as_of` raises `ValueError`: a later price is never used.
        """
        if observed_on > as_of:
            raise ValueError(f"Observed on {observed_on}, after {as_of}.")
        return self.between(observed_on, as_of)

    def mask(self, days: Sequence[date]) -> BoolArray:
        """Which of `days` are business days; empty input gives an empty mask."""
        return np.is_busday(np.array(days, dtype="datetime64[D]"), busdaycal=self._days)

    def _offset(self, day: date, days: int, roll: str) -> date:
        moved = np.busday_offset(np.datetime64(day), days, roll=roll, busdaycal=self._days)  # type: ignore[call-overload]
        result: date = moved.item()
        return result
