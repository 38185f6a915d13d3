from decimal import Decimal

import pytest

from portfolios.ledger.conversion import Converter, Missing
from portfolios.ledger.entries import EntryType
from portfolios.ledger.errors import EntryUnusable
from tests.portfolios.ledger.builders import (
    BOND,
    DOLLAR_SHARE,
    NO_RATES,
    RATES,
    SHARE,
    TERMS,
    buy,
    entry,
    jan,
    prices,
    sell,
)

D = Decimal


def converter(currency: str = "EUR", quotes: tuple[tuple[int, int, str], ...] = ()) -> Converter:
    return Converter(TERMS, currency, RATES, prices(*quotes))


def test_the_booked_cents_are_the_value() -> None:
    worth = converter().worth(buy(1, 5, "3", "101.00", price="33.333", fee="1"))
    assert (worth.gross, worth.base_gross, worth.rate) == (D("100.00"), D("100.00"), D(1))


def test_costs_and_accrued_interest_are_no_part_of_the_gross() -> None:
    bond = {"instrument": BOND, "price": "99.5", "accrued_interest": "62.50", "fee": "9", "tax": "1"}
    bought = converter().worth(buy(1, 5, "10000", "10022.50", **bond))
    sold = converter().worth(sell(1, 5, "10000", "10002.50", **bond))
    assert (bought.gross, bought.expenses) == (D(9950), D(10))
    assert (sold.gross, sold.expenses) == (D(9950), D(10))


def test_the_dealt_rate_wins_for_its_pair() -> None:
    trade = buy(1, 5, "10", "90.91", instrument=DOLLAR_SHARE, price="11", fx_rate="0.81", fee="1.81")
    worth = converter().worth(trade)
    assert worth.gross == 110
    assert worth.base_gross == D("89.10")
    assert (worth.rate, worth.cash_rate) == (D("0.81"), D(1))
    assert worth.base_expenses == D("1.81")
    in_dollars = converter("USD").worth(trade)
    assert (in_dollars.gross, in_dollars.base_gross, in_dollars.rate) == (D(110), D(110), D(1))
    assert abs(in_dollars.base_expenses - D("1.81") / D("0.81")) < D("1e-20")


def test_without_a_dealt_rate_the_market_of_the_day() -> None:
    worth = converter().worth(buy(1, 5, "10", "125", instrument=DOLLAR_SHARE, currency="USD"))
    assert (worth.gross, worth.base_gross, worth.rate) == (D(125), D(100), D("0.8"))


def test_what_states_nothing_is_worth_its_market_price() -> None:
    arrival = entry(1, EntryType.TRANSFER_IN, 5, instrument=BOND, quantity="1000")
    assert converter("EUR", ((BOND, 2, "97"),)).worth(arrival).gross == 970
    assert converter().worth(arrival).gross.is_nan()


def test_a_missing_rate_is_unknown_and_named() -> None:
    lost = Converter(TERMS, "EUR", NO_RATES, None)
    worth = lost.worth(buy(1, 5, "10", "125", instrument=DOLLAR_SHARE, currency="USD"))
    assert worth.gross == 125
    assert worth.base_gross.is_nan()
    assert list(lost.missing) == [Missing(jan(5), "USD", "EUR")]


def test_a_worthless_share_costs_nothing() -> None:
    worth = converter().worth(sell(1, 5, "10", "0", instrument=DOLLAR_SHARE, price="0", fx_rate="0.8"))
    assert (worth.gross, worth.base_gross) == (D(0), D(0))


def test_an_unknown_instrument_is_refused() -> None:
    with pytest.raises(EntryUnusable, match="no terms for instrument 99"):
        converter().worth(buy(1, 5, "1", "1", instrument=99))


def test_cash_in_the_reporting_currency_needs_no_rate() -> None:
    none = Converter(TERMS, "EUR", NO_RATES, None)
    assert none.cash_rate(entry(1, EntryType.DIVIDEND, 5, "9", instrument=SHARE), jan(5)) == 1
    assert not none.missing
