"""One day of one book, seen through the whole chunk's prices; more in the tests of the valuation service."""

from decimal import Decimal

from portfolios.ledger.entries import Entry, EntryType, InstrumentTerms
from portfolios.ledger.fx import RateQuote, Rates
from portfolios.ledger.positions import Book
from portfolios.ledger.pricing import PriceQuote, Prices
from portfolios.ledger.valuation import value_book
from portfolios.selectors.day_values import DayFacts, MarketDays, MissingFigure, day_facts_walk
from tests.portfolios.book_builder import day

TERMS = {
    1: InstrumentTerms(1, "USD", price_factor=Decimal("0.01")),
    2: InstrumentTerms(
        2,
        "EUR",
        price_factor=Decimal("0.01"),
        coupon_rate=Decimal("0.05"),
        coupon_frequency=1,
        issued_on=day("2019-01-01"),
        matures_on=day("2029-01-01"),
    ),
}
PRICES = Prices(
    [PriceQuote(1, day("2020-01-02"), Decimal(250)), PriceQuote(2, day("2020-01-02"), Decimal(99))], TERMS
)
RATES = Rates([RateQuote("EUR", "USD", day("2020-01-02"), Decimal("1.25"))])


def buy(number: int, instrument: int, on: str, quantity: str, currency: str, account: int = 1) -> Entry:
    return Entry(
        id=number,
        type=EntryType.BUY,
        trade_date=day(on),
        currency=currency,
        instrument=instrument,
        account=account,
        cash_account=9,
        quantity=Decimal(quantity),
        price=Decimal(200),
        amount=Decimal(quantity) * 2,
    )


def walk(entries: list[Entry], days: list[str]) -> list[DayFacts]:
    book = Book(TERMS, currency="EUR", rates=RATES, prices=PRICES)
    market = MarketDays(TERMS, PRICES, RATES)
    facts = list(day_facts_walk(7, book, entries, [day(each) for each in days], market))
    exact = value_book(book, facts[-1].on, PRICES, RATES)
    assert facts[-1].market_value is not None
    assert exact.total is not None
    assert abs(facts[-1].market_value - exact.total) < Decimal("1e-20")
    return facts


def test_accounts_are_added_up_and_trades_of_the_day_told_apart() -> None:
    entries = [buy(1, 1, "2020-01-02", "10", "USD"), buy(2, 1, "2020-01-03", "5", "USD", account=2)]
    first, second = walk(entries, ["2020-01-02", "2020-01-03"])
    assert [(each.quantity, each.bought, each.value) for each in first.positions] == [
        (Decimal(10), Decimal(10), Decimal(20))
    ]
    assert [(each.quantity, each.bought, each.value) for each in second.positions] == [
        (Decimal(15), Decimal(5), Decimal(30))
    ]
    assert [first.net_purchases, second.net_purchases] == [Decimal(16), Decimal(8)]


def test_a_bonds_accrued_interest_is_part_of_its_value() -> None:
    (facts,) = walk([buy(1, 2, "2020-01-02", "1000", "EUR")], ["2020-06-30"])
    value = facts.positions[0].value
    assert value is not None
    assert value > 1000
    assert facts.missing == (MissingFigure("stale", 2, last_on=day("2020-01-02")),)


def test_a_sold_position_is_gone() -> None:
    sale = buy(2, 1, "2020-01-03", "10", "USD")._replace(type=EntryType.SELL)
    _, last = walk([buy(1, 1, "2020-01-02", "10", "USD"), sale], ["2020-01-02", "2020-01-03"])
    assert not last.positions
    assert last.net_purchases == -16
