from datetime import date
from decimal import Decimal

import pytest

from portfolios.ledger.entries import InstrumentTerms
from portfolios.ledger.fx import Rates
from portfolios.ledger.lookup import LookupPolicy, LookupState
from portfolios.ledger.pricing import PriceQuote, Prices, value_of

D = Decimal
FUND = InstrumentTerms(2, "EUR", max_age=23)
QUOTES = [
    PriceQuote(1, date(2026, 1, 2), D(10)),
    PriceQuote(1, date(2026, 1, 5), D(12)),
    PriceQuote(2, date(2026, 1, 2), D(7)),
]
PRICES = Prices(QUOTES, {2: FUND})


def test_last_on_or_before_the_day() -> None:
    price = PRICES.price(1, date(2026, 1, 4))
    assert (price.value, price.observed_on, price.age) == (D(10), date(2026, 1, 2), 0)
    assert PRICES.price(1, date(2026, 1, 5)).value == D(12)


@pytest.mark.parametrize(
    ("instrument", "on", "state"),
    [
        (1, date(2026, 1, 12), LookupState.COMPLETE),
        (1, date(2026, 1, 13), LookupState.ESTIMATED),
        (2, date(2026, 1, 30), LookupState.COMPLETE),
        (2, date(2026, 2, 5), LookupState.ESTIMATED),
        (1, date(2026, 1, 1), LookupState.MISSING),
        (9, date(2026, 1, 5), LookupState.MISSING),
    ],
)
def test_state_follows_age_and_the_instruments_own_limit(
    instrument: int, on: date, state: LookupState
) -> None:
    price = PRICES.price(instrument, on)
    assert price.state is state
    assert (price.value is None) == (state is LookupState.MISSING)


def test_the_comparison_policy_takes_the_first_price_else_the_last_trade() -> None:
    trades = [PriceQuote(3, date(2026, 1, 2), D(5)), PriceQuote(3, date(2026, 1, 6), D(6))]
    like_others = Prices(QUOTES, policy=LookupPolicy.FIRST_OR_TRADE, trades=trades)
    assert like_others.price(1, date(2025, 1, 1)).value == D(10)
    assert like_others.price(3, date(2026, 1, 5)).value == D(5)
    assert like_others.price(3, date(2026, 1, 1)).value is None
    assert Prices(QUOTES, trades=trades).price(3, date(2026, 1, 7)).value is None


def test_a_price_carried_over_a_split_is_in_new_units() -> None:
    prices = Prices(QUOTES, splits=[(1, date(2026, 1, 6), D(4))])
    assert prices.price(1, date(2026, 1, 5)).value == D(12)
    assert prices.price(1, date(2026, 1, 6)).value == D(3)


def test_value_of_a_bond_quoted_in_per_cent() -> None:
    price, rate = PRICES.price(1, date(2026, 1, 5)), Rates().rate("EUR", "EUR", date(2026, 1, 5))
    value = value_of(D(10_000), D("0.01"), price, rate)
    assert (value.amount, value.state) == (D(1200), LookupState.COMPLETE)


def test_the_value_is_as_good_as_its_worst_part() -> None:
    fresh, stale = PRICES.price(1, date(2026, 1, 5)), PRICES.price(1, date(2026, 1, 20))
    euro, none = Rates().rate("EUR", "EUR", date(2026, 1, 5)), Rates().rate("USD", "EUR", date(2026, 1, 5))
    assert value_of(D(-3), D(1), stale, euro).state is LookupState.ESTIMATED
    assert value_of(D(-3), D(1), fresh, none).amount is None
    assert value_of(D(0), D(1), PRICES.price(9, date(2026, 1, 5)), none).amount == 0
