from decimal import Decimal
from typing import Any

from portfolios.ledger.conversion import Missing
from portfolios.ledger.entries import EntryType
from portfolios.ledger.lookup import LookupState
from portfolios.ledger.valuation import Valuation, value_book
from tests.portfolios.ledger.builders import (
    BOND,
    COUPON_BOND,
    DOLLAR_SHARE,
    DOLLARS,
    NO_RATES,
    RATES,
    SHARE,
    booked,
    buy,
    entry,
    jan,
    prices,
    sell,
)

D = Decimal
MARKET = prices((SHARE, 2, "12"), (DOLLAR_SHARE, 2, "100"), (BOND, 2, "98.5"))


def valued(entries: list[Any], day: int, market: Any = MARKET, rates: Any = RATES) -> Valuation:
    return value_book(booked(entries, as_of=day), jan(day), market, rates)


def test_an_empty_book_is_worth_nothing_for_certain() -> None:
    empty = valued([], 5)
    assert (empty.total, empty.state, empty.missing) == (D(0), LookupState.COMPLETE, ())


def test_holdings_cash_and_receivables_add_up() -> None:
    entries = [
        entry(1, EntryType.DEPOSIT, 2, "10000"),
        buy(2, 2, "10", "100"),
        buy(3, 2, "1000", "990", instrument=BOND),
        entry(4, EntryType.DIVIDEND, 9, "5", instrument=SHARE, ex_date=jan(5)),
    ]
    value = valued(entries, 5)
    assert [each.market_value for each in value.holdings] == [D(120), D(985)]
    assert value.cash == 8910
    assert value.receivables[0].market_value == 5
    assert value.total == 10_020
    assert valued(entries, 9).total == 10_020, "paid is worth what was receivable"


def test_the_gain_is_split_between_price_and_currency() -> None:
    dollars: dict[str, Any] = {"instrument": DOLLAR_SHARE, "currency": "USD", "cash_account": DOLLARS}
    (holding,) = valued([buy(1, 2, "10", "900", **dollars)], 8).holdings
    assert (holding.market_value, holding.unrealized_gain) == (D(1000), D(280))
    assert (holding.unrealized_price, holding.unrealized_fx) == (D(100), D(180))


def test_a_stale_price_makes_an_estimate() -> None:
    value = valued([buy(1, 2, "10", "100")], 12)
    assert (value.total, value.state) == (D(20), LookupState.ESTIMATED)


def test_a_missing_price_or_rate_is_never_zero() -> None:
    no_price = valued([buy(1, 2, "10", "100")], 5, prices())
    assert (no_price.total, no_price.state, no_price.cash) == (None, LookupState.MISSING, D(-100))
    assert no_price.missing == (Missing(jan(5), instrument=SHARE),)
    dollars = valued(
        [entry(1, EntryType.DEPOSIT, 5, "9", currency="USD", cash_account=DOLLARS)], 5, MARKET, NO_RATES
    )
    assert (dollars.total, dollars.cash) == (None, None)
    assert dollars.missing == (Missing(jan(5), "USD", "EUR"),)


def test_what_is_sold_needs_no_price() -> None:
    value = valued([buy(1, 2, "10", "100"), sell(2, 5, "10", "120", settlement_date=jan(7))], 5, prices())
    assert (value.total, value.state) == (D(20), LookupState.COMPLETE)
    assert value.holdings[0].holding.quantity_settled == 10


def test_a_short_position_has_a_negative_value() -> None:
    value = valued([sell(1, 2, "10", "100")], 5)
    assert (value.holdings[0].market_value, value.total) == (D(-120), D(-20))
    assert value.holdings[0].unrealized_gain == -20


def test_accrued_interest_is_part_of_the_value_and_not_of_the_price() -> None:
    value = value_book(
        booked([buy(1, 2, "10000", "9850", instrument=COUPON_BOND)], as_of=15),
        jan(15),
        prices((COUPON_BOND, 15, "98.5")),
        RATES,
    )
    (holding,) = value.holdings
    assert holding.accrued_interest == holding.accrued_value == 14
    assert (holding.market_value, holding.unrealized_gain, value.total) == (D(9850), D(0), D(14))
