"""Holdings, tax lots and cash balances as projections of the ledger: thrown away and rebuilt, they come out the same.

Posting keeps them inside its lock. What only time changes (a trade settles, a booking dated ahead takes effect) and what a
later price or rate changes is brought up by `holdings_refresh`. Figures of a past day are asked of the ledger itself.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection, models, transaction

from portfolios.adapters import (
    currencies_in,
    entries_of,
    instruments_in,
    prices_on,
    rates_on,
    terms_of,
)
from portfolios.ledger.entries import Entry, EntryType
from portfolios.ledger.lots import CostMethod, LotScope
from portfolios.ledger.positions import Book, fold
from portfolios.locks import portfolio_lock
from portfolios.models import CashBalance, Holding, Portfolio, TaxLot
from portfolios.services.staging import insert_rows
from tenancy.scope import tenant_id_current

_FIGURE = Decimal("0.00000001")
_RATE = Decimal("0.000000000001")
_MONEY = Decimal("0.0001")
_MANY = 50
"""Rows from which COPY is worth its temporary table."""


@transaction.atomic
def holdings_rebuild(*, portfolio: Portfolio, as_of: date) -> None:
    """Bring a portfolio's holdings, lots and cash to what its ledger says at the close of `as_of`.

    Rows that are right already are not touched. Raises `LedgerError` when an entry cannot be folded.
    """
    locked = portfolio_lock(portfolio.pk)
    entries = entries_of([locked.pk])[locked.pk]
    book = portfolio_book(portfolio=locked, entries=entries, as_of=as_of)
    last_days = _LastDays(entries, as_of)
    _store(_HOLDINGS, locked.pk, _holding_rows(book, last_days))
    _store(_LOTS, locked.pk, _lot_rows(book))
    _store(_BALANCES, locked.pk, _balance_rows(book, last_days))


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
    """Instrument and day of every transfer in kind that says nothing of its value."""
    return {
        (entry.instrument, entry.trade_date)
        for entry in entries
        if entry.type in (EntryType.TRANSFER_IN, EntryType.TRANSFER_OUT)
        and entry.instrument is not None
        and entry.price is None
    }


class _LastDays:
    """The last day, not after `as_of`, on which something of a position or an account took effect or settled."""

    def __init__(self, entries: Iterable[Entry], as_of: date) -> None:
        self._days: dict[Any, date] = {}
        for entry in entries:
            days = [day for day in (entry.trade_date, entry.settles_on) if day <= as_of]
            if days:
                self._note(entry, max(days))

    def _note(self, entry: Entry, day: date) -> None:
        for key in (
            (entry.instrument, entry.account),
            ("cash", entry.cash_account),
            ("cash", entry.counter_cash_account),
            ("all", entry.instrument if entry.account is None else None),
        ):
            self._days[key] = max(day, self._days.get(key, day))

    def of_position(self, instrument: int, account: int | None) -> date:
        """For a position; entries that name no account (a split) count for all accounts."""
        own = self._days.get((instrument, account), date.min)
        return max(own, self._days.get(("all", instrument), date.min))

    def of_cash(self, account: int | None) -> date:
        """For a cash account."""
        return self._days[("cash", account)]


@dataclass(frozen=True, slots=True)
class _Projection:
    """A table, the columns that identify a row within its portfolio, and those that are computed."""

    model: type[models.Model]
    key: tuple[str, ...]
    figures: tuple[str, ...]


_HOLDINGS = _Projection(
    Holding, ("account_id", "instrument_id"), ("quantity", "quantity_settled", "settled_on", "cost_basis")
)
_BALANCES = _Projection(CashBalance, ("account_id",), ("balance", "balance_settled", "settled_on"))
_LOTS = _Projection(
    TaxLot,
    ("account_id", "instrument_id", "position"),
    ("acquired_on", "quantity", "cost", "fx_rate", "opened_by_id"),
)

type _Rows = dict[tuple[Any, ...], tuple[Any, ...]]


def _holding_rows(book: Book, last_days: _LastDays) -> _Rows:
    return {
        (each.account, each.instrument): (
            _rounded(each.quantity, _FIGURE),
            _rounded(each.quantity_settled, _FIGURE),
            last_days.of_position(each.instrument, each.account),
            _rounded(each.cost, _FIGURE),
        )
        for each in book.holdings()
    }


def _balance_rows(book: Book, last_days: _LastDays) -> _Rows:
    return {
        (each.account,): (
            _rounded(each.balance, _MONEY),
            _rounded(each.balance_settled, _MONEY),
            last_days.of_cash(each.account),
        )
        for each in book.balances()
    }


def _lot_rows(book: Book) -> _Rows:
    rows: _Rows = {}
    positions: dict[tuple[int | None, int], int] = {}
    for lot in book.lots():
        pool = lot.account, lot.instrument
        positions[pool] = position = positions.get(pool, 0) + 1
        rate = lot.base_cost / lot.cost if lot.cost and lot.base_cost is not None else None
        rows[(*pool, position)] = (
            lot.acquired_on,
            _rounded(lot.quantity, _FIGURE),
            _rounded(lot.cost, _FIGURE),
            _rounded(rate, _RATE),
            lot.opened_by,
        )
    return rows


def _rounded(figure: Decimal | None, step: Decimal) -> Decimal | None:
    return None if figure is None else figure.quantize(step, rounding=ROUND_HALF_UP)


def _store(projection: _Projection, portfolio_id: int, rows: _Rows) -> None:
    """Make the table say `rows` for the portfolio, touching only rows that differ."""
    manager = projection.model._default_manager
    width = len(projection.key)
    stored: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]] = {}
    for row in manager.filter(portfolio_id=portfolio_id).values_list(
        "id", *projection.key, *projection.figures
    ):
        stored[row[1 : 1 + width]] = row[0], row[1 + width :]
    gone = [stored[key][0] for key in stored.keys() - rows.keys()]
    if gone:
        manager.filter(pk__in=gone).delete()
    build = _builder(projection, portfolio_id)
    differing = [build(key, rows[key], pk) for key, (pk, old) in stored.items() if rows.get(key, old) != old]
    if differing:
        manager.bulk_update(differing, projection.figures, batch_size=500)
    fresh = [key for key in rows if key not in stored]
    if len(fresh) > _MANY:
        columns = ("portfolio_id", *projection.key, *projection.figures)
        values = ((portfolio_id, *key, *rows[key]) for key in fresh)
        insert_rows(projection.model._meta.db_table, columns, values)
    elif fresh:
        manager.bulk_create([build(key, rows[key], None) for key in fresh])


def _builder(
    projection: _Projection, portfolio_id: int
) -> Callable[[tuple[Any, ...], tuple[Any, ...], int | None], models.Model]:
    names = (*projection.key, *projection.figures)
    fixed = {"tenant_id": tenant_id_current(), "portfolio_id": portfolio_id}

    def build(key: tuple[Any, ...], figures: tuple[Any, ...], pk: int | None) -> models.Model:
        return projection.model(pk=pk, **fixed, **dict(zip(names, (*key, *figures), strict=True)))

    return build


def holdings_refresh(*, portfolio_ids: Collection[int], as_of: date) -> list[int]:
    """Rebuild those of the portfolios whose projections `as_of` no longer holds; returns their ids in key order.

    That is where a booking took effect or settled since, and where figures are marked stale. Bookings more than a year old
    are taken to have settled.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _BEHIND, {"tenant": tenant_id_current(), "portfolios": sorted(portfolio_ids), "as_of": as_of}
        )
        behind = [row[0] for row in cursor.fetchall()]
    portfolios: Mapping[int, Portfolio] = Portfolio.objects.select_related("tenant").in_bulk(behind)
    for portfolio_id in behind:
        holdings_rebuild(portfolio=portfolios[portfolio_id], as_of=as_of)
    return behind


_BEHIND = """
SELECT p.id FROM portfolios_portfolio p
WHERE p.tenant_id = %(tenant)s AND p.id = ANY(%(portfolios)s::bigint[]) AND (
    p.stale_from IS NOT NULL OR EXISTS (
        SELECT 1 FROM portfolios_transaction t
        LEFT JOIN portfolios_cashbalance c
        ON c.tenant_id = t.tenant_id AND c.portfolio_id = t.portfolio_id AND c.account_id = t.cash_account_id
        LEFT JOIN portfolios_holding h
        ON h.tenant_id = t.tenant_id AND h.portfolio_id = t.portfolio_id
        AND h.account_id = t.account_id AND h.instrument_id = t.instrument_id
        WHERE t.tenant_id = p.tenant_id AND t.portfolio_id = p.id
        AND t.trade_date BETWEEN %(as_of)s::date - 366 AND %(as_of)s::date
        AND CASE WHEN t.settlement_date <= %(as_of)s THEN t.settlement_date ELSE t.trade_date END
            > COALESCE(CASE WHEN t.cash_account_id IS NULL THEN h.settled_on ELSE c.settled_on END, '-infinity')
    )
)
ORDER BY p.id
"""
