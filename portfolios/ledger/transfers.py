"""Transfers: money or units to and from outside, and moves between own accounts that keep their history."""

from dataclasses import replace
from decimal import Decimal

from portfolios.ledger.bonds import accrued_interest
from portfolios.ledger.book_state import Basis, BookState
from portfolios.ledger.conversion import Worth
from portfolios.ledger.entries import Entry
from portfolios.ledger.errors import EntryUnusable, Refusal
from portfolios.ledger.lots import Lot
from portfolios.ledger.rows import IncomeKind, MovementKind
from portfolios.ledger.trades import admit, lot_at, quantity_of, undo_lots, undone_worth

__all__ = ["book_transfer_in", "book_transfer_out", "undo_transfer_in", "undo_transfer_out"]

ZERO = Decimal(0)


def book_transfer_in(state: BookState, entry: Entry) -> None:
    """Money or units arrive: from outside as a contribution, from an own account with their lots."""
    if entry.instrument is None:
        _move_cash(state, entry, 1)
    elif entry.is_own_transfer:
        _arrive(state, entry)
    else:
        worth = state.convert.worth(entry)
        for lot in _incoming_lots(state, entry, worth):
            admit(state, entry, lot, worth.rate)
        _note_external(state, entry, 1, worth)


def book_transfer_out(state: BookState, entry: Entry) -> None:
    """Money or units leave: to outside the lots end at their value, to an own account they travel
    unchanged.
    """
    if entry.instrument is None:
        _move_cash(state, entry, -1)
    elif entry.is_own_transfer:
        _depart(state, entry)
    else:
        worth = state.convert.worth(entry)
        lot = lot_at(entry, -quantity_of(entry), worth)
        admit(state, entry, lot, worth.rate, chosen=state.chosen(entry), is_transfer=True)
        _note_external(state, entry, -1, worth)


def undo_transfer_in(state: BookState, entry: Entry, original: int) -> None:
    """Reverse an arrival from the day of its reversal."""
    if entry.instrument is None:
        _move_cash(state, entry, -1)
        return
    _refuse_own(entry)
    worth = state.convert.worth(entry)
    undo_lots(state, entry, original, -quantity_of(entry), worth)
    _note_external(state, entry, -1, undone_worth(worth), undone=True)


def undo_transfer_out(state: BookState, entry: Entry, original: int) -> None:
    """Reverse a departure from the day of its reversal."""
    if entry.instrument is None:
        _move_cash(state, entry, 1)
        return
    _refuse_own(entry)
    worth = state.convert.worth(entry)
    undo_lots(state, entry, original, quantity_of(entry), worth)
    _note_external(state, entry, 1, undone_worth(worth), undone=True)


def _refuse_own(entry: Entry) -> None:
    if entry.is_own_transfer:
        reason = "a move between own accounts is reversed from its own day or moved back"
        raise EntryUnusable(entry, reason, Refusal.REVERSED_LATER)


def _move_cash(state: BookState, entry: Entry, sign: int) -> None:
    if entry.amount is None:
        raise EntryUnusable(entry, "no amount")
    amount = sign * entry.amount
    base_amount = amount * state.convert.cash_rate(entry, entry.trade_date)
    state.note_flow(entry, None, amount, base_amount)
    state.move_cash(entry, amount, base_amount)


def _note_external(
    state: BookState, entry: Entry, direction: int, worth: Worth, *, undone: bool = False
) -> None:
    """The rows of a transfer in kind: a flow of the gross, plus what came or less what went with it in
    costs.
    """
    quantity = direction * quantity_of(entry)
    base_gross = direction * worth.base_gross
    state.move_units(
        entry,
        MovementKind.EXTERNAL_TRANSFER,
        quantity,
        direction * worth.gross,
        base_gross,
        worth.base_expenses,
    )
    state.charge(entry, worth.cash_rate, -1 if undone else 1)
    base_flow = base_gross + worth.base_expenses
    accrued = direction * _accrued(state, entry, worth)
    if accrued:
        state.earn(entry, IncomeKind.ACCRUED, -accrued, worth.cash_rate)
        base_flow += accrued * worth.cash_rate
    amount = base_flow / worth.cash_rate if entry.amount is None else direction * entry.amount
    state.note_flow(entry, quantity, amount, base_flow)


def _accrued(state: BookState, entry: Entry, worth: Worth) -> Decimal:
    """Accrued interest that travels with the units: as stated, else reckoned where the market values them."""
    if entry.accrued_interest or entry.amount is not None:
        return entry.accrued_interest
    accrued = accrued_interest(quantity_of(entry), state.convert.terms(entry), entry.trade_date)
    return accrued * worth.rate / worth.cash_rate if accrued else ZERO


def _incoming_lots(state: BookState, entry: Entry, worth: Worth) -> list[Lot]:
    """The lots that arrive: with the history the entry brings, else one lot at its value of the day."""
    if not entry.lots or state.basis is Basis.MARKET:
        return [lot_at(entry, quantity_of(entry), worth)]
    terms = state.convert.terms(entry)
    lots = []
    for each in entry.lots:
        if each.cost is None or each.acquired_on is None:
            raise EntryUnusable(entry, "an opening lot without cost or date")
        if terms.currency == state.currency:
            rate = Decimal(1)
        elif each.fx_rate is not None and entry.currency == state.currency:
            rate = each.fx_rate
        else:
            rate = state.convert.market_rate(terms.currency, state.currency, each.acquired_on)
        lots.append(Lot(entry.id, each.acquired_on, each.quantity, each.cost, each.cost * rate))
    return lots


def _depart(state: BookState, entry: Entry) -> None:
    """Lots leave the account and wait for the other leg of their group."""
    terms = state.convert.terms(entry)
    quantity = quantity_of(entry)
    pool = state.pool(terms.id, entry.account)
    worth = state.convert.worth(entry)
    leaving = pool.take(min(quantity, max(pool.quantity, ZERO)), state.chosen(entry))
    missing = quantity - sum((lot.quantity for lot in leaving), ZERO)
    if missing:
        beyond = lot_at(entry, quantity, worth).split_off(missing)
        leaving.append(beyond.copy())
        pool.add(
            replace(beyond, quantity=-missing, cost=-beyond.cost, base_cost=-beyond.base_cost, expenses=ZERO)
        )
    state.transit.setdefault(_group(entry), []).extend(leaving)
    _note_own(state, entry, -1, leaving, worth)


def _arrive(state: BookState, entry: Entry) -> None:
    """Lots of the group arrive; without an outgoing leg in this book they bring their history, or the day's
    value.
    """
    quantity = quantity_of(entry)
    worth = state.convert.worth(entry)
    travelling = state.transit.pop(_group(entry), [])
    arriving: list[Lot] = []
    left = quantity
    while travelling and left:
        lot = travelling.pop(0)
        part = lot if lot.quantity <= left else lot.split_off(left)
        if part is not lot:
            travelling.insert(0, lot)
        arriving.append(part)
        left -= part.quantity
    if travelling:
        state.transit[_group(entry)] = travelling
    if left == quantity:
        arriving = _incoming_lots(state, entry, worth)
    elif left:
        arriving.append(lot_at(entry, quantity, worth).split_off(left))
    _note_own(state, entry, 1, arriving, worth)
    for lot in arriving:
        admit(state, entry, lot)


def _note_own(state: BookState, entry: Entry, direction: int, lots: list[Lot], worth: Worth) -> None:
    """Units move at the cost of their lots; the flow has their value, and cancels where both legs are
    known.
    """
    if entry.fee or entry.tax:
        reason = "costs of a move between own accounts are booked as fee or tax"
        raise EntryUnusable(entry, reason, Refusal.COSTS_OF_OWN_MOVE)
    quantity = direction * quantity_of(entry)
    cost = sum((lot.cost for lot in lots), ZERO)
    base_cost = sum((lot.base_cost for lot in lots), ZERO)
    state.move_units(entry, MovementKind.OWN_TRANSFER, quantity, direction * cost, direction * base_cost)
    amount = entry.amount if entry.amount is not None else worth.base_gross / worth.cash_rate
    state.note_flow(entry, quantity, direction * amount, direction * worth.base_gross)


def _group(entry: Entry) -> tuple[str, int]:
    if entry.transfer_group is None or entry.instrument is None:
        raise EntryUnusable(entry, "a move between own accounts without a transfer group")
    return entry.transfer_group, entry.instrument
