from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.ledger.bonds import accrued_interest, coupon_dates, coupon_period, nominal_of, year_fraction
from portfolios.ledger.entries import DayCount, InstrumentTerms

D = Decimal
BOND = InstrumentTerms(
    1,
    "EUR",
    price_factor=D("0.01"),
    coupon_rate=D("0.05"),
    coupon_frequency=2,
    day_count=DayCount.ACT_ACT_ICMA,
    issued_on=date(2024, 2, 15),
    matures_on=date(2026, 8, 15),
)
CONVENTIONS = list(DayCount)


def test_the_nominal_is_the_value_at_par() -> None:
    assert nominal_of(D(10_000), BOND) == 10_000
    assert nominal_of(D(3), replace(BOND, price_factor=D(10))) == 3000


def test_coupons_are_counted_back_from_maturity() -> None:
    assert coupon_dates(BOND) == [
        date(2024, 8, 15),
        date(2025, 2, 15),
        date(2025, 8, 15),
        date(2026, 2, 15),
        date(2026, 8, 15),
    ]


def test_month_ends_stay_month_ends() -> None:
    quarterly = replace(BOND, coupon_frequency=4, issued_on=date(2023, 11, 30), matures_on=date(2024, 11, 30))
    assert coupon_dates(quarterly) == [
        date(2024, 2, 29),
        date(2024, 5, 31),
        date(2024, 8, 31),
        date(2024, 11, 30),
    ]


def test_what_pays_no_coupon_accrues_nothing() -> None:
    zero = replace(BOND, coupon_rate=None, coupon_frequency=None)
    assert coupon_dates(zero) == []
    assert accrued_interest(D(10_000), zero, date(2025, 5, 1)) == 0


def test_half_a_year_of_a_semi_annual_coupon() -> None:
    assert accrued_interest(D(10_000), BOND, date(2025, 2, 15)) == 0, "paid today"
    accrued = accrued_interest(D(10_000), BOND, date(2025, 5, 15))
    assert abs(accrued - D(250) * 89 / 181) < D("1e-20")
    assert accrued_interest(D(-10_000), BOND, date(2025, 5, 15)) == -accrued
    assert coupon_period(BOND, date(2025, 5, 15)) == (date(2025, 2, 15), date(2025, 8, 15))


@pytest.mark.parametrize("on", [date(2024, 2, 14), date(2026, 8, 15), date(2030, 1, 1)])
def test_nothing_accrues_outside_its_life(on: date) -> None:
    assert accrued_interest(D(10_000), BOND, on) == 0
    assert coupon_period(BOND, on) is None


def test_a_short_first_period_accrues_from_the_issue() -> None:
    short = replace(BOND, issued_on=date(2024, 5, 1))
    assert accrued_interest(D(10_000), short, date(2024, 5, 31)) == D(500) * 30 / (182 * 2)
    assert coupon_period(short, date(2024, 5, 31)) == (date(2024, 2, 15), date(2024, 8, 15))


@pytest.mark.parametrize(
    ("convention", "start", "end", "days", "base"),
    [
        (DayCount.ACT_360, date(2025, 1, 31), date(2025, 7, 31), 181, 360),
        (DayCount.ACT_365, date(2023, 12, 31), date(2024, 12, 31), 366, 365),
        (DayCount.THIRTY_360, date(2025, 1, 30), date(2025, 3, 31), 60, 360),
        (DayCount.THIRTY_360, date(2025, 1, 15), date(2025, 3, 31), 76, 360),
        (DayCount.THIRTY_E_360, date(2025, 1, 15), date(2025, 3, 31), 75, 360),
        (DayCount.THIRTY_E_360, date(2025, 1, 31), date(2025, 2, 28), 28, 360),
        (DayCount.THIRTY_360, date(2024, 8, 31), date(2025, 8, 31), 360, 360),
    ],
)
def test_fractions_of_a_year(convention: DayCount, start: date, end: date, days: int, base: int) -> None:
    assert year_fraction(start, end, convention) == D(days) / base


def test_act_act_asks_for_the_period() -> None:
    with pytest.raises(ValueError, match="coupon period"):
        year_fraction(date(2025, 1, 1), date(2025, 2, 1), DayCount.ACT_ACT_ICMA)


def test_without_a_day_of_issue_interest_accrues_but_the_schedule_has_no_beginning() -> None:
    bond = replace(BOND, issued_on=None)
    assert accrued_interest(D(1), bond, date(2025, 5, 1)) == accrued_interest(D(1), BOND, date(2025, 5, 1))
    with pytest.raises(ValueError, match="no day of issue"):
        coupon_dates(bond)


@pytest.mark.parametrize("on", [date(2024, 2, 15), date(2024, 8, 14), date(2024, 8, 15), date(2026, 8, 14)])
def test_a_day_lies_in_its_period(on: date) -> None:
    period = coupon_period(BOND, on)
    assert period is not None
    dates = [date(2024, 2, 15), *coupon_dates(BOND)]
    assert period in list(pairwise(dates))
    assert period[0] <= on < period[1]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CONVENTIONS), st.integers(0, 910))
def test_interest_never_falls_between_coupons_nor_exceeds_one(convention: DayCount, day: int) -> None:
    bond = replace(BOND, day_count=convention)
    assert bond.issued_on is not None
    on = bond.issued_on + timedelta(days=day)
    period = coupon_period(bond, on)
    assert period is not None
    accrued = accrued_interest(D(10_000), bond, on)
    assert 0 <= accrued <= D(10_000) * D("0.05") * 184 / 360
    if on > period[0]:
        assert accrued >= accrued_interest(D(10_000), bond, on - timedelta(days=1))
