"""What portfolios are worth at the close of a day, and what flowed: the ledger's book walked day by day.

The same figures as `portfolios.ledger.valuation`, for whole chunks of portfolios at once: the price of a unit in a currency
is looked up once a day for all of them. Nothing is stored here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolios.choices import FigureState
from portfolios.ledger.bonds import accrued_interest
from portfolios.ledger.conversion import Missing
from portfolios.ledger.entries import Entry, FeeKind, InstrumentTerms
from portfolios.ledger.fx import Rate, RateSource
from portfolios.ledger.lookup import LookupState
from portfolios.ledger.positions import Book, walk
from portfolios.ledger.pricing import Price, PriceSource
from portfolios.ledger.rows import (
    CashMovement,
    Expense,
    ExpenseKind,
    Flow,
    MovementKind,
    UnitMovement,
    without_internal,
)

ZERO = Decimal(0)
FOR_MANAGEMENT = frozenset({FeeKind.MANAGEMENT, FeeKind.PERFORMANCE})


@dataclass(frozen=True, slots=True)
class MissingFigure:
    """What keeps a value from being complete: the price of an instrument, or the rate of a pair.

    `why` is "missing" (there is none on or before the day) or "stale"; `last_on` the day of the last one, None without.
    """

    why: str
    instrument: int | None = None
    base: str = ""
    quote: str = ""
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class PositionValue:
    """One instrument over all custody accounts. `value` is in the portfolio's currency, with the accrued interest of a bond;
    None when it cannot be known. `bought` is the signed quantity that trades of the day added.
    """

    instrument: int
    quantity: Decimal
    value: Decimal | None
    price: Price
    bought: Decimal


@dataclass(frozen=True, slots=True)
class BalanceValue:
    """One cash account in one currency, by trade date."""

    account: int | None
    currency: str
    balance: Decimal


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One portfolio at the close of one calendar day, in its own currency; flows are those of the day.

    `market_value` and `cash` are None exactly when a part of them is missing. Flows are with what is outside the
    portfolio, ≥ 0; `net_purchases` is the money purchases took less what sales brought.
    """

    portfolio_id: int
    on: date
    currency: str
    market_value: Decimal | None
    cash: Decimal | None
    inflow: Decimal
    outflow: Decimal
    inflow_in_kind: Decimal
    outflow_in_kind: Decimal
    management_fees: Decimal
    net_purchases: Decimal
    state: FigureState
    missing: tuple[MissingFigure, ...]
    positions: tuple[PositionValue, ...]
    balances: tuple[BalanceValue, ...]


class DayPrices:
    """Prices and rates of one day, each looked up once however many portfolios ask."""

    def __init__(
        self, on: date, terms: Mapping[int, InstrumentTerms], prices: PriceSource, rates: RateSource
    ) -> None:
        self.on = on
        self.terms, self._prices, self._rates = terms, prices, rates
        self._units: dict[tuple[int, str], tuple[Price, Decimal | None, Rate]] = {}

    def unit(self, instrument: int, currency: str) -> tuple[Price, Decimal | None, Rate]:
        """The price, price × price factor in the instrument's currency, and the rate into `currency`."""
        key = (instrument, currency)
        found = self._units.get(key)
        if found is None:
            terms = self.terms[instrument]
            price = self._prices.price(instrument, self.on)
            scaled = None if price.value is None else terms.price_factor * price.value
            rate = self._rates.rate(terms.currency, currency, self.on)
            found = self._units[key] = price, scaled, rate
        return found

    def rate(self, base: str, quote: str) -> Rate:
        """What 1 `base` was worth in `quote`."""
        return self._rates.rate(base, quote, self.on)


class MarketDays:
    """The days of a run, shared by all portfolios of a chunk."""

    def __init__(self, terms: Mapping[int, InstrumentTerms], prices: PriceSource, rates: RateSource) -> None:
        self.terms, self.prices, self.rates = terms, prices, rates
        self._days: dict[date, DayPrices] = {}

    def day(self, on: date) -> DayPrices:
        """The prices of one day."""
        found = self._days.get(on)
        if found is None:
            found = self._days[on] = DayPrices(on, self.terms, self.prices, self.rates)
        return found


def day_facts_walk(
    portfolio_id: int, book: Book, entries: Iterable[Entry], days: Iterable[date], market: MarketDays
) -> Iterator[DayFacts]:
    """Carry `book` through `days` and say what it was worth at the close of each. The book is left at the last day."""
    seen = _Seen(book)
    for day in walk(book, entries, days):
        yield _facts(portfolio_id, book, market.day(day), seen.since(book))
        seen = _Seen(book)


def average_costs(book: Book) -> dict[int, Decimal]:
    """By instrument the cost of one unit held, in the unit of its price; instruments whose cost is unknown are left out."""
    units: dict[int, Decimal] = {}
    costs: dict[int, Decimal] = {}
    for (instrument, _), pool in book.pools.items():
        if pool.quantity:
            units[instrument] = units.get(instrument, ZERO) + pool.quantity
            costs[instrument] = costs.get(instrument, ZERO) + sum((lot.cost for lot in pool.lots()), ZERO)
    return {
        instrument: cost / (units[instrument] * book.terms[instrument].price_factor)
        for instrument, cost in costs.items()
        if units[instrument] and not cost.is_nan()
    }


@dataclass(frozen=True, slots=True)
class _DayRows:
    """What the book wrote down in one day."""

    units: Sequence[UnitMovement]
    cash: Sequence[CashMovement]
    flows: Sequence[Flow]
    expenses: Sequence[Expense]


class _Seen:
    """How far a book's rows have been read."""

    __slots__ = ("cash", "expenses", "flows", "units")

    def __init__(self, book: Book) -> None:
        self.units, self.cash = len(book.unit_movements), len(book.cash_movements)
        self.flows, self.expenses = len(book.raw_flows), len(book.expenses)

    def since(self, book: Book) -> _DayRows:
        return _DayRows(
            book.unit_movements[self.units :],
            book.cash_movements[self.cash :],
            without_internal(book.raw_flows[self.flows :]),
            book.expenses[self.expenses :],
        )


class _Sum:
    """Adds values; what is unknown makes the sum unknown, and the worst state and what is missing are kept."""

    __slots__ = ("missing", "state", "total")

    def __init__(self) -> None:
        self.total: Decimal | None = ZERO
        self.state = FigureState.COMPLETE
        self.missing: dict[MissingFigure, None] = {}

    def add(self, value: Decimal | None) -> None:
        if value is None:
            self.total = None
        elif self.total is not None:
            self.total += value

    def note(self, state: LookupState, missing: MissingFigure) -> None:
        self.missing[missing] = None
        if state is LookupState.MISSING:
            self.state = FigureState.INCOMPLETE
        elif self.state is FigureState.COMPLETE:
            self.state = FigureState.ESTIMATED


def _facts(portfolio_id: int, book: Book, market: DayPrices, rows: _DayRows) -> DayFacts:
    whole, cash = _Sum(), _Sum()
    positions = _positions(book, market, rows.units, whole)
    _money(book, market, whole, cash)
    flows = _day_flows(rows.flows, whole)
    fees = sum((each.base_amount for each in rows.expenses if _is_management(each)), ZERO)
    bought = _net_purchases(rows, whole)
    if fees.is_nan():
        fees = ZERO  # the missing rate is named by the cash it was paid from
        whole.state = FigureState.INCOMPLETE
    if whole.state is FigureState.INCOMPLETE:
        _name_missing_rates(book, market.on, whole)
        whole.total = None
    return DayFacts(
        portfolio_id,
        market.on,
        book.currency,
        whole.total,
        cash.total,
        *flows,
        fees,
        bought,
        whole.state,
        tuple(whole.missing),
        positions,
        tuple(
            BalanceValue(account, currency, pending.total)
            for (account, currency), pending in sorted(book.money.items(), key=_account_order)
        ),
    )


def _account_order(item: tuple[tuple[int | None, str], object]) -> tuple[int, str]:
    return item[0][0] or 0, item[0][1]


def _positions(
    book: Book, market: DayPrices, moved: Sequence[UnitMovement], whole: _Sum
) -> tuple[PositionValue, ...]:
    held: dict[int, Decimal] = {}
    for (instrument, _), pending in book.units.items():
        if pending.total:
            held[instrument] = held.get(instrument, ZERO) + pending.total
    bought: dict[int, Decimal] = {}
    for row in moved:
        if row.kind is MovementKind.TRADE:
            bought[row.instrument] = bought.get(row.instrument, ZERO) + row.quantity
    return tuple(
        _position(instrument, held[instrument], bought.get(instrument, ZERO), book.currency, market, whole)
        for instrument in sorted(held)
        if held[instrument]
    )


def _position(
    instrument: int, quantity: Decimal, bought: Decimal, currency: str, market: DayPrices, whole: _Sum
) -> PositionValue:
    terms = market.terms[instrument]
    price, scaled, rate = market.unit(instrument, currency)
    if price.state is not LookupState.COMPLETE:
        whole.note(price.state, _missing_price(price))
    value = None
    if scaled is not None and rate.value is not None:
        value = quantity * scaled * rate.value
        if terms.coupon_rate:
            value += accrued_interest(quantity, terms, market.on) * rate.value
    if rate.state is not LookupState.COMPLETE:
        whole.note(rate.state, _missing_rate(rate))
    whole.add(value)
    return PositionValue(instrument, quantity, value, price, bought)


def _money(book: Book, market: DayPrices, whole: _Sum, cash: _Sum) -> None:
    """Cash balances, and income between its ex and its pay day, which is part of the value but no cash yet."""
    for (_, currency), pending in sorted(book.money.items(), key=_account_order):
        value = _converted(pending.total, currency, book.currency, market, whole)
        cash.add(value)
        whole.add(value)
    for receivable in book.receivables:
        whole.add(_converted(receivable.amount, receivable.currency, book.currency, market, whole))


def _converted(amount: Decimal, currency: str, into: str, market: DayPrices, whole: _Sum) -> Decimal | None:
    if not amount or currency == into:
        return amount
    rate = market.rate(currency, into)
    if rate.state is not LookupState.COMPLETE:
        whole.note(rate.state, _missing_rate(rate))
    return None if rate.value is None else amount * rate.value


def _day_flows(flows: Sequence[Flow], whole: _Sum) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Inflow, outflow, and of each what was in kind."""
    inflow = outflow = in_kind_in = in_kind_out = ZERO
    for flow in flows:
        amount = flow.base_amount
        if amount.is_nan():
            whole.state = FigureState.INCOMPLETE
        elif amount >= 0:
            inflow += amount
            in_kind_in += amount if flow.quantity is not None else ZERO
        else:
            outflow -= amount
            in_kind_out -= amount if flow.quantity is not None else ZERO
    return inflow, outflow, in_kind_in, in_kind_out


def _net_purchases(rows: _DayRows, whole: _Sum) -> Decimal:
    """The money that trades took (+) or brought (−), in the portfolio's currency."""
    traded = {row.entry for row in rows.units if row.kind is MovementKind.TRADE}
    if not traded:
        return ZERO
    taken = -sum((row.base_amount for row in rows.cash if row.entry in traded), ZERO)
    if taken.is_nan():
        whole.state = FigureState.INCOMPLETE
        return ZERO
    return taken


def _is_management(expense: Expense) -> bool:
    return (
        expense.kind is ExpenseKind.FEE and expense.fee_kind in FOR_MANAGEMENT and not expense.paid_externally
    )


def _name_missing_rates(book: Book, on: date, whole: _Sum) -> None:
    """What the bookings of the day needed and did not have."""
    for missing in book.missing:
        if missing.on == on:
            whole.missing.setdefault(_unknown(missing))


def _unknown(missing: Missing) -> MissingFigure:
    return MissingFigure("missing", missing.instrument, missing.base or "", missing.quote or "")


def _missing_price(price: Price) -> MissingFigure:
    why = "missing" if price.state is LookupState.MISSING else "stale"
    return MissingFigure(why, price.instrument, last_on=price.observed_on)


def _missing_rate(rate: Rate) -> MissingFigure:
    why = "missing" if rate.state is LookupState.MISSING else "stale"
    return MissingFigure(why, None, rate.base, rate.quote, rate.observed_on)
