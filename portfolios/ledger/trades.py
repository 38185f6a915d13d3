"""Buying and selling, and the one move under both: a lot comes in, lots of the other sign end against it."""

from collections.abc import Sequence
from decimal import Decimal

from portfolios.ledger.book_state import BookState, instrument_of
from portfolios.ledger.conversion import ONE, Worth
from portfolios.ledger.entries import Entry, EntryLot
from portfolios.ledger.errors import EntryUnusable
from portfolios.ledger.lots import Lot
from portfolios.ledger.rows import IncomeKind, MovementKind, RealizedGain

__all__ = [
    "admit",
    "book_buy",
    "book_sell",
    "lot_at",
    "quantity_of",
    "undo_buy",
    "undo_lots",
    "undo_sell",
    "undone_worth",
]

ZERO = Decimal(0)


def book_buy(state: BookState, entry: Entry) -> None:
    """Units in, money out; a short position is covered first."""
    worth = state.convert.worth(entry)
    admit(state, entry, lot_at(entry, quantity_of(entry), worth), worth.rate)
    _note_trade(state, entry, 1, worth)


def book_sell(state: BookState, entry: Entry) -> None:
    """Units out, money in; what is sold beyond what is held opens a short position."""
    worth = state.convert.worth(entry)
    lot = lot_at(entry, -quantity_of(entry), worth)
    admit(state, entry, lot, worth.rate, chosen=state.chosen(entry))
    _note_trade(state, entry, -1, worth)


def undo_buy(state: BookState, entry: Entry, original: int) -> None:
    """Reverse a purchase from the day of its reversal: its lot goes first; money, fee and tax come back."""
    worth = state.convert.worth(entry)
    undo_lots(state, entry, original, -quantity_of(entry), worth)
    _note_trade(state, entry, -1, undone_worth(worth), undone=True)


def undo_sell(state: BookState, entry: Entry, original: int) -> None:
    """Reverse a sale from the day of its reversal: the lots it ended are back with date and cost."""
    worth = state.convert.worth(entry)
    undo_lots(state, entry, original, quantity_of(entry), worth)
    _note_trade(state, entry, 1, undone_worth(worth), undone=True)


def quantity_of(entry: Entry) -> Decimal:
    """The entry's quantity; `EntryUnusable` without one."""
    if entry.quantity is None:
        raise EntryUnusable(entry, "no quantity")
    return entry.quantity


def lot_at(entry: Entry, quantity: Decimal, worth: Worth) -> Lot:
    """A new lot of signed `quantity` that costs what it is worth."""
    if quantity > 0:
        cost, base_cost = worth.gross, worth.base_gross
    else:
        cost = -worth.gross
        base_cost = cost if worth.base_gross is worth.gross else -worth.base_gross
    return Lot(entry.id, entry.trade_date, quantity, cost, base_cost, worth.expenses, worth.base_expenses)


def admit(
    state: BookState,
    entry: Entry,
    lot: Lot,
    rate: Decimal | None = None,
    *,
    chosen: Sequence[EntryLot] = (),
    is_transfer: bool = False,
) -> None:
    """Put a lot into the pool of the entry's instrument. Lots of the other sign end first, at the cost of
    this one.

    `rate` is that of the disposal into the reporting currency (None: the one in the lot's own costs).
    """
    pool = state.pool_of(entry)
    held = pool.quantity
    if not held or (held > 0) == (lot.quantity > 0):
        pool.add(lot)
        return
    rest = None
    if abs(lot.quantity) > abs(held):
        rest = lot
        lot = rest.split_off(-held)
    for ended in pool.take(-lot.quantity, chosen):
        part = lot if lot.quantity == -ended.quantity else lot.split_off(-ended.quantity)
        _note_gain(state, entry, ended, part, rate, is_transfer=is_transfer)
    if rest is not None:
        pool.add(rest)


def _note_gain(
    state: BookState, entry: Entry, ended: Lot, by: Lot, rate: Decimal | None, *, is_transfer: bool
) -> None:
    """`ended` ended by the same units of the other sign, whose cost is what was received for it."""
    if rate is None:
        rate = by.base_cost / by.cost if by.cost else ONE
    state.realized.append(
        RealizedGain(
            entry.id,
            ended.opened_by,
            instrument_of(entry),
            entry.account,
            ended.acquired_on,
            entry.trade_date,
            ended.quantity,
            ended.cost,
            ended.base_cost,
            ended.expenses,
            ended.base_expenses,
            -by.cost,
            -by.base_cost,
            by.base_expenses,
            rate,
            is_transfer,
        )
    )


def undo_lots(state: BookState, entry: Entry, original: int, quantity: Decimal, worth: Worth) -> None:
    """Take signed `quantity` of entry `original` back: the lots it ended return, the lot it opened goes
    first.
    """
    left = quantity
    for row in [each for each in state.realized if each.entry == original]:
        left -= row.quantity
        state.realized.append(_opposite(row, entry, worth.rate))
        admit(
            state,
            entry,
            Lot(
                row.opened_by,
                row.acquired_on,
                row.quantity,
                row.cost,
                row.base_cost,
                row.expenses,
                row.base_expenses,
            ),
        )
    if left:
        lot = lot_at(entry, quantity, undone_worth(worth)).split_off(left)
        pool = state.pool_of(entry)
        unmatched = pool.unmatched
        admit(state, entry, lot, worth.rate, chosen=(EntryLot(abs(left), opened_by=original),))
        pool.unmatched = unmatched  # the choice is ours, not the client's


def _opposite(row: RealizedGain, entry: Entry, rate: Decimal) -> RealizedGain:
    """The gain taken back; what was received is given back at the rate of the reversal."""
    return row._replace(
        entry=entry.id,
        disposed_on=entry.trade_date,
        quantity=-row.quantity,
        cost=-row.cost,
        base_cost=-row.base_cost,
        expenses=-row.expenses,
        base_expenses=-row.base_expenses,
        proceeds=-row.proceeds,
        base_proceeds=-row.proceeds * rate,
        rate=rate,
        base_sale_expenses=-row.base_sale_expenses,
    )


def undone_worth(worth: Worth) -> Worth:
    """The same units with the costs given back."""
    return worth._replace(expenses=-worth.expenses, base_expenses=-worth.base_expenses)


def _note_trade(
    state: BookState, entry: Entry, direction: int, worth: Worth, *, undone: bool = False
) -> None:
    """Units, money, fee, tax and accrued interest of a trade; `direction` 1 brings units in and takes money
    out.
    """
    if entry.amount is None or entry.quantity is None:
        raise EntryUnusable(entry, "no amount")
    if direction > 0:
        quantity, gross, base_gross = entry.quantity, worth.gross, worth.base_gross
    else:
        quantity, gross, base_gross = -entry.quantity, -worth.gross, -worth.base_gross
    state.move_units(entry, MovementKind.TRADE, quantity, gross, base_gross, worth.base_expenses)
    state.charge(entry, worth.cash_rate, -1 if undone else 1)
    base_cash = -base_gross - worth.base_expenses
    if entry.accrued_interest:
        accrued = -direction * entry.accrued_interest
        state.earn(entry, IncomeKind.ACCRUED, accrued, worth.cash_rate)
        base_cash += accrued * worth.cash_rate
    state.move_cash(entry, -entry.amount if direction > 0 else entry.amount, base_cash)
