"""Short ways to say what happened, for the tests of the ledger."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from portfolios.ledger.book_state import Basis
from portfolios.ledger.entries import DayCount, Entry, EntryType, InstrumentTerms
from portfolios.ledger.fx import RateQuote, Rates
from portfolios.ledger.positions import Book, fold
from portfolios.ledger.pricing import PriceQuote, Prices

D = Decimal
SHARE, DOLLAR_SHARE, BOND, OTHER, COUPON_BOND = 1, 2, 3, 4, 5
TERMS = {
    SHARE: InstrumentTerms(SHARE, "EUR"),
    DOLLAR_SHARE: InstrumentTerms(DOLLAR_SHARE, "USD"),
    BOND: InstrumentTerms(BOND, "EUR", price_factor=D("0.01")),
    OTHER: InstrumentTerms(OTHER, "EUR"),
    COUPON_BOND: InstrumentTerms(
        COUPON_BOND,
        "EUR",
        price_factor=D("0.01"),
        coupon_rate=D("0.036"),
        coupon_frequency=1,
        day_count=DayCount.THIRTY_360,
        issued_on=date(2025, 1, 1),
        matures_on=date(2030, 1, 1),
    ),
}
DEPOT, DEPOT2, CASH, DOLLARS = 11, 12, 21, 22
RATES = Rates(
    [
        RateQuote("EUR", "USD", date(2026, 1, 1), D("1.25")),
        RateQuote("EUR", "USD", date(2026, 1, 8), D("1.00")),
        RateQuote("EUR", "USD", date(2026, 1, 15), D("0.80")),
    ]
)
NO_RATES = Rates()


def jan(day: int) -> date:
    """A day of January 2026."""
    return date(2026, 1, day)


def prices(*quotes: tuple[int, int, str]) -> Prices:
    """Prices from (instrument, day of January, price)."""
    return Prices([PriceQuote(instrument, jan(day), D(price)) for instrument, day, price in quotes], TERMS)


def entry(id: int, type: EntryType, day: int, amount: str | None = None, **fields: Any) -> Entry:
    """An entry of a day in January, in euros and in the usual accounts unless told otherwise; text becomes
    decimal.
    """
    decimals = {"quantity", "price", "fee", "tax", "fx_rate", "accrued_interest", "counter_amount", "ratio"}
    decimals |= {"cash_in_lieu", "cost_share"}
    given = {name: D(value) if name in decimals else value for name, value in fields.items()}
    usual: dict[str, Any] = {"currency": "EUR", "cash_account": CASH}
    if "instrument" in given:
        usual["account"] = DEPOT
    return Entry(
        id=id, type=type, trade_date=jan(day), amount=None if amount is None else D(amount), **(usual | given)
    )


def buy(id: int, day: int, quantity: str, amount: str, **fields: Any) -> Entry:
    """A purchase of the share for `amount`."""
    return entry(id, EntryType.BUY, day, amount, **({"instrument": SHARE, "quantity": quantity} | fields))


def sell(id: int, day: int, quantity: str, amount: str, **fields: Any) -> Entry:
    """A sale of the share for `amount`."""
    return entry(id, EntryType.SELL, day, amount, **({"instrument": SHARE, "quantity": quantity} | fields))


def booked(entries: Iterable[Entry], *, as_of: int | None = None, **options: Any) -> Book:
    """The book in euros after the entries, or at the close of a day in January."""
    chosen: dict[str, Any] = {"currency": "EUR", "rates": RATES} | options
    return fold(entries, TERMS, as_of=None if as_of is None else jan(as_of), **chosen)


def empty(**options: Any) -> Book:
    """An empty book in euros."""
    chosen: dict[str, Any] = {"currency": "EUR", "rates": RATES, "basis": Basis.COST} | options
    return Book(TERMS, **chosen)
