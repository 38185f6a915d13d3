"""Reporting periods: half-open (start, end], in calendar days, with end-of-month arithmetic.

A period starts at the close of `start`: bookings dated `start` are in the opening value, those dated `end`
count.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """(start, end]: from the close of `start` to the close of `end`. An end before the start raises
    `ValueError`.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"A period cannot end ({self.end}) before it starts ({self.start}).")

    @property
    def days(self) -> int:
        """Calendar days in the period; 0 for an empty one."""
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        return self.start < day <= self.end

    def dates(self) -> list[date]:
        """The opening day and every day of the period, `days + 1` of them: the time axis of a daily
        series.
        """
        return [self.start + timedelta(days=n) for n in range(self.days + 1)]


class Span(StrEnum):
    """The periods every page and report offers."""

    MONTH_TO_DATE = "month_to_date"
    QUARTER_TO_DATE = "quarter_to_date"
    YEAR_TO_DATE = "year_to_date"
    ONE_YEAR = "one_year"
    THREE_YEARS = "three_years"
    FIVE_YEARS = "five_years"
    SINCE_INCEPTION = "since_inception"


YEARS = {Span.ONE_YEAR: 1, Span.THREE_YEARS: 3, Span.FIVE_YEARS: 5}


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def quarter_end(day: date) -> date:
    """The last day of the calendar quarter of `day`."""
    return month_end(day.replace(day=1, month=3 * ((day.month + 2) // 3)))


def year_end(day: date) -> date:
    """31 December of the year of `day`."""
    return date(day.year, 12, 31)


def add_months(day: date, months: int) -> date:
    """Move by months. The end of a month stays the end of a month; a day the month lacks becomes its last.

    28 February 2023 + 12 months = 29 February 2024; 31 January + 1 month = 28 or 29 February.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    wanted = last if day == month_end(day) else min(day.day, last)
    return date(year, month + 1, wanted)


def month_to_date(as_of: date) -> Period:
    """From the end of the month before; the whole month when `as_of` is its last day."""
    return Period(as_of.replace(day=1) - ONE_DAY, as_of)


def quarter_to_date(as_of: date) -> Period:
    """From the end of the calendar quarter before."""
    return Period(add_months(quarter_end(as_of), -3), as_of)


def year_to_date(as_of: date) -> Period:
    """From 31 December of the year before."""
    return Period(date(as_of.year - 1, 12, 31), as_of)


def trailing_years(as_of: date, years: int) -> Period:
    """The last `years` years: from the same day (or end of month) that many years ago. Needs years ≥ 1."""
    if years < 1:
        raise ValueError("A trailing period has at least one year.")
    return Period(add_months(as_of, -12 * years), as_of)


def since_inception(first_booking: date, as_of: date) -> Period:
    """From the close of the day before the first booking, so that the first booking counts."""
    return Period(first_booking - ONE_DAY, as_of)


def calendar_years(first_booking: date, as_of: date) -> list[Period]:
    """One period per calendar year, oldest first; the first begins at inception, the last ends on `as_of`."""
    return list(_between_ends(since_inception(first_booking, as_of), 12))


def months(period: Period) -> list[Period]:
    """The period cut at month ends, oldest first; the first and last may be parts of a month."""
    return list(_between_ends(period, 1))


def quarters(period: Period) -> list[Period]:
    """The period cut at quarter ends, oldest first."""
    return list(_between_ends(period, 3))


def standard_period(span: Span, *, as_of: date, first_booking: date) -> Period | None:
    """The period of a span, or None when the portfolio did not yet exist for 1, 3 or 5 years.

    The parts of a year to date begin at inception when that lies inside them.
    """
    inception = since_inception(first_booking, as_of)
    if span is Span.SINCE_INCEPTION:
        return inception
    if span in YEARS:
        trailing = trailing_years(as_of, YEARS[span])
        return trailing if trailing.start >= inception.start else None
    to_date = {
        Span.MONTH_TO_DATE: month_to_date,
        Span.QUARTER_TO_DATE: quarter_to_date,
        Span.YEAR_TO_DATE: year_to_date,
    }[span](as_of)
    return Period(max(to_date.start, inception.start), as_of)


def _between_ends(period: Period, length: int) -> Iterator[Period]:
    """Cut at the ends of months, quarters (3) or years (12)."""
    end_of = {1: month_end, 3: quarter_end, 12: year_end}[length]
    start = period.start
    while start < period.end:
        end = min(end_of(start + ONE_DAY), period.end)
        yield Period(start, end)
        start = end
