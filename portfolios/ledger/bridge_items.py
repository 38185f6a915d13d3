"""The single effects a value bridge is the sum of: who earned, paid, gained or moved how much, and by which
entry.

Each function answers for one kind of effect, from the rows of a period's book and the valuations at both
ends. None looks at what another found, so that their sum can be wrong and the bridge can say so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from portfolios.ledger.bridge_measures import Basis, Changed, Stood
from portfolios.ledger.held import Holding
from portfolios.ledger.lots import CostMethod
from portfolios.ledger.positions import Book
from portfolios.ledger.rows import (
    UNKNOWN,
    CashMovement,
    Expense,
    ExpenseKind,
    Flow,
    Income,
    MovementKind,
    UnitMovement,
)
from portfolios.ledger.valuation import Valuation, ValuedHolding

__all__ = ["Column", "Item", "ItemKind", "RowKey", "flow_items", "items_of"]

ZERO = Decimal(0)


class Column(StrEnum):
    """What changes a value. Withdrawals, fees and taxes are positive and lower it."""

    CONTRIBUTIONS = "contributions"
    WITHDRAWALS = "withdrawals"
    INCOME = "income"
    REALIZED_PRICE = "realized_price"
    UNREALIZED_PRICE = "unrealized_price"
    REALIZED_FX = "realized_fx"
    UNREALIZED_FX = "unrealized_fx"
    CASH_FX = "cash_fx"
    ACCRUED_FX = "accrued_fx"
    FEES = "fees"
    TAXES = "taxes"
    CORRECTIONS = "corrections"
    NET_INVESTED = "net_invested"

    @property
    def sign(self) -> int:
        """How the column changes a value: 1 raises it, −1 lowers it."""
        return -1 if self in (Column.WITHDRAWALS, Column.FEES, Column.TAXES) else 1


class ItemKind(StrEnum):
    """Where an item comes from, finer than its column."""

    FLOW = "flow"
    MOVEMENT = "movement"
    POOLING = "pooling"
    EARNED = "earned"
    ACCRUAL = "accrual"
    EXPENSE = "expense"
    DISPOSAL = "disposal"
    HOLDING = "holding"
    OWN_TRANSFER = "own_transfer"
    REVALUATION = "revaluation"
    DEALING_DIFFERENCE = "dealing_difference"
    RECEIVABLE = "receivable"
    CORRECTION = "correction"


class RowKey(NamedTuple):
    """A row of the bridge: an instrument in a custody account, or the currency of a cash account."""

    instrument: int | None
    account: int | None
    currency: str | None = None


class Item(NamedTuple):
    """One effect in the reporting currency. `entry` is None where time alone made it: a price or a rate
    moved. `basis` is what it was measured on.
    """

    column: Column
    kind: ItemKind
    row: RowKey | None
    entry: int | None
    on: date
    amount: Decimal
    basis: Basis = None


def items_of(book: Book, opening: Valuation, closing: Valuation) -> list[Item]:
    """Every effect of the period, except corrections.

    `book` was opened at the market of `opening` and carried to the day of `closing`, its own valuation.
    """
    return [
        *flow_items(book.flows),
        *_money_movement_items(book),
        *_unit_movement_items(book),
        *_pooling_items(book, opening),
        *_earned_items(book),
        *_accrual_items(book, opening, closing),
        *_expense_items(book),
        *_disposal_items(book),
        *_holding_items(book, closing),
        *_own_transfer_items(book),
        *_receivable_items(book, opening.on, closing),
        *_cash_fx_items(book, opening, closing),
    ]


def flow_items(flows: Iterable[Flow]) -> Iterator[Item]:
    """Contributions and withdrawals, at the value of their day."""
    for flow in flows:
        arrives = (flow.amount if flow.quantity is None else flow.quantity) > 0
        column = Column.CONTRIBUTIONS if arrives else Column.WITHDRAWALS
        amount = column.sign * flow.base_amount
        yield Item(column, ItemKind.FLOW, _flow_row(flow), flow.entry, flow.on, amount, flow)


def _flow_row(flow: Flow) -> RowKey:
    currency = flow.currency if flow.instrument is None else None
    return RowKey(flow.instrument, flow.account, currency)


def _cash_row(movement: CashMovement) -> RowKey:
    return RowKey(None, movement.account, movement.currency)


def _rows_of_entries(book: Book) -> tuple[dict[int, RowKey], dict[int, RowKey]]:
    """For each entry the row of its instrument, if it has one, and the row of its money."""
    by_instrument: dict[int, RowKey] = {}
    for rows in (book.unit_movements, book.income, book.expenses, book.receivables_paid):
        for row in rows:
            if row.instrument is not None:
                by_instrument.setdefault(row.entry, RowKey(row.instrument, row.account))
    by_money: dict[int, RowKey] = {}
    for movement in book.cash_movements:
        by_money.setdefault(movement.entry, _cash_row(movement))
    return by_instrument, by_money


def _money_movement_items(book: Book) -> Iterator[Item]:
    """What each row received from other rows or from outside, less what it gave.

    Money that a trade or a payment moves leaves one row and enters another. Earning and paying by itself is
    no movement: interest on an account arises in the row of that account.
    """
    by_instrument, by_money = _rows_of_entries(book)
    traded = {each.entry for each in book.unit_movements if each.kind is MovementKind.TRADE}
    for movement in book.cash_movements:
        yield _moved(_cash_row(movement), movement, movement.base_amount)
        partner = by_instrument.get(movement.entry)
        if partner is not None and movement.entry not in traded:
            yield _moved(partner, movement, -movement.base_amount)
    for units in book.unit_movements:
        if units.kind is MovementKind.TRADE:
            yield _moved(RowKey(units.instrument, units.account), units, units.base_gross)
    for earned in book.income:
        row = _row_moved(earned, traded, by_money)
        if row is not None:
            yield _moved(row, earned, -earned.base_amount)
    for spent in book.expenses:
        row = None if spent.paid_externally else _row_moved(spent, traded, by_money)
        if row is not None:
            yield _moved(row, spent, spent.base_amount)


def _row_moved(effect: Income | Expense, traded: set[int], by_money: dict[int, RowKey]) -> RowKey | None:
    """The row whose movement an income or expense is part of; None where the money itself tells it."""
    if effect.instrument is None:
        return by_money[effect.entry]
    return RowKey(effect.instrument, effect.account) if effect.entry in traded else None


def _unit_movement_items(book: Book) -> Iterator[Item]:
    """Units that crossed the border of the portfolio, at their flow; those moved within it, at their cost."""
    crossing = {flow.entry for flow in book.flows}
    for flow in book.flows:
        if flow.quantity is not None:
            yield _moved(_flow_row(flow), flow, flow.base_amount)
    for units in book.unit_movements:
        inside = units.kind is MovementKind.OWN_TRANSFER and units.entry not in crossing
        moved = units.kind is MovementKind.CORPORATE_ACTION and units.base_gross
        if inside or moved:
            yield _moved(RowKey(units.instrument, units.account), units, units.base_gross)


def _moved(row: RowKey, by: Flow | CashMovement | UnitMovement | Income | Expense, amount: Decimal) -> Item:
    return Item(Column.NET_INVESTED, ItemKind.MOVEMENT, row, by.entry, by.on, amount, by)


def _pooling_items(book: Book, opening: Valuation) -> Iterator[Item]:
    """Cost that changed account because the accounts share one pool of lots: it sums to zero by instrument."""
    basis: dict[RowKey, Decimal] = defaultdict(Decimal)
    for each in opening.holdings:
        basis[_row(each.holding)] += _or_unknown(each.market_value)
    for movement in book.unit_movements:
        basis[RowKey(movement.instrument, movement.account)] += movement.base_gross
    for gain in book.realized:
        basis[RowKey(gain.instrument, gain.account)] += gain.gain
    accounts: dict[int | None, int] = defaultdict(int)
    for row in basis:
        accounts[row.instrument] += 1
    held = {_row(each): _or_unknown(each.base_cost) for each in book.holdings()}
    for row, amount in basis.items():
        shifted = held.get(row, ZERO) - amount
        if accounts[row.instrument] > 1 and shifted:
            on = book.as_of or opening.on
            yield Item(Column.NET_INVESTED, ItemKind.POOLING, row, None, on, shifted)


def _earned_items(book: Book) -> Iterator[Item]:
    _, by_money = _rows_of_entries(book)
    for each in book.income:
        row = RowKey(each.instrument, each.account) if each.instrument else by_money.get(each.entry)
        yield Item(Column.INCOME, ItemKind.EARNED, row, each.entry, each.on, each.base_amount, each)


def _expense_items(book: Book) -> Iterator[Item]:
    """Fees and taxes out of the portfolio's own money."""
    _, by_money = _rows_of_entries(book)
    for each in book.expenses:
        if not each.paid_externally:
            row = RowKey(each.instrument, each.account) if each.instrument else by_money.get(each.entry)
            column = Column.FEES if each.kind is ExpenseKind.FEE else Column.TAXES
            yield Item(column, ItemKind.EXPENSE, row, each.entry, each.on, each.base_amount, each)


def _disposal_items(book: Book) -> Iterator[Item]:
    for gain in book.realized:
        row = RowKey(gain.instrument, gain.account)
        entry, on = gain.entry, gain.disposed_on
        yield Item(Column.REALIZED_PRICE, ItemKind.DISPOSAL, row, entry, on, gain.price_part, gain)
        by_fx = gain.fx_part
        if by_fx:
            yield Item(Column.REALIZED_FX, ItemKind.DISPOSAL, row, entry, on, by_fx, gain)


def _holding_items(book: Book, closing: Valuation) -> Iterator[Item]:
    """What is held at the end, by the entry that brought it; a pool of several accounts by holding."""
    for each in closing.holdings:
        row, on = _row(each.holding), closing.on
        for held, by_price, by_fx in _unrealized(book, each):
            entry = held.opened_by
            yield Item(Column.UNREALIZED_PRICE, ItemKind.HOLDING, row, entry, on, by_price, held)
            if by_fx:
                yield Item(Column.UNREALIZED_FX, ItemKind.HOLDING, row, entry, on, by_fx, held)


def _unrealized(book: Book, valued: ValuedHolding) -> Iterator[tuple[Stood, Decimal, Decimal]]:
    """Price and fx part of each lot of a holding; of the holding as a whole where lots cannot be told
    apart.
    """
    holding = valued.holding
    number, factor = holding.instrument, book.terms[holding.instrument].price_factor
    pool = book.pool(number, holding.account)
    price, rate = _or_unknown(valued.price.value), _or_unknown(valued.rate.value)
    if pool.quantity != holding.quantity or book.cost_method is CostMethod.AVERAGE:
        cost, base_cost = _or_unknown(holding.cost), _or_unknown(holding.base_cost)
        value = holding.quantity * factor * price if holding.quantity else ZERO
        market_value = _or_unknown(valued.market_value)
        held = Stood(number, holding.quantity, cost, base_cost, value, market_value, rate)
        yield held, _or_unknown(valued.unrealized_price), _or_unknown(valued.unrealized_fx)
        return
    for lot in pool.lots():
        at_rate_now = lot.cost * rate
        local = lot.quantity * factor * price
        value = local * rate
        held = Stood(number, lot.quantity, lot.cost, lot.base_cost, local, value, rate, lot.opened_by)
        yield held, value - at_rate_now, at_rate_now - lot.base_cost


def _own_transfer_items(book: Book) -> Iterator[Item]:
    """Units that left for an own account elsewhere took their gain along unrealised, at the value of that
    day.
    """
    moved = {each.entry: each for each in book.unit_movements if each.kind is MovementKind.OWN_TRANSFER}
    for flow in book.flows:
        units = moved.get(flow.entry)
        if units is None:
            continue
        terms = book.terms[units.instrument]
        rate = book.convert.market_rate(terms.currency, book.currency, flow.on)
        at_rate_of_day = units.gross * rate
        row, by_price = _flow_row(flow), at_rate_of_day - flow.base_amount
        left = Stood(
            units.instrument,
            -units.quantity,
            -units.gross,
            -units.base_gross,
            -flow.base_amount / rate,
            -flow.base_amount,
            rate,
            flow.entry,
        )
        yield Item(Column.UNREALIZED_PRICE, ItemKind.OWN_TRANSFER, row, flow.entry, flow.on, by_price, left)
        by_fx = units.base_gross - at_rate_of_day
        if by_fx:
            yield Item(Column.UNREALIZED_FX, ItemKind.OWN_TRANSFER, row, flow.entry, flow.on, by_fx, left)


def _accrual_items(book: Book, opening: Valuation, closing: Valuation) -> Iterator[Item]:
    """Interest accrued over the period at the closing rate, and what the rate did to that accrued before."""
    before = {_row(each.holding): each for each in opening.holdings if each.accrued_interest}
    after = {_row(each.holding): each for each in closing.holdings if each.accrued_interest}
    for row in dict.fromkeys([*before, *after]):
        then = before[row].accrued_interest if row in before else ZERO
        value_then = _or_unknown(before[row].accrued_value) if row in before else ZERO
        now = after[row].accrued_interest if row in after else ZERO
        currency = book.terms[row.instrument or 0].currency
        rate = book.convert.market_rate(currency, book.currency, closing.on)
        grown = Changed(currency, opening.on, then, value_then, now, rate)
        amount = (now - then) * rate
        yield Item(Column.INCOME, ItemKind.ACCRUAL, row, None, closing.on, amount, grown)
        by_fx = then * rate - value_then
        if by_fx:
            yield Item(Column.ACCRUED_FX, ItemKind.ACCRUAL, row, None, closing.on, by_fx, grown)


def _receivable_items(book: Book, opening: date, closing: Valuation) -> Iterator[Item]:
    """What the rate did to income between its ex day and its payment, or the end of the period."""
    for paid in book.receivables_paid:
        row, changed = RowKey(paid.instrument, paid.account), paid.base_paid - paid.base_booked
        if changed:
            yield Item(Column.ACCRUED_FX, ItemKind.RECEIVABLE, row, paid.entry, paid.on, changed, paid)
    for each in closing.receivables:
        due = each.receivable
        changed = _or_unknown(each.market_value) - due.base_amount
        if changed:
            row, rate = RowKey(due.instrument, due.account), _or_unknown(each.rate.value)
            since = max(due.ex_on, opening)
            waiting = Changed(due.currency, since, due.amount, due.base_amount, due.amount, rate)
            yield Item(Column.ACCRUED_FX, ItemKind.RECEIVABLE, row, due.entry, closing.on, changed, waiting)


def _cash_fx_items(book: Book, opening: Valuation, closing: Valuation) -> Iterator[Item]:
    """What rates did to each balance from booking day to booking day, and dealt rates away from the day's
    rate.
    """
    movements: dict[RowKey, list[CashMovement]] = defaultdict(list)
    for movement in book.cash_movements:
        movements[_cash_row(movement)].append(movement)
    start = {RowKey(None, each.balance.account, each.balance.currency): each for each in opening.balances}
    for row in dict.fromkeys([*start, *movements]):
        if row.currency is None or row.currency == book.currency:
            continue
        opened = start.get(row)
        balance = opened.balance.balance if opened else ZERO
        yield from _cash_row_fx(book, row, balance, opening.on, closing.on, movements[row])


def _cash_row_fx(
    book: Book, row: RowKey, balance: Decimal, start: date, end: date, movements: list[CashMovement]
) -> Iterator[Item]:
    by_day: dict[date, list[CashMovement]] = defaultdict(list)
    for movement in movements:
        by_day[movement.on].append(movement)
    currency, since = row.currency or book.currency, start
    rate = book.convert.market_rate(currency, book.currency, start) if balance else ZERO
    for day in sorted({*by_day, end}):
        today = book.convert.market_rate(currency, book.currency, day)
        if balance and today != rate:
            amount = balance * (today - rate)
            stayed = Changed(currency, since, balance, balance * rate, balance, today)
            yield Item(Column.CASH_FX, ItemKind.REVALUATION, row, None, day, amount, stayed)
        for each in by_day.get(day, ()):
            difference = each.amount * today - each.base_amount
            if difference:
                dealt = Changed(currency, None, each.amount, each.base_amount, each.amount, today)
                yield Item(
                    Column.CASH_FX, ItemKind.DEALING_DIFFERENCE, row, each.entry, day, difference, dealt
                )
            balance += each.amount
        rate, since = today, day


def _row(holding: Holding) -> RowKey:
    return RowKey(holding.instrument, holding.account)


def _or_unknown(figure: Decimal | None) -> Decimal:
    return UNKNOWN if figure is None else figure
