"""Business days around weekends and holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.analytics.calendars import BusinessCalendar, Calendar

CHRISTMAS = BusinessCalendar(holidays=frozenset({date(2022, 12, 26), date(2023, 1, 1)}))
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2022, 12, day) for day in (23, 24, 25, 26))
TUESDAY = date(2022, 12, 27)
DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


def test_the_protocol_is_kept() -> None:
    calendar: Calendar = CHRISTMAS
    assert calendar.is_business_day(FRIDAY)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(FRIDAY, True), (SATURDAY, False), (SUNDAY, False), (MONDAY, False), (TUESDAY, True)],
)
def test_weekends_and_holidays_are_no_business_days(day: date, expected: bool) -> None:
    assert CHRISTMAS.is_business_day(day) is expected


def test_neighbours() -> None:
    assert CHRISTMAS.next(FRIDAY) == CHRISTMAS.next(SUNDAY) == TUESDAY
    assert CHRISTMAS.previous(TUESDAY) == CHRISTMAS.previous(SUNDAY) == FRIDAY
    assert CHRISTMAS.on_or_after(SATURDAY) == TUESDAY
    assert CHRISTMAS.on_or_before(MONDAY) == FRIDAY
    assert CHRISTMAS.on_or_after(FRIDAY) == CHRISTMAS.on_or_before(FRIDAY) == FRIDAY


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        (FRIDAY, 0, FRIDAY),
        (SATURDAY, 0, TUESDAY),
        (FRIDAY, 2, date(2022, 12, 28)),
        (SATURDAY, 1, TUESDAY),
        (SATURDAY, -1, FRIDAY),
        (TUESDAY, -2, date(2022, 12, 22)),
    ],
)
def test_adding_business_days(day: date, days: int, expected: date) -> None:
    assert CHRISTMAS.add(day, days) == expected


def test_a_price_of_friday_grows_old_only_on_business_days() -> None:
    ages = [CHRISTMAS.age(FRIDAY, day) for day in (FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY)]
    assert ages == [0, 0, 0, 0, 1]


def test_a_later_price_is_refused() -> None:
    with pytest.raises(ValueError, match="after"):
        CHRISTMAS.age(TUESDAY, FRIDAY)


def test_a_week_without_business_days_is_refused() -> None:
    with pytest.raises(ValueError, match="weekmask"):
        BusinessCalendar(weekend=frozenset(range(7)))


def test_a_friday_and_saturday_weekend() -> None:
    gulf = BusinessCalendar(weekend=frozenset({4, 5}))
    assert [gulf.is_business_day(day) for day in (FRIDAY, SATURDAY, SUNDAY)] == [False, False, True]


def test_the_mask_of_no_days_is_empty() -> None:
    assert CHRISTMAS.mask([]).tolist() == []
    assert CHRISTMAS.mask([FRIDAY, SATURDAY]).tolist() == [True, False]


@given(DAYS, DAYS)
def test_between_counts_the_days_after_the_start_up_to_the_end(left: date, right: date) -> None:
    start, end = sorted((left, min(right, left + timedelta(days=200))))
    counted = sum(
        CHRISTMAS.is_business_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1)
    )
    assert CHRISTMAS.between(start, end) == counted
    assert CHRISTMAS.between(end, start) == -counted


@given(DAYS, st.integers(1, 60))
def test_adding_is_counted_by_between(day: date, days: int) -> None:
    assert CHRISTMAS.between(day, CHRISTMAS.add(day, days)) == days
