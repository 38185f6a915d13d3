"""Half-open periods and the arithmetic of month ends."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.analytics import periods
from portfolios.analytics.periods import Period, Span

DAYS = st.dates(date(1990, 1, 1), date(2050, 1, 1))


def test_the_start_is_outside_and_the_end_inside() -> None:
    january = Period(date(2022, 12, 31), date(2023, 1, 31))
    assert date(2022, 12, 31) not in january
    assert date(2023, 1, 31) in january
    assert january.days == 31
    assert len(january.dates()) == 32


def test_a_period_cannot_run_backwards() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2023, 1, 2), date(2023, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 29)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2023, 1, 30), 1, date(2023, 2, 28)),
        (date(2023, 4, 30), 1, date(2023, 5, 31)),
        (date(2023, 5, 15), -6, date(2022, 11, 15)),
        (date(2022, 12, 1), 1, date(2023, 1, 1)),
    ],
)
def test_adding_months_keeps_the_end_of_the_month(day: date, months: int, expected: date) -> None:
    assert periods.add_months(day, months) == expected


@pytest.mark.parametrize(
    ("span", "start"),
    [
        (Span.MONTH_TO_DATE, date(2023, 4, 30)),
        (Span.QUARTER_TO_DATE, date(2023, 3, 31)),
        (Span.YEAR_TO_DATE, date(2022, 12, 31)),
        (Span.ONE_YEAR, date(2022, 5, 17)),
        (Span.THREE_YEARS, date(2020, 5, 17)),
        (Span.FIVE_YEARS, date(2018, 5, 17)),
        (Span.SINCE_INCEPTION, date(2010, 1, 3)),
    ],
)
def test_standard_periods(span: Span, start: date) -> None:
    found = periods.standard_period(span, as_of=date(2023, 5, 17), first_booking=date(2010, 1, 4))
    assert found == Period(start, date(2023, 5, 17))


def test_a_young_portfolio_has_no_long_periods_and_short_ones_begin_at_inception() -> None:
    of = {
        span: periods.standard_period(span, as_of=date(2023, 5, 17), first_booking=date(2023, 4, 14))
        for span in Span
    }
    assert of[Span.ONE_YEAR] is of[Span.THREE_YEARS] is of[Span.FIVE_YEARS] is None
    assert of[Span.YEAR_TO_DATE] == of[Span.SINCE_INCEPTION] == Period(date(2023, 4, 13), date(2023, 5, 17))
    assert of[Span.MONTH_TO_DATE] == Period(date(2023, 4, 30), date(2023, 5, 17))


def test_calendar_years_begin_at_inception() -> None:
    years = periods.calendar_years(date(2021, 3, 5), date(2022, 12, 28))
    assert years == [
        Period(date(2021, 3, 4), date(2021, 12, 31)),
        Period(date(2021, 12, 31), date(2022, 12, 28)),
    ]


def test_a_whole_year_has_twelve_months_and_four_quarters() -> None:
    year = Period(date(2023, 12, 31), date(2024, 12, 31))
    assert [p.end.month for p in periods.months(year)] == list(range(1, 13))
    assert [p.end for p in periods.quarters(year)] == [
        date(2024, 3, 31),
        date(2024, 6, 30),
        date(2024, 9, 30),
        date(2024, 12, 31),
    ]


def test_no_trailing_period_without_a_year() -> None:
    with pytest.raises(ValueError, match="at least one year"):
        periods.trailing_years(date(2023, 1, 1), 0)


@given(DAYS, st.integers(0, 4000))
def test_the_parts_of_a_period_join_without_gap(day: date, days: int) -> None:
    whole = Period(day, date.fromordinal(day.toordinal() + days))
    for parts in (periods.months(whole), periods.quarters(whole)):
        assert sum(part.days for part in parts) == whole.days
        assert all(left.end == right.start for left, right in pairwise(parts))


@given(DAYS)
def test_the_ends_of_month_quarter_and_year_are_stable(day: date) -> None:
    for end_of in (periods.month_end, periods.quarter_end, periods.year_end):
        assert end_of(end_of(day)) == end_of(day) >= day
