"""The projections of a portfolio brought along by what has just been posted, without reading its whole ledger.

Lots depend on the entries of their instrument alone, money on the new entries alone: so the instruments touched are folded
anew, however far back the new entries reach, and balances are moved. Where that would not be the whole truth (a reversal,
income between ex and pay day, a booking dated ahead, time passed over something that was due, an act of the issuer that
pays or moves cost to another instrument) everything is rebuilt.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from portfolios.adapters import entries_of, instruments_in, terms_of
from portfolios.ledger.entries import CORPORATE_ACTIONS, Entry, EntryType, InstrumentTerms
from portfolios.ledger.fx import Rates
from portfolios.ledger.positions import fold
from portfolios.models import CashBalance, Portfolio
from portfolios.services.holdings.rebuilding import (
    BALANCES,
    HOLDINGS,
    LOTS,
    MOVES_UNITS,
    LastDays,
    Rows,
    holding_rows,
    lot_rows,
    portfolio_books,
    portfolios_project,
    store,
)
from portfolios.services.holdings.refreshing import portfolios_behind

ZERO = Decimal(0)
_RESTS_ON_HOLDING = CORPORATE_ACTIONS - {EntryType.SPLIT}
_FROM_ENTRIES = 2_000
"""New entries from which reading the whole ledger costs no more."""


def holdings_update(*, portfolio: Portfolio, entries: Sequence[Entry], as_of: date) -> None:
    """Bring the projections of a locked portfolio to the close of `as_of` after `entries` were written to its ledger.

    The result is that of `holdings_rebuild`. Raises `LedgerError` when an entry cannot be folded.
    """
    portfolios_update([portfolio], entries={portfolio.pk: entries}, as_of=as_of)


def portfolios_update(
    portfolios: Sequence[Portfolio], *, entries: Mapping[int, Sequence[Entry]], as_of: date
) -> None:
    """The same for several locked portfolios of a firm, in few queries."""
    simple = [each for each in portfolios if _suffices(each, entries[each.pk], as_of)]
    behind = _behind(simple, entries, as_of)
    simple = [each for each in simple if each.pk not in behind]
    touched = _touched(simple, entries)
    history = _history(touched)
    moved = [
        each for each in simple if all(entry.related_instrument is None for entry in history.get(each.pk, ()))
    ]
    ids = {each.pk for each in moved}
    rebuilt = [each for each in portfolios if each.pk not in ids]
    if rebuilt:
        portfolios_project(rebuilt, as_of=as_of)
    if moved:
        _refold([each for each in moved if touched[each.pk]], history, touched, as_of)
        _move_balances(moved, entries, as_of)
        Portfolio.objects.filter(pk__in=ids).update(projected_on=as_of)


def _suffices(portfolio: Portfolio, entries: Sequence[Entry], as_of: date) -> bool:
    projected_on = portfolio.projected_on
    if projected_on is None or projected_on > as_of or len(entries) >= _FROM_ENTRIES:
        return False
    return not any(_reaches_further(entry, as_of) for entry in entries)


def _behind(portfolios: Sequence[Portfolio], entries: Mapping[int, Sequence[Entry]], as_of: date) -> set[int]:
    """Those over whose due bookings time has passed since they were projected."""
    older = [each.pk for each in portfolios if each.projected_on != as_of]
    if not older:
        return set()
    first_new = min(entry.id for key in older for entry in entries[key])
    return portfolios_behind(older, as_of=as_of, before_id=first_new)


def _touched(portfolios: Sequence[Portfolio], entries: Mapping[int, Sequence[Entry]]) -> dict[int, set[int]]:
    """By portfolio, the instruments of which the new entries move units."""
    return {
        each.pk: {
            entry.instrument
            for entry in entries[each.pk]
            if entry.instrument is not None and entry.type in MOVES_UNITS
        }
        for each in portfolios
    }


def _history(touched: Mapping[int, set[int]]) -> dict[int, list[Entry]]:
    """Every entry of the instruments touched, or that brought them from another one, by portfolio."""
    ids = [key for key, instruments in touched.items() if instruments]
    if not ids:
        return {}
    found = entries_of(ids, instrument_ids=set().union(*touched.values()))
    return {
        key: [
            each
            for each in found[key]
            if each.instrument in touched[key] or each.related_instrument in touched[key]
        ]
        for key in ids
    }


def _refold(
    portfolios: Sequence[Portfolio],
    history: Mapping[int, Sequence[Entry]],
    touched: Mapping[int, set[int]],
    as_of: date,
) -> None:
    """Fold the whole history of the instruments that the new entries move."""
    if not portfolios:
        return
    ids = [each.pk for each in portfolios]
    books = portfolio_books(portfolios=portfolios, entries=history, as_of=as_of)
    instruments = {key: touched[key] for key in ids}
    holdings = {key: holding_rows(books[key], LastDays(history[key], as_of)) for key in ids}
    store(HOLDINGS, holdings, instruments=instruments)
    store(LOTS, {key: lot_rows(books[key]) for key in ids}, instruments=instruments)


def _reaches_further(entry: Entry, as_of: date) -> bool:
    """Whether the entry does more than move units of its instrument and money on its own day."""
    return (
        entry.reverses is not None
        or entry.type in _RESTS_ON_HOLDING
        or entry.ex_date is not None
        or entry.cash_in_lieu is not None
        or entry.trade_date > as_of
    )


def _move_balances(
    portfolios: Sequence[Portfolio], entries: Mapping[int, Sequence[Entry]], as_of: date
) -> None:
    """Add what the entries move to the balances they move it on. Each is folded for its money only."""
    ids = [each.pk for each in portfolios]
    terms = terms_of(instruments_in(entry for key in ids for entry in entries[key]))
    stored: dict[int, Rows] = {key: {} for key in ids}
    for row in CashBalance.objects.filter(portfolio__in=ids):
        figures = row.balance, row.balance_settled, row.settled_on
        stored[row.portfolio_id][(row.account_id,)] = figures
    rows = {
        each.pk: stored[each.pk] | _moved(each, entries[each.pk], terms, stored[each.pk], as_of)
        for each in portfolios
    }
    store(BALANCES, rows)


def _moved(
    portfolio: Portfolio,
    entries: Sequence[Entry],
    terms: Mapping[int, InstrumentTerms],
    stored: Rows,
    as_of: date,
) -> Rows:
    """The balances that the entries move, as they are afterwards."""
    book = fold(entries, terms, as_of=as_of, currency=portfolio.currency, rates=Rates())
    last_days = LastDays(entries, as_of)
    rows: Rows = {}
    for moved in book.balances():
        if moved.account is None:
            continue
        last_day = last_days.of_cash(moved.account)
        balance, settled, settled_on = stored.get((moved.account,), (ZERO, ZERO, last_day))
        rows[(moved.account,)] = (
            balance + moved.balance,
            settled + moved.balance_settled,
            max(settled_on, last_day),
        )
    return rows
