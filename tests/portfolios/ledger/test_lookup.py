from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.ledger.lookup import LookupState, Series, state_of_age, weekdays_between, worst_state

D = Decimal


def test_weekdays() -> None:
    friday, monday = date(2026, 1, 2), date(2026, 1, 5)
    assert weekdays_between(friday, friday) == 0
    assert weekdays_between(friday, date(2026, 1, 4)) == 0
    assert weekdays_between(friday, monday) == 1
    assert weekdays_between(friday, date(2026, 1, 9)) == 5


days = st.dates(date(1999, 1, 1), date(2040, 1, 1))


@settings(max_examples=60, deadline=None)
@given(days, st.integers(0, 400))
def test_weekdays_are_those_counted_one_by_one(start: date, length: int) -> None:
    counted = sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, length + 1))
    assert weekdays_between(start, start + timedelta(days=length)) == counted


def test_a_figure_ages() -> None:
    assert state_of_age(5) is LookupState.COMPLETE
    assert state_of_age(6) is LookupState.ESTIMATED
    assert state_of_age(6, max_age=23) is LookupState.COMPLETE
    assert state_of_age(None) is LookupState.MISSING


def test_the_worst_state_counts() -> None:
    assert worst_state([]) is LookupState.COMPLETE
    assert worst_state([LookupState.ESTIMATED, LookupState.COMPLETE]) is LookupState.ESTIMATED
    assert worst_state([LookupState.ESTIMATED, LookupState.MISSING]) is LookupState.MISSING


def test_a_series_never_looks_ahead() -> None:
    series = Series([(date(2026, 1, 5), D(2)), (date(2026, 1, 2), D(1)), (date(2026, 1, 5), D(3))])
    assert series.last(date(2026, 1, 1)) is None
    assert series.last(date(2026, 1, 4)) == (date(2026, 1, 2), D(1))
    assert series.last(date(2026, 1, 5)) == (date(2026, 1, 5), D(3))
    assert series.first() == (date(2026, 1, 2), D(1))
    assert Series([]).first() is None
    assert Series([]).last(date(2026, 1, 1)) is None
