"""What a portfolio holds as of any day, straight from the ledger, with the price and rate behind every value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from portfolios.adapters import currencies_in, entries_of, instruments_in, prices_of, rates_of, terms_of
from portfolios.choices import FigureState
from portfolios.ledger.conversion import Missing
from portfolios.ledger.entries import InstrumentTerms, in_order
from portfolios.ledger.fx import Rates
from portfolios.ledger.held import HeldLot
from portfolios.ledger.lookup import LookupState
from portfolios.ledger.lots import CostMethod
from portfolios.ledger.positions import Book, net_of_reversals
from portfolios.ledger.pricing import Prices
from portfolios.ledger.valuation import ValuedBalance, ValuedHolding, ValuedReceivable, value_book
from portfolios.models import Account, Instrument, Portfolio
from portfolios.selectors.books import new_book
from tenancy.models import Tenant

STATES = {
    LookupState.COMPLETE: FigureState.COMPLETE,
    LookupState.ESTIMATED: FigureState.ESTIMATED,
    LookupState.MISSING: FigureState.INCOMPLETE,
}


@dataclass(frozen=True, slots=True)
class BookAsOf:
    """A folded book with the market it is measured at."""

    book: Book
    prices: Prices
    rates: Rates
    terms: Mapping[int, InstrumentTerms]


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """One instrument in one custody account. `cost_basis` and `average_cost` follow the costs asked for.

    Values, cost and gains are in the report's currency, `price` and `average_cost` in the instrument's. A None cannot be
    known: `price_state` and `fx_state` say why.
    """

    instrument: Instrument
    account: Account | None
    quantity: Decimal
    quantity_settled: Decimal
    average_cost: Decimal | None
    cost_basis: Decimal | None
    price: Decimal | None
    price_on: date | None
    price_state: LookupState
    fx_rate: Decimal | None
    fx_on: date | None
    fx_state: LookupState
    fx_path: tuple[str, ...]
    market_value: Decimal | None
    accrued_interest: Decimal
    accrued_value: Decimal | None
    unrealized_gain: Decimal | None
    unrealized_price: Decimal | None
    unrealized_fx: Decimal | None
    weight: Decimal | None


@dataclass(frozen=True, slots=True)
class CashRow:
    """Money in one cash account and currency, by trade date and settled."""

    account: Account | None
    currency: str
    balance: Decimal
    balance_settled: Decimal
    fx_rate: Decimal | None
    fx_on: date | None
    market_value: Decimal | None
    weight: Decimal | None


@dataclass(frozen=True, slots=True)
class ReceivableRow:
    """Income between its ex day and its pay day."""

    instrument: Instrument | None
    currency: str
    amount: Decimal
    due_on: date
    market_value: Decimal | None


@dataclass(frozen=True, slots=True)
class MissingRow:
    """What keeps the report from being complete: a price (`instrument`) or a rate (`base`/`quote`).

    `why` is "missing" or "stale"; `last_on` the day of the last one known.
    """

    why: str
    instrument: Instrument | None
    base: str
    quote: str
    last_on: date | None

    @property
    def subject(self) -> str:
        """What is missing, in a word."""
        return self.instrument.name if self.instrument else f"{self.base}/{self.quote}"


@dataclass(frozen=True, slots=True)
class HoldingsReport:
    """Everything held at the close of `as_of`. `total` is None when a part of it is unknown."""

    as_of: date
    currency: str
    rows: tuple[HoldingRow, ...]
    cash: tuple[CashRow, ...]
    receivables: tuple[ReceivableRow, ...]
    lots: tuple[HeldLot, ...]
    total: Decimal | None
    cash_total: Decimal | None
    state: FigureState
    missing: tuple[MissingRow, ...]

    @property
    def is_complete(self) -> bool:
        """Nothing is missing; estimates count as known."""
        return self.state != FigureState.INCOMPLETE

    def weights_by_class(self) -> dict[str, Decimal | None]:
        """Share of each asset class, cash and receivables together as cash; None for all without a total."""
        parts: dict[str, Decimal | None] = {}
        for row in self.rows:
            if row.quantity:
                _add(parts, row.instrument.asset_class, row.market_value)
                _add(parts, row.instrument.asset_class, row.accrued_value)
        _add(parts, "cash", self.cash_total)
        for due in self.receivables:
            _add(parts, "cash", due.market_value)
        if not self.total:
            return dict.fromkeys(parts)
        return {name: None if value is None else value / self.total for name, value in parts.items()}


def _add(parts: dict[str, Decimal | None], name: str, value: Decimal | None) -> None:
    before = parts.get(name, Decimal(0))
    parts[name] = None if value is None or before is None else before + value


def book_as_of(
    *,
    tenant: Tenant,
    portfolio: Portfolio,
    as_of: date,
    since: date | None = None,
    currency: str | None = None,
    known_at: datetime | None = None,
    cost_method: CostMethod | None = None,
) -> BookAsOf:
    """The ledger folded up to the close of `as_of`, by what was known at `known_at`. Five queries.

    Prices and rates are read for lookups from `since` (None: from the first booking) to `as_of`.
    """
    entries = entries_of([portfolio.pk], until=as_of, known_at=known_at)[portfolio.pk]
    terms = terms_of(instruments_in(entries))
    currencies = currencies_in([portfolio], entries, terms) | {currency or portfolio.currency}
    prices = prices_of(tenant, terms, until=as_of, since=since, known_at=known_at)
    rates = rates_of(tenant, currencies, until=as_of, known_at=known_at)
    book = new_book(portfolio, terms, prices=prices, rates=rates, currency=currency, cost_method=cost_method)
    for entry in in_order(net_of_reversals(entries)):
        if entry.effective_on <= as_of:
            book.apply(entry)
    book.advance(as_of)
    return BookAsOf(book=book, prices=prices, rates=rates, terms=terms)


def holdings_as_of(
    *,
    tenant: Tenant,
    portfolio: Portfolio,
    as_of: date,
    currency: str | None = None,
    known_at: datetime | None = None,
    cost_method: str | None = None,
    costs: str = "included",
) -> HoldingsReport:
    """Holdings, cash, receivables and lots at the close of `as_of`, valued by the one rule of lookup. Eight queries.

    `costs` "included" counts fees and taxes of the purchase into the cost, "excluded" leaves them out. Instruments whose
    quantity is zero are left out.
    """
    method = CostMethod(cost_method) if cost_method else None
    found = book_as_of(
        tenant=tenant,
        portfolio=portfolio,
        as_of=as_of,
        since=as_of,
        currency=currency,
        known_at=known_at,
        cost_method=method,
    )
    return holdings_of(found, portfolio=portfolio, as_of=as_of, costs=costs)


def holdings_of(
    found: BookAsOf, *, portfolio: Portfolio, as_of: date, costs: str = "included"
) -> HoldingsReport:
    """The report of a book that has been folded to the close of `as_of`. Two queries."""
    value = value_book(found.book, as_of, found.prices, found.rates)
    instruments = Instrument.objects.in_bulk(list(found.terms))
    accounts = {account.pk: account for account in Account.objects.filter(portfolio=portfolio)}
    rows = [
        _holding(each, instruments, accounts, value.total, found.terms, with_costs=costs == "included")
        for each in value.holdings
        if each.holding.quantity
    ]
    return HoldingsReport(
        as_of=as_of,
        currency=found.book.currency,
        rows=tuple(
            sorted(rows, key=lambda row: (row.instrument.asset_class, row.instrument.name, row.instrument.pk))
        ),
        cash=tuple(_cash(each, accounts, value.total) for each in value.balances),
        receivables=tuple(_receivable(each, instruments) for each in value.receivables),
        lots=tuple(found.book.lots()),
        total=value.total,
        cash_total=value.cash,
        state=STATES[value.state],
        missing=tuple(_missing(value.missing, value.holdings, instruments)),
    )


def _share(value: Decimal | None, total: Decimal | None) -> Decimal | None:
    return value / total if value is not None and total else None


def _holding(
    valued: ValuedHolding,
    instruments: Mapping[int, Instrument],
    accounts: Mapping[int, Account],
    total: Decimal | None,
    terms: Mapping[int, InstrumentTerms],
    *,
    with_costs: bool,
) -> HoldingRow:
    held = valued.holding
    base_cost, cost = held.base_cost, held.cost
    if with_costs:
        base_cost = (
            None if base_cost is None or held.base_expenses is None else base_cost + held.base_expenses
        )
        cost = None if cost is None or held.expenses is None else cost + held.expenses
    factor = terms[held.instrument].price_factor
    gain = None if valued.market_value is None or base_cost is None else valued.market_value - base_cost
    return HoldingRow(
        instrument=instruments[held.instrument],
        account=accounts.get(held.account) if held.account is not None else None,
        quantity=held.quantity,
        quantity_settled=held.quantity_settled,
        average_cost=None if cost is None or not held.quantity else cost / held.quantity / factor,
        cost_basis=base_cost,
        price=valued.price.value,
        price_on=valued.price.observed_on,
        price_state=valued.price.state,
        fx_rate=valued.rate.value,
        fx_on=valued.rate.observed_on,
        fx_state=valued.rate.state,
        fx_path=valued.rate.path,
        market_value=valued.market_value,
        accrued_interest=valued.accrued_interest,
        accrued_value=valued.accrued_value,
        unrealized_gain=gain,
        unrealized_price=valued.unrealized_price,
        unrealized_fx=valued.unrealized_fx,
        weight=_share(valued.market_value, total),
    )


def _cash(valued: ValuedBalance, accounts: Mapping[int, Account], total: Decimal | None) -> CashRow:
    held = valued.balance
    return CashRow(
        account=accounts.get(held.account) if held.account is not None else None,
        currency=held.currency,
        balance=held.balance,
        balance_settled=held.balance_settled,
        fx_rate=valued.rate.value,
        fx_on=valued.rate.observed_on,
        market_value=valued.market_value,
        weight=_share(valued.market_value, total),
    )


def _receivable(valued: ValuedReceivable, instruments: Mapping[int, Instrument]) -> ReceivableRow:
    due = valued.receivable
    return ReceivableRow(
        instrument=instruments.get(due.instrument) if due.instrument is not None else None,
        currency=due.currency,
        amount=due.amount,
        due_on=due.due_on,
        market_value=valued.market_value,
    )


def _missing(
    missing: tuple[Missing, ...], holdings: tuple[ValuedHolding, ...], instruments: Mapping[int, Instrument]
) -> list[MissingRow]:
    """What is unknown, then what is only an estimate because its price is old."""
    rows = [
        MissingRow(
            why="missing",
            instrument=instruments.get(each.instrument) if each.instrument is not None else None,
            base=each.base or "",
            quote=each.quote or "",
            last_on=None,
        )
        for each in missing
    ]
    rows.extend(
        MissingRow(
            why="stale",
            instrument=instruments[each.holding.instrument],
            base="",
            quote="",
            last_on=each.price.observed_on,
        )
        for each in holdings
        if each.holding.quantity and each.price.state is LookupState.ESTIMATED
    )
    return rows
