"""Acts of the issuer that move cost from one instrument to another, or give it back in money.

Spin-offs and mergers move lots with their dates. How much cost moves is the entry's `cost_share`; where
gains run from the market, or no share is stated, the first market prices decide.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, Decimal

from portfolios.ledger.book_state import Basis, BookState, Pending, PositionKey
from portfolios.ledger.corporate_actions import only_position, positions_of, ratio_of, sell_for
from portfolios.ledger.entries import Entry, InstrumentTerms
from portfolios.ledger.errors import EntryUnusable, Refusal
from portfolios.ledger.lots import Lot, LotScope, settle_quantity
from portfolios.ledger.rows import UNKNOWN, MovementKind, RealizedGain
from portfolios.ledger.trades import admit

__all__ = ["book_merger", "book_return_of_capital", "book_spin_off"]

ZERO = Decimal(0)
ONE = Decimal(1)


def book_spin_off(state: BookState, entry: Entry) -> None:
    """Units of `related_instrument` for the holders of the instrument, with a share of its cost.

    `quantity` new units in one account, or `ratio` for each unit held. The new lots keep the old dates.
    Cash in lieu sells the fraction of a new unit that arose.
    """
    child = state.convert.terms_of(entry, entry.related_instrument)
    for positions in _by_pool(state, entry):
        new = {each: _new_units(state, entry, each) for each in positions}
        child_value = _market_value(state, child, sum(new.values(), ZERO), entry.trade_date)
        held = sum((state.units[each].total for each in positions), ZERO)
        parent_value = _market_value(state, state.convert.terms(entry), held, entry.trade_date)
        share = _share(state, entry, child_value, parent_value)
        lots = [_carved(lot, share) for lot in state.pool(*positions[0]).lots()]
        _move(state, entry, child, lots, new)
    _sell_new_fraction(state, entry, child)


def book_merger(state: BookState, entry: Entry) -> None:
    """The instrument ends: for units of `related_instrument`, for money (`amount`), or for both.

    With both, `cost_share` of the cost goes to the new units and the rest is set against the money; without
    a share, by the first market value of the new units. Cash in lieu sells the fraction of a new unit that
    arose.
    """
    cash = entry.amount or ZERO
    if cash:
        only_position(state, entry)  # money is never lost for want of a holder
    child = None
    if entry.related_instrument is not None:
        child = state.convert.terms_of(entry, entry.related_instrument)
    for positions in _by_pool(state, entry):
        new = {each: _new_units(state, entry, each) if child else ZERO for each in positions}
        pool = state.pool(*positions[0])
        lots = pool.take(sum((state.units[each].total for each in positions), ZERO))
        if cash:
            cash_value = cash * state.convert.cash_rate(entry, entry.trade_date)
            child_value = ZERO
            if child is not None:
                child_value = _market_value(state, child, sum(new.values(), ZERO), entry.trade_date)
            share = _share(state, entry, child_value, cash_value) if child else ZERO
            _set_against_cash(state, entry, lots, share, cash)
        if child is not None:
            _move(state, entry, child, lots, new)
        for position in positions:
            _empty(state, entry, position)
    if child is not None:
        _sell_new_fraction(state, entry, child)


def book_return_of_capital(state: BookState, entry: Entry) -> None:
    """Money that lowers the cost of every lot by the same amount a unit; what exceeds the cost is a gain.

    The amount is gross less fee and tax. The rate of the day against that of the purchase is a realised
    result.
    """
    if entry.amount is None:
        raise EntryUnusable(entry, "no amount")
    cash_rate = state.convert.cash_rate(entry, entry.trade_date)
    base = (entry.amount + entry.fee + entry.tax) * cash_rate
    rate = _rate(state, state.convert.terms(entry), entry.trade_date)
    gross = left = base / rate
    pool = state.pool_of(entry)
    total = pool.quantity
    for lot in pool.lots():
        part = left * lot.quantity / total
        left, total = left - part, total - lot.quantity
        is_known = not (part.is_nan() or lot.cost.is_nan())
        covered = min(part, max(lot.cost, ZERO)) if is_known else part
        _end_cost(state, entry, lot, ZERO, covered / lot.cost if covered else ZERO, part, rate)
    if left:
        nothing = Lot(entry.id, entry.trade_date, ZERO, ZERO, ZERO)
        _end_cost(state, entry, nothing, ZERO, ZERO, left, rate)
    state.move_units(entry, MovementKind.TRADE, ZERO, -gross, -base)
    state.charge(entry, cash_rate)
    state.move_cash(entry, entry.amount, entry.amount * cash_rate)


def _end_cost(
    state: BookState,
    entry: Entry,
    lot: Lot,
    quantity: Decimal,
    share: Decimal,
    received: Decimal,
    rate: Decimal,
) -> None:
    """Take `share` of a lot's cost out of it and note the gain of what was received for that, in its
    currency.
    """
    ended = replace(lot, cost=lot.cost * share, base_cost=lot.base_cost * share)
    ended.expenses, ended.base_expenses = lot.expenses * share, lot.base_expenses * share
    lot.cost -= ended.cost
    lot.base_cost -= ended.base_cost
    lot.expenses -= ended.expenses
    lot.base_expenses -= ended.base_expenses
    state.realized.append(
        RealizedGain(
            entry.id,
            lot.opened_by,
            state.convert.terms(entry).id,
            entry.account,
            lot.acquired_on,
            entry.trade_date,
            quantity,
            ended.cost,
            ended.base_cost,
            ended.expenses,
            ended.base_expenses,
            received,
            received * rate,
            ZERO,
            rate,
        )
    )


def _set_against_cash(state: BookState, entry: Entry, lots: list[Lot], share: Decimal, cash: Decimal) -> None:
    """End all but `share` of the cost of the lots for an amount of cash, in the one account that holds
    them.
    """
    position = only_position(state, entry)
    here = entry._replace(account=position[1])
    cash_rate = state.convert.cash_rate(entry, entry.trade_date)
    rate = _rate(state, state.convert.terms(entry), entry.trade_date)
    gross = left = cash * cash_rate / rate
    total = sum((lot.quantity for lot in lots), ZERO)
    for lot in lots:
        part = left * lot.quantity / total
        left, total = left - part, total - lot.quantity
        _end_cost(state, here, lot, lot.quantity * (ONE - share), ONE - share, part, rate)
    state.note_units(here, MovementKind.TRADE, position, ZERO, -gross, -gross * rate)
    state.move_cash(here, cash, cash * cash_rate)


def _by_pool(state: BookState, entry: Entry) -> list[list[PositionKey]]:
    """The positions the entry acts on, those that share a pool of lots together.

    A pool shared by several accounts is acted on as a whole or not at all.
    """
    concerned = positions_of(state, entry)
    if state.lot_scope is LotScope.ACCOUNT:
        return [[each] for each in concerned]
    if len(concerned) != len(positions_of(state, entry._replace(account=None))):
        raise EntryUnusable(
            entry,
            "several accounts share one pool of lots: book it once, without an account",
            Refusal.SHARED_POOL,
        )
    return [concerned] if concerned else []


def _new_units(state: BookState, entry: Entry, position: PositionKey) -> Decimal:
    held = state.units[position].total
    if entry.quantity is None:
        return settle_quantity(held * ratio_of(entry))
    only_position(state, entry)
    return entry.quantity.copy_sign(held)


def _share(state: BookState, entry: Entry, of_child: Decimal, of_rest: Decimal) -> Decimal:
    """The part of the cost that goes to the child: as stated, or by market value where that is the basis."""
    whole = of_child + of_rest
    by_market = of_child / whole if whole else ZERO
    if entry.cost_share is not None and (state.basis is Basis.COST or by_market.is_nan()):
        return entry.cost_share
    return by_market


def _rate(state: BookState, terms: InstrumentTerms, on: date) -> Decimal:
    return state.convert.market_rate(terms.currency, state.currency, on)


def _market_value(state: BookState, terms: InstrumentTerms, quantity: Decimal, on: date) -> Decimal:
    prices = state.convert.prices
    price = None if prices is None else prices.price(terms.id, on).value
    return (UNKNOWN if price is None else quantity * terms.price_factor * price) * _rate(state, terms, on)


def _carved(lot: Lot, share: Decimal) -> Lot:
    """Take `share` of a lot's costs out of it, as a lot of the same units and date."""
    part = Lot(
        lot.opened_by,
        lot.acquired_on,
        lot.quantity,
        lot.cost * share,
        lot.base_cost * share,
        lot.expenses * share,
        lot.base_expenses * share,
    )
    lot.cost -= part.cost
    lot.base_cost -= part.base_cost
    lot.expenses -= part.expenses
    lot.base_expenses -= part.base_expenses
    return part


def _move(
    state: BookState, entry: Entry, child: InstrumentTerms, lots: list[Lot], new: dict[PositionKey, Decimal]
) -> None:
    """Turn lots of the parent into lots of the child and note the cost that moved, by account."""
    parent = state.convert.terms(entry)
    to_child = state.convert.market_rate(parent.currency, child.currency, entry.trade_date)
    held = sum((lot.quantity for lot in lots), ZERO)
    base_cost = sum((lot.base_cost for lot in lots), ZERO)
    cost = sum((lot.cost for lot in lots), ZERO)
    units = _child_units(lots, sum(new.values(), ZERO))
    for position, quantity in new.items():
        weight = state.units[position].total / held if held else ZERO
        state.note_units(
            entry, MovementKind.CORPORATE_ACTION, position, ZERO, -cost * weight, -base_cost * weight
        )
        arrived = entry._replace(instrument=child.id, account=position[1])
        moved = base_cost * weight
        state.move_units(arrived, MovementKind.CORPORATE_ACTION, quantity, cost * to_child * weight, moved)
    account = next(iter(new))[1]
    for lot, quantity in zip(lots, units, strict=True):
        arriving = replace(lot, quantity=quantity, cost=lot.cost * to_child, expenses=lot.expenses * to_child)
        admit(state, entry._replace(instrument=child.id, account=account), arriving)


def _child_units(lots: Iterable[Lot], total: Decimal) -> list[Decimal]:
    """`total` new units shared by the lots in proportion, the last one taking what rounding leaves."""
    quantities = [lot.quantity for lot in lots]
    if not quantities:
        return []
    held = sum(quantities, ZERO)
    shared = [settle_quantity(each * total / held) for each in quantities[:-1]]
    return [*shared, total - sum(shared, ZERO)]


def _empty(state: BookState, entry: Entry, position: PositionKey) -> None:
    """Nothing is left of a position; the value has been noted where it went."""
    held = state.units[position].total
    state.units[position] = Pending()
    state.note_units(entry, MovementKind.CORPORATE_ACTION, position, -held)


def _sell_new_fraction(state: BookState, entry: Entry, child: InstrumentTerms) -> None:
    """Sell the fraction of a new unit for the entry's cash in lieu, in the one account that received it."""
    if not entry.cash_in_lieu:
        return
    received = entry._replace(instrument=child.id)
    position = only_position(state, received)
    total = state.units[position].total
    fraction = total - total.to_integral_value(ROUND_DOWN)
    if not fraction > 0:
        raise EntryUnusable(entry, "cash in lieu, but no fraction of a unit arose", Refusal.NO_FRACTION)
    sell_for(state, received._replace(account=position[1]), fraction, entry.cash_in_lieu)
