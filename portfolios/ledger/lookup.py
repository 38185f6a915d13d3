"""The one rule for looking up a dated figure: the last one on or before the day, and how old it is.

Prices and rates both follow it. Nothing here knows what the figure means.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "MAX_AGE",
    "BusinessDayCounter",
    "LookupPolicy",
    "LookupState",
    "Series",
    "state_of_age",
    "weekdays_between",
    "worst_state",
]

MAX_AGE = 5
"""Business days up to which a figure counts as current, unless an instrument says otherwise."""

BusinessDayCounter = Callable[[date, date], int]
"""Counts the business days after the first date up to and including the second; 0 when they are equal."""


class LookupState(StrEnum):
    """How far a looked-up figure can be trusted."""

    COMPLETE = "complete"
    ESTIMATED = "estimated"
    MISSING = "missing"


class LookupPolicy(StrEnum):
    """What to do before the first known figure.

    LAST is the product's rule: nothing is known, so the figure is missing. FIRST_OR_TRADE takes the first
    known figure, else the latest price traded; it exists for comparing with systems that do so.
    """

    LAST = "last"
    FIRST_OR_TRADE = "first_or_trade"


def weekdays_between(start: date, end: date) -> int:
    """Mondays to Fridays after `start` up to and including `end`; negative when `end` is the earlier one.

    The counter to use where no calendar of holidays is known.
    """
    return _weekdays_until(end) - _weekdays_until(start)


def _weekdays_until(day: date) -> int:
    weeks, days = divmod(day.toordinal(), 7)  # ordinal 1 was a Monday
    return weeks * 5 + min(days, 5)


def state_of_age(age: int | None, max_age: int = MAX_AGE) -> LookupState:
    """COMPLETE up to `max_age` business days, ESTIMATED beyond, MISSING where there is no figure (None)."""
    if age is None:
        return LookupState.MISSING
    return LookupState.COMPLETE if age <= max_age else LookupState.ESTIMATED


_BY_TRUST = (LookupState.COMPLETE, LookupState.ESTIMATED, LookupState.MISSING)


def worst_state(states: Iterable[LookupState]) -> LookupState:
    """The least trusted of several states; COMPLETE when there are none."""
    return max(states, key=_BY_TRUST.index, default=LookupState.COMPLETE)


class Series:
    """Dated figures of one thing, sorted once. Of two on a day the later given wins."""

    __slots__ = ("_days", "_values")

    def __init__(self, dated: Iterable[tuple[date, Decimal]]) -> None:
        by_day = dict(dated)
        self._days = sorted(by_day)
        self._values = [by_day[day] for day in self._days]

    def last(self, on: date) -> tuple[date, Decimal] | None:
        """The last day on or before `on` and its figure; None when the series begins later or is empty."""
        index = bisect_right(self._days, on) - 1
        return None if index < 0 else (self._days[index], self._values[index])

    def first(self) -> tuple[date, Decimal] | None:
        """The first day of all and its figure; None when the series is empty."""
        return (self._days[0], self._values[0]) if self._days else None
