"""The case as a book: its bookings as ledger entries, its prices and rates as the ledger's tables.

Everything is folded by `portfolios.ledger` under the product's own rules: a later price, a first price or a
trade price is never used.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from portfolios.ledger.entries import Entry, EntryType, InstrumentTerms
from portfolios.ledger.fx import RateQuote, Rates
from portfolios.ledger.lots import CostMethod, LotScope
from portfolios.ledger.positions import Book, fold, walk
from portfolios.ledger.pricing import PriceQuote, Prices, value_of
from portfolios.ledger.rows import MovementKind
from portfolios.vectors.cases import Case, Declined, Row, day_of, decimal_of

ZERO = Decimal(0)

OUTSIDE = frozenset({MovementKind.TRADE, MovementKind.EXTERNAL_TRANSFER})
"""Movements by which a position trades with others; moves between own accounts and splits are none."""


class View(NamedTuple):
    """How a book is looked at: the period's opening day (None: since inception), its end, currency and
    cost method.
    """

    start: date | None
    end: date
    currency: str
    method: CostMethod


@dataclass(frozen=True, eq=False)
class CaseBook:
    """The ledger of one case. Books are folded when asked for and kept."""

    case: Case
    _views: dict[View, Book] = field(default_factory=dict)

    @cached_property
    def instruments(self) -> dict[str, int]:
        """Symbol to number, for every symbol that is named anywhere."""
        named = [*self.case.instruments, *self.case.transactions, *self.case.prices]
        return {symbol: n for n, symbol in enumerate(dict.fromkeys(_symbols(named)), start=1)}

    @cached_property
    def accounts(self) -> dict[str, int]:
        """Account id to number."""
        return {str(row["id"]): n for n, row in enumerate(self.case.accounts, start=1)}

    @cached_property
    def cash_accounts(self) -> dict[str, str]:
        """The cash accounts and their currencies. Without any, the case models no cash."""
        return {
            str(row["id"]): str(row.get("currency") or self.case.currency)
            for row in self.case.accounts
            if row["kind"] == "cash"
        }

    @cached_property
    def terms(self) -> dict[int, InstrumentTerms]:
        """The currency of each instrument: as stated, else that of its prices or bookings."""
        stated: dict[str, str] = {}
        for row in (*self.case.instruments, *self.case.prices, *self.case.transactions):
            if row.get("symbol"):
                stated.setdefault(str(row["symbol"]), str(row["currency"]))
        return {
            number: InstrumentTerms(number, stated[symbol]) for symbol, number in self.instruments.items()
        }

    @cached_property
    def rates(self) -> Rates:
        """The case's rates, crossed over the currency that most of its pairs share."""
        quotes = [
            RateQuote(str(row["from"]), str(row["to"]), day_of(row), decimal_of(row, "rate"))
            for row in self.case.fx
        ]
        shared = Counter(currency for pair in {(q.base, q.quote) for q in quotes} for currency in pair)
        pivot = shared.most_common(1)[0][0] if shared else self.case.currency
        return Rates(quotes, pivot=pivot)

    @cached_property
    def prices(self) -> Prices:
        """The case's published prices, and the splits they are carried across."""
        quotes = [
            PriceQuote(self.instruments[str(row["symbol"])], day_of(row), decimal_of(row, "price"))
            for row in self.case.prices
        ]
        splits = [
            (entry.instrument, entry.trade_date, entry.ratio)
            for entry in self.entries
            if entry.type is EntryType.SPLIT and entry.instrument is not None and entry.ratio is not None
        ]
        return Prices(quotes, self.terms, splits=splits)

    @cached_property
    def entries(self) -> list[Entry]:
        """The bookings as entries; `Declined` when the ledger has no such type of booking."""
        return [self._entry(number, row) for number, row in enumerate(self.case.transactions, start=1)]

    @property
    def first_day(self) -> date:
        """The day before the first booking: where a period since inception starts."""
        if not self.entries:
            raise Declined("no_data")
        return min(entry.effective_on for entry in self.entries) - timedelta(days=1)

    def instrument(self, symbol: str) -> int:
        """The number of a symbol; `Declined` for one the case does not know."""
        if symbol not in self.instruments:
            raise Declined("instrument_unknown")
        return self.instruments[symbol]

    def account(self, name: str) -> int:
        """The number of an account; `Declined` for one the case does not know."""
        if name not in self.accounts:
            raise Declined("account_unknown")
        return self.accounts[name]

    def scope_of(self, method: CostMethod) -> LotScope:
        """Whether lots queue per custody account, as the case states it; an average is over the whole
        book.
        """
        stated = self.case.cost_pool.get("fifo") or self.case.codes.get("fifo_pool")
        per_account = stated == "per_custody_account" and method is not CostMethod.AVERAGE
        return LotScope.ACCOUNT if per_account else LotScope.PORTFOLIO

    def view(self, view: View) -> Book:
        """The book at the close of `view.end`, with the rows of the period; holdings of the opening day enter
        at their market value of that day.
        """
        if view not in self._views:
            book = self.opening(view)
            for _ in walk(book, self.entries, [view.end]):
                self._views[view] = book
        return self._views[view]

    def opening(self, view: View) -> Book:
        """A book of its own standing at the close of the opening day, or empty before the first booking."""
        start = self._opening_day(view)
        if view.end < start:
            raise Declined("no_data")
        book = fold(
            self.entries,
            self.terms,
            as_of=start,
            currency=view.currency,
            rates=self.rates,
            prices=self.prices,
            cost_method=view.method,
            lot_scope=self.scope_of(view.method),
        )
        return book if view.start is None else book.opened_at_market(self.prices, start)

    def days(self, view: View) -> Iterator[tuple[date, Book]]:
        """Every calendar day from the opening day on, and the book at its close (one book that moves on)."""
        book = self.opening(view)
        start = self._opening_day(view)
        days = [start + timedelta(days=n) for n in range((view.end - start).days + 1)]
        for day in walk(book, self.entries, days):
            yield day, book

    def _opening_day(self, view: View) -> date:
        return min(self.first_day, view.end) if view.start is None else view.start

    def flows(self, state: Book) -> list[tuple[date, Decimal]]:
        """What came into the whole book (positive) and left it (negative), in its currency.

        Where the case models no cash, money is outside: what is paid for units comes in with them.
        """
        flows = [(flow.on, flow.base_amount) for flow in state.flows]
        if not self.cash_accounts:
            flows += [(row.on, -row.base_amount) for row in state.cash_movements]
        return flows

    def position_value(self, book: Book, instrument: int, on: date, *, account: int | None = None) -> Decimal:
        """The market value of an instrument, over all accounts or in one; `Declined` without a price or
        rate.
        """
        quantity = sum(
            (
                held.total
                for (n, place), held in book.units.items()
                if n == instrument and account in (None, place)
            ),
            ZERO,
        )
        if not quantity:
            return ZERO
        terms = self.terms[instrument]
        price = self.prices.price(instrument, on)
        rate = self.rates.rate(terms.currency, book.currency, on)
        if price.value is None:
            raise Declined("price_missing")
        if rate.value is None:
            raise Declined("rate_missing")
        return value_of(quantity, terms.price_factor, price, rate).amount or ZERO

    def cash_value(self, book: Book, on: date) -> Decimal:
        """Cash and receivables in the currency of the book; none where the case models no cash."""
        if not self.cash_accounts:
            return ZERO
        amounts = [(each.currency, each.balance) for each in book.balances()]
        amounts += [(each.currency, each.amount) for each in book.receivables]
        return sum(
            (amount * self.rate(currency, book.currency, on) for currency, amount in amounts if amount), ZERO
        )

    def value(self, book: Book, on: date) -> Decimal:
        """The value of everything in the book."""
        held = {instrument for instrument, _ in book.units}
        return sum((self.position_value(book, n, on) for n in held), self.cash_value(book, on))

    def rate(self, base: str, quote: str, on: date) -> Decimal:
        """The market rate; `Declined` when there is none."""
        found = self.rates.rate(base, quote, on).value
        if found is None:
            raise Declined("rate_missing")
        return found

    def _entry(self, number: int, row: Row) -> Entry:
        kind = str(row["type"]).lower()
        if kind not in set(EntryType):
            raise Declined("booking_not_offered")
        booked = row.get("fx") or {}
        quantity = decimal_of(row, "quantity") if row.get("quantity") is not None else None
        custody, cash = self._accounts_of(row)
        return Entry(
            id=number,
            type=EntryType(kind),
            trade_date=day_of(row),
            currency=str(row["currency"]),
            amount=decimal_of(row, "amount") if row.get("amount") is not None else None,
            account=custody,
            cash_account=cash,
            instrument=self.instruments[str(row["symbol"])] if row.get("symbol") else None,
            quantity=quantity,
            price=_price(row, booked, quantity),
            sequence=row.get("seq"),
            fee=decimal_of(row, "fee"),
            tax=decimal_of(row, "tax"),
            fx_rate=decimal_of(booked, "rate") if booked else None,
            external=bool(row.get("external", True)),
            transfer_group=row.get("transfer_group"),
            ratio=_ratio(row),
        )

    def _accounts_of(self, row: Row) -> tuple[int | None, int | None]:
        """Custody and cash account of a booking. `account` may be either; a custody account names its cash
        account.
        """
        named, cash = row.get("account"), row.get("cash_account")
        if named in self.cash_accounts:
            return None, self.accounts[str(named)]
        if cash is None and named is not None:
            cash = next(
                (each.get("cash_account") for each in self.case.accounts if each["id"] == named), None
            )
        return self.accounts.get(str(named)), self.accounts.get(str(cash))


def certain(amount: Decimal, state: Book) -> Decimal:
    """The amount, or `Declined` when the book lacked a price or a rate on the way to it."""
    if amount.is_nan():
        lacks_price = any(each.instrument is not None for each in state.missing)
        raise Declined("price_missing" if lacks_price else "rate_missing")
    return amount


def _symbols(rows: Sequence[Row]) -> list[str]:
    return [str(row["symbol"]) for row in rows if row.get("symbol")]


def _price(row: Row, booked: Row, quantity: Decimal | None) -> Decimal | None:
    """The price in the currency of the instrument, where the booking states one."""
    if booked and quantity:
        return decimal_of(booked, "instrument_amount") / quantity
    return decimal_of(row, "unit_price") if row.get("unit_price") is not None and not booked else None


def _ratio(row: Row) -> Decimal | None:
    """New units for one old, exact where numerator and denominator are given."""
    if row.get("denominator"):
        return decimal_of(row, "numerator") / decimal_of(row, "denominator")
    return decimal_of(row, "ratio") if row.get("ratio") is not None else None
