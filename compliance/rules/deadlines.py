"""By which day something is due, given a calendar of business days."""

from datetime import date, timedelta
from typing import Protocol

from compliance.rules.outcomes import Cause


class Calendar(Protocol):
    """What a deadline needs to know of a calendar."""

    def is_business_day(self, day: date, /) -> bool:
        """Is it a day on which the firm works?"""
        ...


def end_of_business_day(on: date, calendar: Calendar) -> date:
    """The day at whose close something of `on` is due: `on` itself, or the next business day after a day
    off.
    """
    day = on
    while not calendar.is_business_day(day):
        day += timedelta(days=1)
    return day


def business_days_after(on: date, count: int, calendar: Calendar) -> date:
    """The `count`-th business day after `on`; `on` itself for 0."""
    day = on
    while count > 0:
        day += timedelta(days=1)
        count -= calendar.is_business_day(day)
    return day


def cure_due(cause: Cause, first_seen_on: date, *, passive_days: int, calendar: Calendar) -> date:
    """By when a breach must be cured: a trade's by the end of its business day, the market's in
    `passive_days` days.
    """
    if cause is Cause.ACTIVE:
        return end_of_business_day(first_seen_on, calendar)
    return business_days_after(first_seen_on, passive_days, calendar)
