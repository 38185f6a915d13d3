"""What a book is worth at the close of a day: holdings with accrued interest, cash, income receivable.

It reads a book and never changes it. A figure that cannot be known is None and makes the total None.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolios.ledger.bonds import accrued_interest
from portfolios.ledger.conversion import Missing
from portfolios.ledger.fx import Rate, RateSource
from portfolios.ledger.lookup import LookupState, worst_state
from portfolios.ledger.positions import Balance, Book, Holding
from portfolios.ledger.pricing import Price, PriceSource, Valued, value_of
from portfolios.ledger.rows import Receivable

__all__ = ["Valuation", "ValuedBalance", "ValuedHolding", "ValuedReceivable", "value_book"]

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ValuedHolding:
    """A holding with the price and rate it is valued at.

    `market_value` is clean; `accrued_interest` of a bond is in its currency, `accrued_value` in the
    reporting one. `unrealized_price` and `unrealized_fx` split its gain over cost without fees: q·k·(p1 −
    p0)·x1 and q·k·p0·(x1 − x0). All are in the reporting currency and None when a figure they need is
    missing.
    """

    holding: Holding
    price: Price
    rate: Rate
    market_value: Decimal | None
    accrued_interest: Decimal
    accrued_value: Decimal | None
    unrealized_price: Decimal | None
    unrealized_fx: Decimal | None
    state: LookupState

    @property
    def unrealized_gain(self) -> Decimal | None:
        """Market value less cost, fees and taxes left out of the cost."""
        if self.market_value is None or self.holding.base_cost is None:
            return None
        return self.market_value - self.holding.base_cost


@dataclass(frozen=True, slots=True)
class ValuedBalance:
    """A cash balance and its value in the reporting currency."""

    balance: Balance
    rate: Rate
    market_value: Decimal | None
    state: LookupState


@dataclass(frozen=True, slots=True)
class ValuedReceivable:
    """Income between ex and pay day and its value in the reporting currency."""

    receivable: Receivable
    rate: Rate
    market_value: Decimal | None
    state: LookupState


@dataclass(frozen=True, slots=True)
class Valuation:
    """The value of a book at the close of `on`, in `currency`.

    `total` is None, and `state` MISSING, when any part is unknown; `missing` then says which prices and
    rates.
    """

    on: date
    currency: str
    holdings: tuple[ValuedHolding, ...]
    balances: tuple[ValuedBalance, ...]
    receivables: tuple[ValuedReceivable, ...]
    total: Decimal | None
    state: LookupState
    missing: tuple[Missing, ...]

    @property
    def cash(self) -> Decimal | None:
        """The value of all cash balances; None when one cannot be converted."""
        return _total(each.market_value for each in self.balances)


def value_book(book: Book, on: date, prices: PriceSource, rates: RateSource) -> Valuation:
    """Value the book as it stands at the close of `on`; the caller has brought it there.

    An empty book is worth 0. A holding of zero units needs no price.
    """
    holdings = tuple(_value_holding(book, each, on, prices, rates) for each in book.holdings())
    balances = tuple(_value_balance(book, each, on, rates) for each in book.balances())
    receivables = tuple(_value_receivable(book, each, on, rates) for each in book.receivables)
    parts: list[ValuedHolding | ValuedBalance | ValuedReceivable] = [*holdings, *balances, *receivables]
    return Valuation(
        on,
        book.currency,
        holdings,
        balances,
        receivables,
        _total([*(each.market_value for each in parts), *(each.accrued_value for each in holdings)]),
        worst_state(each.state for each in parts),
        tuple(_missing(holdings, [*balances, *receivables], on)),
    )


def _value_holding(
    book: Book, holding: Holding, on: date, prices: PriceSource, rates: RateSource
) -> ValuedHolding:
    terms = book.terms[holding.instrument]
    price = prices.price(holding.instrument, on)
    rate = rates.rate(terms.currency, book.currency, on)
    value = value_of(holding.quantity, terms.price_factor, price, rate)
    by_price = by_fx = None
    if value.amount is not None and rate.value is not None and holding.cost is not None:
        cost_now = holding.cost * rate.value
        by_price = value.amount - cost_now
        by_fx = None if holding.base_cost is None else cost_now - holding.base_cost
    accrued = accrued_interest(holding.quantity, terms, on)
    interest = _value_money(accrued, rate)
    state = worst_state((value.state, interest.state))
    return ValuedHolding(holding, price, rate, value.amount, accrued, interest.amount, by_price, by_fx, state)


def _value_money(amount: Decimal, rate: Rate) -> Valued:
    if not amount:
        return Valued(ZERO, LookupState.COMPLETE)
    if rate.value is None:
        return Valued(None, LookupState.MISSING)
    return Valued(amount * rate.value, rate.state)


def _value_balance(book: Book, balance: Balance, on: date, rates: RateSource) -> ValuedBalance:
    rate = rates.rate(balance.currency, book.currency, on)
    value = _value_money(balance.balance, rate)
    return ValuedBalance(balance, rate, value.amount, value.state)


def _value_receivable(book: Book, receivable: Receivable, on: date, rates: RateSource) -> ValuedReceivable:
    rate = rates.rate(receivable.currency, book.currency, on)
    value = _value_money(receivable.amount, rate)
    return ValuedReceivable(receivable, rate, value.amount, value.state)


def _total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _missing(
    holdings: Iterable[ValuedHolding], money: Iterable[ValuedBalance | ValuedReceivable], on: date
) -> dict[Missing, None]:
    """Each missing price and rate once, in the order of the holdings."""
    named: dict[Missing, None] = {}
    for each in holdings:
        if each.state is LookupState.MISSING and each.price.value is None:
            named[Missing(on, instrument=each.holding.instrument)] = None
    for part in [*holdings, *money]:
        if part.state is LookupState.MISSING and part.rate.value is None:
            named[Missing(on, part.rate.base, part.rate.quote)] = None
    return named
