from decimal import Decimal

import pytest

from portfolios.ledger.entitlements import ActTerms, entitlement_of
from portfolios.ledger.entries import EntryType

D = Decimal
T = EntryType


def test_a_dividend_less_the_tax_withheld() -> None:
    terms = ActTerms(T.DIVIDEND, "EUR", per_unit=D("1.235"), tax_rate=D("0.26375"))
    due = entitlement_of(terms, D(37))
    assert (due.gross, due.tax, due.net) == (D("45.70"), D("12.05"), D("33.65")), "45.695 and 12.05206"
    assert (due.units, due.fraction) == (0, 0)


def test_a_coupon_in_per_cent_of_the_nominal() -> None:
    due = entitlement_of(ActTerms(T.COUPON, "USD", factor=D("0.01"), per_unit=D("2.5")), D(10_000))
    assert due.net == 250


def test_money_in_yen_has_no_cents() -> None:
    assert entitlement_of(ActTerms(T.DIVIDEND, "JPY", per_unit=D("7.5")), D(3)).gross == 23


@pytest.mark.parametrize(
    ("held", "ratio", "units", "fraction", "money"),
    [
        ("25", "0.1", "2.5", "0.5", "30.00"),
        ("20", "0.1", "2", "0", "0"),
        ("7", "0.333333333333", "2.333333333331", "0.33333333", "20.00"),
        ("-25", "0.1", "-2.5", "0", "0"),
    ],
)
def test_the_fraction_of_a_new_unit_is_paid_for(
    held: str, ratio: str, units: str, fraction: str, money: str
) -> None:
    terms = ActTerms(T.SPLIT, "EUR", ratio=D(ratio), fraction_price=D(60), fraction_currency="EUR")
    due = entitlement_of(terms, D(held))
    assert (due.units, due.fraction, due.fraction_money) == (D(units), D(fraction), D(money))


def test_without_a_price_the_fraction_stays() -> None:
    due = entitlement_of(ActTerms(T.SPIN_OFF, "EUR", ratio=D("0.25")), D(10))
    assert (due.units, due.fraction, due.fraction_money) == (D("2.5"), 0, 0)


def test_a_short_position_receives_no_money() -> None:
    due = entitlement_of(ActTerms(T.MERGER, "EUR", ratio=D("0.5"), per_unit=D(3)), D(-10))
    assert (due.units, due.gross) == (D(-5), 0)


def test_what_is_too_small_to_be_booked_is_nothing() -> None:
    assert entitlement_of(ActTerms(T.DIVIDEND, "EUR", per_unit=D("0.001")), D(1)).is_nothing
    assert not entitlement_of(ActTerms(T.DIVIDEND, "EUR", per_unit=D("0.001")), D(10)).is_nothing
