from decimal import Decimal

import pytest
from babel.core import get_global
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.ledger.money import (
    CURRENCIES,
    UnknownCurrency,
    largest_remainder,
    minor_unit,
    minor_unit_digits,
    round_money,
)

D = Decimal


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("CNY", 2)])
def test_minor_unit_is_the_currencys_own(currency: str, digits: int) -> None:
    assert minor_unit_digits(currency) == digits
    assert minor_unit(currency) == D(1).scaleb(-digits)


def test_every_legal_tender_of_the_world_is_known() -> None:
    tender = {
        code
        for currencies in get_global("territory_currencies").values()
        for code, _start, end, is_tender in currencies
        if is_tender and end is None
    }
    assert len(tender) > 140
    assert tender <= set(CURRENCIES)


def test_where_people_drop_the_cents_the_books_keep_them() -> None:
    written = get_global("currency_fractions")
    differing = {c: d for c, d in CURRENCIES.items() if d != written.get(c, written["DEFAULT"])[0]}
    assert differing.pop("IQD") == 3
    coarser = {code for code, digits in differing.items() if digits == 0}
    assert coarser == {"BEF", "GRD", "PTE"}, "replaced by the euro; no longer listed by CLDR"
    assert {digits for code, digits in differing.items() if code not in coarser} == {2}


@pytest.mark.parametrize("code", ["", "eur", "XAU", "XXX", "GBX"])
def test_what_is_no_currency_is_refused(code: str) -> None:
    with pytest.raises(UnknownCurrency):
        minor_unit(code)


@pytest.mark.parametrize(
    ("amount", "currency", "booked"),
    [
        ("0.005", "EUR", "0.01"),
        ("-0.005", "EUR", "-0.01"),
        ("2.5", "JPY", "3"),
        ("1.0005", "KWD", "1.001"),
        ("1.00499999", "EUR", "1.00"),
    ],
)
def test_booking_rounds_half_away_from_zero(amount: str, currency: str, booked: str) -> None:
    assert round_money(D(amount), currency) == D(booked)


def test_cents_go_to_the_largest_fractions() -> None:
    third = D(100) / 3
    assert largest_remainder([third, third, third], "EUR") == [D("33.34"), D("33.33"), D("33.33")]
    assert largest_remainder([D("-0.006"), D("0.006")], "EUR") == [D("-0.01"), D("0.01")]
    assert largest_remainder([], "EUR") == []


def test_a_total_that_is_not_the_sum_is_refused() -> None:
    with pytest.raises(ValueError, match="is not the sum"):
        largest_remainder([D(1), D(2)], "EUR", total=D(4))


amounts = st.lists(st.decimals(-(10**9), 10**9, places=6), max_size=30)


@settings(max_examples=60, deadline=None)
@given(amounts, st.sampled_from(["EUR", "JPY", "KWD"]))
def test_shown_cents_add_up_and_none_is_off_by_a_unit(values: list[Decimal], currency: str) -> None:
    shown = largest_remainder(values, currency)
    assert sum(shown, D(0)) == round_money(sum(values, D(0)), currency)
    assert all(abs(a - b) < minor_unit(currency) for a, b in zip(values, shown, strict=True))
