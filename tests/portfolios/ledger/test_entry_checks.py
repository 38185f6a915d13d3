from copy import replace
from datetime import date
from decimal import Decimal

import pytest

from portfolios.ledger.entries import Entry, EntryLot, EntryType, InstrumentTerms
from portfolios.ledger.entry_checks import EntryErrorCode, check_entry, expected_amount, fields_of

D = Decimal
DAY = date(2026, 3, 2)
SHARE = InstrumentTerms(7, "USD")
BOND = InstrumentTerms(8, "EUR", price_factor=D("0.01"))

BUY = Entry(
    1,
    EntryType.BUY,
    DAY,
    "EUR",
    D("873.86"),
    instrument=7,
    quantity=D(10),
    price=D(100),
    fx_rate=D("0.8629616845"),
    fee=D("9.90"),
    tax=D("1"),
)
BOND_SALE = Entry(
    2,
    EntryType.SELL,
    DAY,
    "EUR",
    D("10002.50"),
    instrument=8,
    quantity=D(10_000),
    price=D("99.5"),
    accrued_interest=D("62.50"),
    fee=D(10),
)


def codes(entry: Entry, terms: InstrumentTerms | None) -> list[tuple[str, str]]:
    return [(error.field, error.code.value) for error in check_entry(entry, terms)]


def test_sound_trades_pass() -> None:
    assert check_entry(BUY, SHARE) == []
    assert check_entry(BOND_SALE, BOND) == []


def test_a_buyer_pays_costs_and_accrued_interest() -> None:
    assert expected_amount(BUY, SHARE) == D("873.8616845")
    assert expected_amount(replace(BOND_SALE, type=EntryType.BUY), BOND) == D("10022.50")


def test_a_seller_receives_accrued_interest_less_costs() -> None:
    assert expected_amount(BOND_SALE, BOND) == D("10002.50")


def test_one_minor_unit_is_forgiven_two_are_not() -> None:
    assert check_entry(replace(BUY, amount=D("873.87")), SHARE) == []
    (error,) = check_entry(replace(BUY, amount=D("873.88")), SHARE)
    assert (error.field, error.code) == ("amount", EntryErrorCode.AMOUNT_MISMATCH)
    assert error.parameters == {"expected": "873.86", "stated": "873.88", "currency": "EUR"}


@pytest.mark.parametrize(
    ("currency", "good", "bad"),
    [("JPY", "1000", "1000.5"), ("KWD", "1.005", "1.0005"), ("EUR", "1.05", "1.005")],
)
def test_booked_money_has_the_minor_unit_of_its_currency(currency: str, good: str, bad: str) -> None:
    deposit = Entry(1, EntryType.DEPOSIT, DAY, currency, D(good))
    assert check_entry(deposit, None) == []
    assert codes(replace(deposit, amount=D(bad)), None) == [("amount", "minor_unit")]


def test_income_follows_from_the_payment_per_unit_if_there_is_one() -> None:
    dividend = Entry(1, EntryType.DIVIDEND, DAY, "USD", D("8.50"), instrument=7, tax=D("1.50"))
    assert expected_amount(dividend, SHARE) is None
    assert check_entry(dividend, SHARE) == []
    per_share = replace(dividend, quantity=D(10), price=D(1))
    assert expected_amount(per_share, SHARE) == D("8.50")
    assert codes(replace(per_share, amount=D(10)), SHARE) == [("amount", "amount_mismatch")]


def test_a_trade_in_another_currency_states_its_rate() -> None:
    assert codes(replace(BUY, fx_rate=None), SHARE) == [("fx_rate", "required")]
    in_dollars = replace(BUY, currency="USD", amount=D("1010.90"))
    assert codes(in_dollars, SHARE) == [("fx_rate", "rate_not_one"), ("amount", "amount_mismatch")]
    assert check_entry(replace(in_dollars, fx_rate=None), SHARE) == []


def test_missing_and_superfluous_fields_are_named() -> None:
    assert codes(replace(BUY, price=None), SHARE) == [("price", "required")]
    assert codes(replace(BUY, ratio=D(2)), SHARE) == [("ratio", "forbidden")]
    assert codes(Entry(1, EntryType.FEE, DAY, "EUR"), None) == [("amount", "required")]
    assert codes(Entry(1, EntryType.DEPOSIT, DAY, "EUR", D(5), fee=D(1)), None) == [("fee", "forbidden")]
    assert codes(Entry(1, EntryType.SPLIT, DAY, "EUR", instrument=7), SHARE) == [("ratio", "required")]


def test_signs() -> None:
    assert codes(replace(BUY, quantity=D(0)), SHARE) == [("quantity", "not_positive")]
    assert codes(replace(BUY, fee=D(-1)), SHARE) == [("fee", "negative")]


def test_the_terms_must_be_those_of_the_instrument() -> None:
    assert codes(BUY, BOND) == [("instrument", "wrong_instrument")]
    assert codes(BUY, None) == [("instrument", "wrong_instrument")]


def test_an_unknown_currency_is_refused_before_anything_is_computed() -> None:
    assert codes(Entry(1, EntryType.DEPOSIT, DAY, "EURO", D(5)), None) == [("currency", "unknown_currency")]


def test_settlement_is_not_before_the_trade() -> None:
    assert codes(replace(BUY, settlement_date=date(2026, 3, 1)), SHARE) == [
        ("settlement_date", "before_trade_date")
    ]


def test_an_exchange_of_currencies() -> None:
    exchange = Entry(
        1,
        EntryType.FX,
        DAY,
        "EUR",
        D(1000),
        counter_currency="JPY",
        counter_amount=D(160_000),
        fx_rate=D(160),
    )
    assert check_entry(exchange, None) == []
    assert codes(replace(exchange, counter_amount=D(160_002)), None) == [
        ("counter_amount", "amount_mismatch")
    ]
    assert codes(replace(exchange, counter_amount=D("160000.5")), None) == [("counter_amount", "minor_unit")]
    assert codes(replace(exchange, counter_currency="EUR"), None) == [("counter_currency", "same_currency")]


def test_transfers() -> None:
    cash = Entry(1, EntryType.TRANSFER_IN, DAY, "EUR", D(5))
    assert check_entry(cash, None) == []
    assert codes(replace(cash, external=False), None) == [("transfer_group", "required")]
    in_kind = Entry(1, EntryType.TRANSFER_IN, DAY, "USD", instrument=7, quantity=D(10))
    assert check_entry(in_kind, SHARE) == []
    assert codes(replace(in_kind, quantity=None), SHARE) == [("quantity", "required")]


def test_opening_lots_tell_date_and_cost_and_make_up_the_quantity() -> None:
    lots = (EntryLot(D(6), date(2020, 1, 2), D(300)), EntryLot(D(4), date(2021, 1, 4), D(250)))
    taken_on = Entry(1, EntryType.TRANSFER_IN, DAY, "USD", instrument=7, quantity=D(10), lots=lots)
    assert check_entry(taken_on, SHARE) == []
    assert codes(replace(taken_on, quantity=D(11)), SHARE) == [("lots", "lots_mismatch")]
    assert codes(replace(taken_on, lots=(EntryLot(D(10)),)), SHARE) == [("lots", "required")]


def test_a_split_moves_only_its_cash_in_lieu() -> None:
    split = Entry(1, EntryType.SPLIT, DAY, "USD", instrument=7, ratio=D("0.1"), cash_in_lieu=D("3.20"))
    assert check_entry(split, SHARE) == []
    assert check_entry(replace(split, amount=D("3.20")), SHARE) == []
    assert codes(replace(split, amount=D("99")), SHARE) == [("amount", "amount_mismatch")]


@pytest.mark.parametrize("kind", list(EntryType))
def test_every_type_has_a_rule(kind: EntryType) -> None:
    assert check_entry(Entry(1, kind, DAY, "EUR"), None), "an empty entry of any type lacks something"


@pytest.mark.parametrize("kind", list(EntryType))
def test_the_fields_of_a_type_are_those_not_forbidden(kind: EntryType) -> None:
    """Every field but those listed is refused, and none of those listed."""
    in_kind = Entry(1, kind, DAY, "USD", instrument=7, quantity=D(1), ratio=D(1), ex_date=DAY, price=D(1))
    of_cash = Entry(1, kind, DAY, "USD", D(1), cash_account=3)
    forbidden = [
        {error.field for error in check_entry(entry, terms) if error.code is EntryErrorCode.FORBIDDEN}
        for entry, terms in ((in_kind, SHARE), (of_cash, None))
    ]
    if not kind.value.startswith("transfer"):
        assert not (forbidden[0] | forbidden[1]) & fields_of(kind)
    assert {"quantity", "ratio", "ex_date", "price"} - fields_of(kind) <= forbidden[0]
