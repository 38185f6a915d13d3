"""The projections of a portfolio brought along by what has just been posted, without reading its whole ledger.

Lots depend on the entries of their instrument alone, money on the new entries alone: so the instruments touched are folded
anew, however far back the new entries reach, and balances are moved. Where that would not be the whole truth (a reversal,
income between ex and pay day, a booking dated ahead, time passed over something that was due, an act of the issuer that
pays or moves cost to another instrument) everything is rebuilt.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from portfolios.adapters import entries_of, instruments_in, terms_of
from portfolios.ledger.entries import CORPORATE_ACTIONS, Entry, EntryType
from portfolios.ledger.fx import Rates
from portfolios.ledger.positions import fold
from portfolios.models import CashBalance, Portfolio
from portfolios.services.holdings.rebuilding import (
    BALANCES,
    HOLDINGS,
    LOTS,
    MOVES_UNITS,
    LastDays,
    holding_rows,
    holdings_rebuild,
    lot_rows,
    portfolio_book,
    store,
)
from portfolios.services.holdings.refreshing import is_behind

ZERO = Decimal(0)
_RESTS_ON_HOLDING = CORPORATE_ACTIONS - {EntryType.SPLIT}
_FROM_ENTRIES = 2_000
"""New entries from which reading the whole ledger costs no more."""


def holdings_update(*, portfolio: Portfolio, entries: Sequence[Entry], as_of: date) -> None:
    """Bring the projections of a locked portfolio to the close of `as_of` after `entries` were written to its ledger.

    The result is that of `holdings_rebuild`. Raises `LedgerError` when an entry cannot be folded.
    """
    if not _suffices(portfolio, entries, as_of):
        holdings_rebuild(portfolio=portfolio, as_of=as_of)
        return
    touched = {
        entry.instrument for entry in entries if entry.instrument is not None and entry.type in MOVES_UNITS
    }
    if touched:
        history = entries_of([portfolio.pk], instrument_ids=touched)[portfolio.pk]
        if any(entry.related_instrument is not None for entry in history):
            holdings_rebuild(portfolio=portfolio, as_of=as_of)
            return
        book = portfolio_book(portfolio=portfolio, entries=history, as_of=as_of)
        last_days = LastDays(history, as_of)
        store(HOLDINGS, portfolio.pk, holding_rows(book, last_days), instruments=touched)
        store(LOTS, portfolio.pk, lot_rows(book), instruments=touched)
    _move_balances(portfolio, entries, as_of)
    Portfolio.objects.filter(pk=portfolio.pk).update(projected_on=as_of)


def _suffices(portfolio: Portfolio, entries: Sequence[Entry], as_of: date) -> bool:
    projected_on = portfolio.projected_on
    if projected_on is None or projected_on > as_of or len(entries) >= _FROM_ENTRIES:
        return False
    if any(_reaches_further(entry, as_of) for entry in entries):
        return False
    first_new = min(entry.id for entry in entries)
    return projected_on == as_of or not is_behind(portfolio, as_of=as_of, before_id=first_new)


def _reaches_further(entry: Entry, as_of: date) -> bool:
    """Whether the entry does more than move units of its instrument and money on its own day."""
    return (
        entry.reverses is not None
        or entry.type in _RESTS_ON_HOLDING
        or entry.ex_date is not None
        or entry.cash_in_lieu is not None
        or entry.trade_date > as_of
    )


def _move_balances(portfolio: Portfolio, entries: Sequence[Entry], as_of: date) -> None:
    """Add what the entries move to the balances they move it on. Each is folded for its money only."""
    book = fold(
        entries, terms_of(instruments_in(entries)), as_of=as_of, currency=portfolio.currency, rates=Rates()
    )
    last_days = LastDays(entries, as_of)
    stored = {
        row.account_id: (row.balance, row.balance_settled, row.settled_on)
        for row in CashBalance.objects.filter(portfolio=portfolio)
    }
    rows = {(account,): figures for account, figures in stored.items()}
    for moved in book.balances():
        if moved.account is None:
            continue
        last_day = last_days.of_cash(moved.account)
        balance, settled, settled_on = stored.get(moved.account, (ZERO, ZERO, last_day))
        rows[(moved.account,)] = (
            balance + moved.balance,
            settled + moved.balance_settled,
            max(settled_on, last_day),
        )
    store(BALANCES, portfolio.pk, rows)
