"""Days by which something is due."""

from datetime import date

import pytest

from compliance.rules.deadlines import business_days_after, cure_due, end_of_business_day
from compliance.rules.outcomes import Cause

FRIDAY, SATURDAY, MONDAY, TUESDAY = date(2022, 4, 15), date(2022, 4, 16), date(2022, 4, 18), date(2022, 4, 19)


class Easter:
    """Weekdays without Good Friday and Easter Monday 2022."""

    def is_business_day(self, day: date, /) -> bool:
        return day.weekday() < 5 and day not in (FRIDAY, MONDAY)


@pytest.mark.parametrize(
    ("on", "due"),
    [(date(2022, 4, 14), date(2022, 4, 14)), (FRIDAY, TUESDAY), (SATURDAY, TUESDAY), (TUESDAY, TUESDAY)],
)
def test_the_end_of_a_business_day(on: date, due: date) -> None:
    assert end_of_business_day(on, Easter()) == due


@pytest.mark.parametrize(
    ("count", "due"), [(0, SATURDAY), (1, TUESDAY), (3, date(2022, 4, 21)), (5, date(2022, 4, 25))]
)
def test_business_days_after(count: int, due: date) -> None:
    assert business_days_after(SATURDAY, count, Easter()) == due


def test_a_trade_is_undone_the_same_day_and_the_market_has_time() -> None:
    assert cure_due(Cause.ACTIVE, SATURDAY, passive_days=10, calendar=Easter()) == TUESDAY
    assert cure_due(Cause.PASSIVE, date(2022, 5, 2), passive_days=10, calendar=Easter()) == date(2022, 5, 16)
