"""The projections of a portfolio computed anew from its whole ledger, and how their rows are stored."""

from collections.abc import Collection, Iterable, Sequence
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


@transaction.atomic
def holdings_rebuild(*, portfolio: Portfolio, as_of: date) -> None:
    """Bring a portfolio's holdings, lots and cash to what its ledger says at the close of `as_of`.

    Rows that are right already are not touched. Raises `LedgerError` when an entry cannot be folded.
    """
    locked = portfolio_lock(portfolio.pk)
    entries = entries_of([locked.pk])[locked.pk]
    book = portfolio_book(portfolio=locked, entries=entries, as_of=as_of)
    last_days = LastDays(entries, as_of)
    store(HOLDINGS, locked.pk, holding_rows(book, last_days))
    store(LOTS, locked.pk, lot_rows(book))
    store(BALANCES, locked.pk, _balance_rows(book, last_days))
    Portfolio.objects.filter(pk=locked.pk).update(projected_on=as_of)


def portfolio_book(*, portfolio: Portfolio, entries: Sequence[Entry], as_of: date) -> Book:
    """The portfolio's book at the close of `as_of`, with just the prices and rates its entries ask for."""
    terms = terms_of(instruments_in(entries))
    days = {day for entry in entries for day in _days_of(entry)}
    return fold(
        entries,
        terms,
        as_of=as_of,
        currency=portfolio.currency,
        rates=rates_on(portfolio.tenant, currencies_in([portfolio], entries, terms), days),
        prices=prices_on(portfolio.tenant, _unvalued(entries), terms),
        cost_method=CostMethod(portfolio.cost_method),
        lot_scope=LotScope(portfolio.lot_pool),
    )


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


def store(
    projection: Projection, portfolio_id: int, rows: Rows, *, instruments: Collection[int] | None = None
) -> None:
    """Make the table say `rows` for the portfolio (for these instruments of it), touching only rows that differ."""
    manager = projection.model._default_manager
    kept = manager.filter(portfolio_id=portfolio_id)
    if instruments is not None:
        kept = kept.filter(instrument_id__in=list(instruments))
    width = len(projection.key)
    stored: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]] = {}
    for row in kept.values_list("id", *projection.key, *projection.figures):
        stored[row[1 : 1 + width]] = row[0], row[1 + width :]
    gone = [stored[key][0] for key in stored.keys() - rows.keys()]
    if gone:
        manager.filter(pk__in=gone).delete()
    new = [
        (portfolio_id, *key, *figures)
        for key, figures in rows.items()
        if key not in stored or stored[key][1] != figures
    ]
    if new:
        columns = ("portfolio_id", *projection.key, *projection.figures)
        replaced = ", ".join(f"{name} = EXCLUDED.{name}" for name in projection.figures)
        conflict = f"ON CONSTRAINT {projection.unique} DO UPDATE SET {replaced}"
        insert_rows(projection.model._meta.db_table, columns, new, on_conflict=conflict)
