"""The reference calendar of worked volatilities."""

from datetime import date

import pytest

from portfolios.vectors.performance import easter_sunday, reference_calendar


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (1961, date(1961, 4, 2)),
        (2000, date(2000, 4, 23)),
        (2014, date(2014, 4, 20)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter(year: int, expected: date) -> None:
    assert easter_sunday(year) == expected


def test_the_reference_calendar() -> None:
    calendar = reference_calendar(2014, 2015)
    closed = [date(2014, 4, 18), date(2014, 4, 21), date(2014, 12, 24), date(2015, 1, 1), date(2015, 5, 1)]
    assert not any(calendar.is_business_day(day) for day in closed)
    assert calendar.is_business_day(date(2014, 12, 31))
