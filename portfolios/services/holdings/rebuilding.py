"""The projections of a portfolio computed anew from its whole ledger, and how their rows are stored."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models, transaction

from portfolios.adapters import (
    currencies_in,
    entries_of,
    instruments_in,
    prices_on,
    rates_on,
    terms_of,
)
from portfolios.ledger.entries import CORPORATE_ACTIONS, Entry, EntryType
from portfolios.ledger.lots import CostMethod, LotScope
from portfolios.ledger.positions import Book, fold
from portfolios.locks import portfolio_lock
from portfolios.models import CashBalance, Holding, Portfolio, TaxLot
from portfolios.services.staging import insert_rows

_IN_KIND = frozenset({EntryType.TRANSFER_IN, EntryType.TRANSFER_OUT})
_TRADED = frozenset({EntryType.BUY, EntryType.SELL, EntryType.REDEMPTION})
MOVES_UNITS = _TRADED | _IN_KIND | CORPORATE_ACTIONS
"""Types that change what is held, or at what cost; the others have money only."""
_VALUED_BY_MARKET = _IN_KIND | {EntryType.SPIN_OFF, EntryType.MERGER}
_FIGURE = Decimal("0.00000001")
_RATE = Decimal("0.000000000001")
MONEY = Decimal("0.0001")
TOGETHER = 50
"""Portfolios whose ledgers are read at one time where many are projected: few queries, bounded memory."""


@transaction.atomic
def holdings_rebuild(*, portfolio: Portfolio, as_of: date) -> None:
    """Bring a portfolio's holdings, lots and cash to what its ledger says at the close of `as_of`.

    Rows that are right already are not touched. Raises `LedgerError` when an entry cannot be folded.
    """
    locked = portfolio_lock(portfolio.pk)
    locked.tenant = portfolio.tenant
    portfolios_project([locked], as_of=as_of)


def portfolios_project(
    portfolios: Sequence[Portfolio], *, as_of: date, entries: Mapping[int, Sequence[Entry]] | None = None
) -> None:
    """The same for several locked portfolios, in few queries; their entries are in memory at one time.

    `entries` are their whole ledgers, where they have been read already.
    """
    ids = [each.pk for each in portfolios]
    if entries is None:
        entries = entries_of(ids)
    books = portfolio_books(portfolios=portfolios, entries=entries, as_of=as_of)
    last_days = {each: LastDays(entries[each], as_of) for each in ids}
    store(HOLDINGS, {each: holding_rows(books[each], last_days[each]) for each in ids})
    store(LOTS, {each: lot_rows(books[each]) for each in ids})
    store(BALANCES, {each: _balance_rows(books[each], last_days[each]) for each in ids})
    Portfolio.objects.filter(pk__in=ids).update(projected_on=as_of)


def portfolio_book(*, portfolio: Portfolio, entries: Sequence[Entry], as_of: date) -> Book:
    """The portfolio's book at the close of `as_of`, with just the prices and rates its entries ask for."""
    return portfolio_books(portfolios=[portfolio], entries={portfolio.pk: entries}, as_of=as_of)[portfolio.pk]


def portfolio_books(
    *, portfolios: Sequence[Portfolio], entries: Mapping[int, Sequence[Entry]], as_of: date
) -> dict[int, Book]:
    """The same for several portfolios of a firm."""
    listed = [entry for each in portfolios for entry in entries[each.pk]]
    tenant = portfolios[0].tenant
    terms = terms_of(instruments_in(listed))
    currencies = currencies_in(portfolios, listed, terms)
    days = {day for entry in listed for day in _days_of(entry)} if len(currencies) > 1 else set()
    rates = rates_on(tenant, currencies, days)
    prices = prices_on(tenant, _unvalued(listed), terms)
    return {
        each.pk: fold(
            entries[each.pk],
            terms,
            as_of=as_of,
            currency=each.currency,
            rates=rates,
            prices=prices,
            cost_method=CostMethod(each.cost_method),
            lot_scope=LotScope(each.lot_pool),
        )
        for each in portfolios
    }


def _days_of(entry: Entry) -> Iterable[date]:
    yield entry.trade_date
    yield entry.effective_on
    for lot in entry.lots:
        if lot.acquired_on is not None:
            yield lot.acquired_on


def _unvalued(entries: Iterable[Entry]) -> set[tuple[int, date]]:
    """Instrument and day of every transfer in kind that says nothing of its value, and of what shares cost by the market."""
    found: set[tuple[int, date]] = set()
    for entry in entries:
        by_market = entry.price is None if entry.type in _IN_KIND else entry.cost_share is None
        if by_market and entry.type in _VALUED_BY_MARKET:
            concerned = (entry.instrument, entry.related_instrument)
            found.update((each, entry.trade_date) for each in concerned if each is not None)
    return found


class LastDays:
    """The last day, not after `as_of`, on which something of a position or an account took effect or settled."""

    def __init__(self, entries: Iterable[Entry], as_of: date) -> None:
        self._days: dict[Any, date] = {}
        for entry in entries:
            days = [day for day in (entry.trade_date, entry.settles_on) if day <= as_of]
            if days:
                self._note(entry, max(days))

    def _note(self, entry: Entry, day: date) -> None:
        keys: list[tuple[Any, Any]] = [("cash", entry.cash_account), ("cash", entry.counter_cash_account)]
        if entry.type in MOVES_UNITS:
            keys += [
                ("all", instrument) if entry.account is None else (instrument, entry.account)
                for instrument in (entry.instrument, entry.related_instrument)
            ]
        for key in keys:
            self._days[key] = max(day, self._days.get(key, day))

    def of_position(self, instrument: int, account: int | None) -> date:
        """For a position; entries that name no account (a split) count for all accounts."""
        own = self._days.get((instrument, account), date.min)
        return max(own, self._days.get(("all", instrument), date.min))

    def of_cash(self, account: int | None) -> date:
        """For a cash account."""
        return self._days[("cash", account)]


@dataclass(frozen=True, slots=True)
class Projection:
    """A table, its unique constraint, the columns that identify a row within its portfolio, and those computed."""

    model: type[models.Model]
    unique: str
    key: tuple[str, ...]
    figures: tuple[str, ...]


HOLDINGS = Projection(
    Holding,
    "portfolios_holding_once",
    ("account_id", "instrument_id"),
    ("quantity", "quantity_settled", "settled_on", "cost_basis"),
)
BALANCES = Projection(
    CashBalance, "portfolios_cashbalance_once", ("account_id",), ("balance", "balance_settled", "settled_on")
)
LOTS = Projection(
    TaxLot,
    "portfolios_taxlot_once",
    ("account_id", "instrument_id", "position"),
    ("acquired_on", "quantity", "cost", "fx_rate", "opened_by_id"),
)

type Rows = dict[tuple[Any, ...], tuple[Any, ...]]
type Touched = Mapping[int, Collection[int]]
"""Instruments by portfolio."""

_PORTFOLIO, _INSTRUMENT = 1, 3
"""Their places in a row read of `HOLDINGS` or `LOTS`: after the id, and after the account."""


def holding_rows(book: Book, last_days: LastDays) -> Rows:
    """The rows of `Holding` that the book says, by account and instrument."""
    return {
        (each.account, each.instrument): (
            rounded(each.quantity, _FIGURE),
            rounded(each.quantity_settled, _FIGURE),
            last_days.of_position(each.instrument, each.account),
            rounded(each.cost, _FIGURE),
        )
        for each in book.holdings()
    }


def _balance_rows(book: Book, last_days: LastDays) -> Rows:
    return {
        (each.account,): (
            rounded(each.balance, MONEY),
            rounded(each.balance_settled, MONEY),
            last_days.of_cash(each.account),
        )
        for each in book.balances()
    }


def lot_rows(book: Book) -> Rows:
    """The rows of `TaxLot` that the book says, by account, instrument and position."""
    rows: Rows = {}
    positions: dict[tuple[int | None, int], int] = {}
    for lot in book.lots():
        pool = lot.account, lot.instrument
        positions[pool] = position = positions.get(pool, 0) + 1
        rate = lot.base_cost / lot.cost if lot.cost and lot.base_cost is not None else None
        rows[(*pool, position)] = (
            lot.acquired_on,
            rounded(lot.quantity, _FIGURE),
            rounded(lot.cost, _FIGURE),
            rounded(rate, _RATE),
            lot.opened_by,
        )
    return rows


def rounded(figure: Decimal | None, step: Decimal) -> Decimal | None:
    """The figure as the table keeps it, half away from zero; None stays None."""
    return None if figure is None else figure.quantize(step, rounding=ROUND_HALF_UP)


def store(projection: Projection, rows: Mapping[int, Rows], *, instruments: Touched | None = None) -> None:
    """Make the table say `rows` for each portfolio (for these instruments of it), touching only rows that differ."""
    manager = projection.model._default_manager
    kept = manager.filter(portfolio_id__in=list(rows))
    if instruments is not None:
        kept = kept.filter(instrument_id__in=set().union(*instruments.values()))
    width = 1 + len(projection.key)
    stored: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]] = {}
    for row in kept.values_list("id", "portfolio_id", *projection.key, *projection.figures):
        if instruments is None or row[_INSTRUMENT] in instruments[row[_PORTFOLIO]]:
            stored[row[1 : 1 + width]] = row[0], row[1 + width :]
    said = {(each, *key): figures for each, found in rows.items() for key, figures in found.items()}
    gone = [stored[key][0] for key in stored.keys() - said.keys()]
    if gone:
        manager.filter(pk__in=gone).delete()
    new = [
        (*key, *figures) for key, figures in said.items() if key not in stored or stored[key][1] != figures
    ]
    if new:
        columns = ("portfolio_id", *projection.key, *projection.figures)
        replaced = ", ".join(f"{name} = EXCLUDED.{name}" for name in projection.figures)
        conflict = f"ON CONSTRAINT {projection.unique} DO UPDATE SET {replaced}"
        insert_rows(projection.model._meta.db_table, columns, new, on_conflict=conflict)
