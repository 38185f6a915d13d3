"""Reads the reference cases of tests/data/vectors and answers their metrics with the ledger alone."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from portfolios.ledger.book_state import Basis
from portfolios.ledger.entries import Entry, EntryType, InstrumentTerms, in_order
from portfolios.ledger.fx import RateQuote, Rates
from portfolios.ledger.lookup import LookupPolicy
from portfolios.ledger.lots import CostMethod, LotScope
from portfolios.ledger.positions import Book, fold
from portfolios.ledger.pricing import PriceQuote, Prices
from portfolios.ledger.rows import ExpenseKind, IncomeKind, MovementKind, RealizedGain, UnitMovement
from portfolios.ledger.valuation import Valuation, ValuedHolding, value_book

DIRECTORY = Path(__file__).parents[2] / "data" / "vectors"
ZERO = Decimal(0)

# Returns and risk are computed from series of values, which is not the ledger's business.
NOT_OF_THE_LEDGER = re.compile(
    r"(trade_)?irr|twr.*|.*drawdown.*|.*volatility.*|tw_avg_capital|.*_return_on_capital.*|net_return_day"
)


@dataclass(frozen=True, slots=True)
class Expected:
    """One expected figure of a case."""

    metric: str
    scope: str
    as_of: date
    start: date | None
    value: Decimal
    tolerance: Decimal
    currency: str | None


class Case:
    """One case: its entries, prices and rates, and books folded on demand."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.id: str = raw["id"]
        self.currency: str = raw["base_currency"]
        self.accounts = {each["id"]: number for number, each in enumerate(raw.get("accounts", []), 1)}
        self._cash_of = {each["id"]: each.get("cash_account") for each in raw.get("accounts", [])}
        self._kind = {each["id"]: each["kind"] for each in raw.get("accounts", [])}
        self.instruments = {each["symbol"]: n for n, each in enumerate(raw.get("instruments", []), 1)}
        self.terms = {
            number: InstrumentTerms(number, each["currency"])
            for number, each in enumerate(raw.get("instruments", []), 1)
        }
        self._books: dict[tuple[object, ...], Book] = {}

    @cached_property
    def entries(self) -> list[Entry]:
        return [self._entry(each) for each in self.raw.get("transactions", [])]

    @cached_property
    def rates(self) -> Rates:
        quotes = [
            RateQuote(each["from"], each["to"], _day(each["date"]), each["rate"])
            for each in self.raw.get("fx", [])
        ]
        currencies = [{each.base, each.quote} for each in quotes]
        shared = set.intersection(*currencies) if currencies else set()
        pivot = min(shared) if len({frozenset(each) for each in currencies}) > 1 and shared else self.currency
        return Rates(quotes, pivot=pivot, policy=LookupPolicy.FIRST_OR_TRADE)

    @cached_property
    def prices(self) -> Prices:
        quotes = [
            PriceQuote(self.instruments[each["symbol"]], _day(each["date"]), each["price"])
            for each in self.raw.get("prices", [])
        ]
        trades = [
            PriceQuote(entry.instrument, entry.trade_date, entry.price)
            for entry in in_order(self.entries)
            if entry.price is not None and entry.instrument is not None
        ]
        return Prices(quotes, self.terms, policy=LookupPolicy.FIRST_OR_TRADE, trades=trades)

    def book(self, method: CostMethod, as_of: date, start: date | None = None) -> Book:
        key = (method, as_of, start)
        if key not in self._books:
            self._books[key] = self._fold(method, as_of, start)
        return self._books[key]

    def _fold(self, method: CostMethod, as_of: date, start: date | None) -> Book:
        pools = self.raw.get("cost_pool", {})
        name = "average" if method is CostMethod.AVERAGE else "fifo"
        scope = LotScope.ACCOUNT if pools.get(name) == "per_custody_account" else LotScope.PORTFOLIO
        book = fold(
            self.entries,
            self.terms,
            as_of=start or as_of,
            currency=self.currency,
            rates=self.rates,
            prices=self.prices,
            cost_method=method,
            lot_scope=scope,
        )
        if start is None:
            return book
        book = book.opened_at_market(self.prices, start)
        assert book.basis is Basis.MARKET
        for entry in in_order(self.entries):
            if start < entry.effective_on <= as_of:
                book.apply(entry)
        book.advance(as_of)
        return book

    def _entry(self, raw: dict[str, Any]) -> Entry:
        instrument = self.instruments.get(raw.get("symbol", ""))
        account, cash_account = raw.get("account"), raw.get("cash_account")
        if account is not None and self._kind[account] == "cash":
            account, cash_account = None, account
        elif account is not None and cash_account is None:
            cash_account = self._cash_of[account]
        quantity, fx = raw.get("quantity"), raw.get("fx")
        gross = fx["instrument_amount"] if fx else raw.get("gross_amount")
        kind = EntryType(raw["type"].lower())
        return Entry(
            id=raw["n"],
            type=kind,
            trade_date=_day(raw["date"]),
            currency=raw["currency"],
            amount=raw.get("amount"),
            account=self.accounts.get(account),
            cash_account=self.accounts.get(cash_account),
            instrument=instrument,
            quantity=quantity,
            price=gross / quantity
            if quantity and gross is not None and kind is not EntryType.DIVIDEND
            else None,
            sequence=int(raw["seq"]) if "seq" in raw else None,
            fee=raw.get("fee", ZERO),
            tax=raw.get("tax", ZERO),
            fx_rate=fx["rate"] if fx else None,
            external=raw.get("external", True),
            transfer_group=raw.get("transfer_group"),
            ratio=raw.get("ratio"),
        )

    def expected(self) -> Iterator[Expected]:
        for each in self.raw["expected"]:
            if each["as_of"] is not None and each["value"] is not None:
                start = _day(each["from"]) if each.get("from") else None
                yield Expected(
                    each["metric"],
                    each["scope"],
                    _day(each["as_of"]),
                    start,
                    each["value"],
                    each["tolerance"],
                    each.get("currency"),
                )


def all_cases() -> list[Case]:
    """Every case of every file, figures read as exact decimals."""
    return [
        Case(raw)
        for path in sorted(DIRECTORY.glob("*.json"))
        for raw in json.loads(path.read_text(), parse_float=Decimal, parse_int=Decimal)
    ]


class Answers:
    """The ledger's answer to one expected row."""

    def __init__(self, case: Case, row: Expected) -> None:
        self.case, self.row = case, row
        self.kind, _, self.subject = row.scope.partition(":")
        self.method = CostMethod.AVERAGE if "_avg" in row.metric else CostMethod.FIFO
        if row.metric in ("gross_pnl", "net_pnl", "net_pnl_period"):
            self.method = CostMethod.AVERAGE
        self.with_costs = "_incl_costs" in row.metric or row.metric.startswith("trade_")

    def __call__(self) -> Decimal:
        name = re.sub(r"_period|_fifo|_avg(?!_)|_avg(?=_(in|ex)cl)|_(in|ex)cl_costs", "", self.row.metric)
        answer: Callable[[], Decimal] = getattr(self, name)
        return answer()

    @property
    def book(self) -> Book:
        start = None if self.kind == "trade" else self.row.start
        return self.case.book(self.method, self.row.as_of, start)

    @property
    def valuation(self) -> Valuation:
        return value_book(self.book, self.row.as_of, self.case.prices, self.case.rates)

    def concerns(self, instrument: int | None, account: int | None = None) -> bool:
        if self.kind == "position":
            return instrument == self.case.instruments[self.subject]
        return account == self.case.accounts[self.subject] if self.kind == "account" else True

    def is_trade(self, movement: UnitMovement) -> bool:
        """Units exchanged with somebody else, not moved between own accounts."""
        return self.concerns(movement.instrument) and movement.kind is not MovementKind.OWN_TRANSFER

    @property
    def held(self) -> list[ValuedHolding]:
        return [
            each
            for each in self.valuation.holdings
            if self.concerns(each.holding.instrument, each.holding.account)
        ]

    @property
    def gains(self) -> list[RealizedGain]:
        return [each for each in self.book.realized if self.concerns(each.instrument, each.account)]

    @property
    def is_local(self) -> bool:
        return self.row.currency not in (None, self.case.currency)

    # Holdings

    def quantity(self) -> Decimal:
        return total(each.holding.quantity for each in self.held)

    lot_quantity = quantity

    def market_value(self) -> Decimal:
        return total(each.market_value for each in self.held)

    def cost_basis(self) -> Decimal:
        if self.is_local:
            extra = total(each.holding.expenses for each in self.held) if self.with_costs else ZERO
            return total(each.holding.cost for each in self.held) + extra
        extra = total(each.holding.base_expenses for each in self.held) if self.with_costs else ZERO
        return total(each.holding.base_cost for each in self.held) + extra

    def avg_cost_price(self) -> Decimal:
        return self.cost_basis() / self.quantity()

    def lot_remaining_cost(self) -> Decimal:
        lots = [each for each in self.book.lots() if each.acquired_on == _day(self.subject)]
        return total(each.cost if self.is_local else each.base_cost for each in lots)

    # Gains

    def realized_pnl(self) -> Decimal:
        return total(each.gain_after_costs if self.with_costs else each.gain for each in self.gains)

    def unrealized_pnl(self) -> Decimal:
        return self.market_value() - self.cost_basis()

    def unrealized_pct(self) -> Decimal:
        return self.unrealized_pnl() / self.cost_basis()

    def realized_fx_gain(self) -> Decimal:
        return total(each.fx_part for each in self.gains)

    def unrealized_fx_gain(self) -> Decimal:
        return total(each.unrealized_fx for each in self.held)

    def gross_pnl(self) -> Decimal:
        return self.realized_pnl() + self.unrealized_pnl()

    def net_pnl(self) -> Decimal:
        return self.gross_pnl() - self.fees_total()

    def purchases(self) -> Decimal:
        opening = ZERO
        if self.row.start is not None:
            before = self.case.book(self.method, self.row.start)
            opened = value_book(before, self.row.start, self.case.prices, self.case.rates)
            opening = total(
                each.market_value for each in opened.holdings if self.concerns(each.holding.instrument)
            )
        return opening + total(
            each.base_gross + each.base_expenses
            for each in self.book.unit_movements
            if self.concerns(each.instrument)
            and each.quantity > 0
            and each.kind is not MovementKind.OWN_TRANSFER
        )

    def total_gain_after_costs(self) -> Decimal:
        sales = total(
            -each.base_gross - each.base_expenses
            for each in self.book.unit_movements
            if self.concerns(each.instrument)
            and each.quantity < 0
            and each.kind is not MovementKind.OWN_TRANSFER
        )
        standalone = total(
            each.base_amount
            for each in self.book.expenses
            if self.concerns(each.instrument) and each.is_standalone
        )
        return self.market_value() + sales + self.dividends_net() - self.purchases() - standalone

    def total_gain_pct(self) -> Decimal:
        return self.total_gain_after_costs() / self.purchases()

    # Trades: what one disposal ended

    def trade(self) -> list[RealizedGain]:
        disposals = list(dict.fromkeys(each.entry for each in self.book.realized))
        number = disposals[int(self.subject) - 1]
        return [each for each in self.book.realized if each.entry == number]

    def trade_entry_value(self) -> Decimal:
        return total(each.base_cost + each.base_expenses for each in self.trade())

    def trade_exit_value(self) -> Decimal:
        return total(each.base_proceeds - each.base_sale_expenses for each in self.trade())

    def trade_return(self) -> Decimal:
        return self.trade_exit_value() / self.trade_entry_value() - 1

    # Income and costs

    def dividends_gross(self) -> Decimal:
        return total(
            each.base_amount
            for each in self.book.income
            if self.concerns(each.instrument) and each.kind is IncomeKind.DIVIDEND
        )

    def dividends_net(self) -> Decimal:
        paid = {each.entry for each in self.book.income if each.kind is IncomeKind.DIVIDEND}
        costs = total(
            each.base_amount
            for each in self.book.expenses
            if self.concerns(each.instrument) and each.entry in paid
        )
        return self.dividends_gross() - costs

    def income_gross(self) -> Decimal:
        return total(each.base_amount for each in self.book.income if self.concerns(each.instrument))

    def _expenses(self, kind: ExpenseKind) -> Decimal:
        return total(
            each.base_amount
            for each in self.book.expenses
            if self.concerns(each.instrument) and each.kind is kind and not each.paid_externally
        )

    def fees_total(self) -> Decimal:
        return self._expenses(ExpenseKind.FEE)

    def taxes_total(self) -> Decimal:
        return self._expenses(ExpenseKind.TAX)

    def dividend_yield_on_cost(self) -> Decimal:
        since = self.row.as_of - timedelta(days=365)
        year = [each.base_amount for each in self.book.income if each.on > since]
        return total(year) / total(
            each.holding.base_cost for each in self.held if each.holding.base_cost is not None
        )

    # The portfolio

    def closing_value(self) -> Decimal:
        return total([self.valuation.total])

    def opening_value(self) -> Decimal:
        assert self.row.start is not None
        book = self.case.book(self.method, self.row.start)
        return total([value_book(book, self.row.start, self.case.prices, self.case.rates).total])

    def net_external_flows(self) -> Decimal:
        return total(each.base_amount for each in self.book.flows)

    def absolute_gain(self) -> Decimal:
        return self.closing_value() - self.opening_value() - self.net_external_flows()

    def cash_balance(self) -> Decimal:
        return total(
            each.balance for each in self.book.balances() if each.account == self.case.accounts[self.subject]
        )

    def cash_balance_base(self) -> Decimal:
        return total(
            each.market_value
            for each in self.valuation.balances
            if each.balance.account == self.case.accounts[self.subject]
        )

    # Look-up

    def fx_rate(self) -> Decimal:
        base, _, quote = self.subject.partition("/")
        return total([self.case.rates.rate(base, quote, self.row.as_of).value])

    def market_price(self) -> Decimal:
        return total([self.case.prices.price(self.case.instruments[self.subject], self.row.as_of).value])


def total(figures: Any) -> Decimal:
    """The sum; a figure that is missing is a failure of the case."""
    result = ZERO
    for each in figures:
        assert each is not None, "the ledger does not know this figure"
        result += each
    return result


def _day(text: str) -> date:
    return date.fromisoformat(text)
