"""The state of one portfolio's book and the few moves that change it: units, cash, lots, income and
expenses.

It knows no transaction type: `trades`, `transfers`, `cash_bookings` and `corporate_actions` say which moves
an entry makes, and `positions` is the book that readers use.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portfolios.ledger.conversion import Converter
from portfolios.ledger.entries import Entry, EntryLot, FeeKind, InstrumentTerms
from portfolios.ledger.errors import EntryUnusable
from portfolios.ledger.fx import RateSource
from portfolios.ledger.lots import CostMethod, Lot, LotPool, LotScope, new_pool
from portfolios.ledger.pricing import PriceSource
from portfolios.ledger.rows import (
    CashMovement,
    Expense,
    ExpenseKind,
    Flow,
    Income,
    IncomeKind,
    MovementKind,
    RealizedGain,
    Receivable,
    ReceivablePaid,
    UnitMovement,
)

__all__ = ["Basis", "BookState", "CashKey", "Pending", "PositionKey", "TransitKey", "instrument_of"]

ZERO = Decimal(0)

PositionKey = tuple[int, int | None]
"""Instrument and custody account."""
CashKey = tuple[int | None, str]
"""Cash account and currency."""
TransitKey = tuple[str, int]
"""Transfer group and instrument."""


def instrument_of(entry: Entry) -> int:
    """The entry's instrument; `EntryUnusable` without one."""
    if entry.instrument is None:
        raise EntryUnusable(entry, "no instrument")
    return entry.instrument


class Basis(StrEnum):
    """At what a lot enters that came from outside: COST its own history, MARKET the value of the day it
    came.
    """

    COST = "cost"
    MARKET = "market"


class Pending:
    """A running total by trade date that also knows how much of it has settled."""

    __slots__ = ("_unsettled", "total")

    def __init__(self, total: Decimal = ZERO) -> None:
        self.total = total
        self._unsettled: list[tuple[date, Decimal]] = []

    def move(self, amount: Decimal, on: date, settles_on: date) -> None:
        """Add `amount` as of `on`; it counts as settled from `settles_on`. Days must not run backwards."""
        self.total += amount
        if settles_on > on:
            self._unsettled = [each for each in self._unsettled if each[0] > on]
            self._unsettled.append((settles_on, amount))

    def settled(self, on: date | None) -> Decimal:
        """The part settled at the close of `on`, not before the last move; all of it when `on` is None."""
        if on is None or not self._unsettled:
            return self.total
        return self.total - sum((amount for day, amount in self._unsettled if day > on), ZERO)

    def scale(self, total: Decimal) -> None:
        """Bring the total to `total` and what is unsettled in proportion: a split."""
        self._unsettled = [(day, amount * total / self.total) for day, amount in self._unsettled]
        self.total = total

    def copy(self) -> "Pending":
        """An independent total."""
        twin = Pending(self.total)
        twin._unsettled = self._unsettled[:]
        return twin


class BookState:
    """Everything the fold has gathered so far. Rows are appended and never changed."""

    def __init__(
        self,
        terms: Mapping[int, InstrumentTerms],
        *,
        currency: str,
        rates: RateSource,
        prices: PriceSource | None = None,
        cost_method: CostMethod = CostMethod.FIFO,
        lot_scope: LotScope = LotScope.PORTFOLIO,
        basis: Basis = Basis.COST,
    ) -> None:
        """`currency` is the reporting currency. `prices` are asked only for units that came without a
        value.
        """
        self.terms = terms
        self.currency = currency
        self.cost_method = CostMethod(cost_method)
        self.lot_scope = LotScope(lot_scope)
        self.basis = basis
        self.convert = Converter(terms, currency, rates, prices)
        self.as_of: date | None = None
        self.units: dict[PositionKey, Pending] = {}
        self.money: dict[CashKey, Pending] = {}
        self.pools: dict[PositionKey, LotPool] = {}
        self.transit: dict[TransitKey, list[Lot]] = {}
        self.due: list[tuple[Entry, Receivable]] = []
        self.clear_rows()

    def clear_rows(self) -> None:
        """Begin a new period: forget what happened, keep what is held."""
        self.unit_movements: list[UnitMovement] = []
        self.cash_movements: list[CashMovement] = []
        self.raw_flows: list[Flow] = []
        self.income: list[Income] = []
        self.expenses: list[Expense] = []
        self.realized: list[RealizedGain] = []
        self.receivables_paid: list[ReceivablePaid] = []

    def pool(self, instrument: int, account: int | None) -> LotPool:
        """The pool in which the lots of an instrument in an account are kept; opened when there is none."""
        key = (instrument, account if self.lot_scope is LotScope.ACCOUNT else None)
        pool = self.pools.get(key)
        if pool is None:
            pool = self.pools[key] = new_pool(self.cost_method)
        return pool

    def pool_of(self, entry: Entry) -> LotPool:
        """The pool of the entry's instrument in its account."""
        return self.pool(instrument_of(entry), entry.account)

    def chosen(self, entry: Entry) -> Sequence[EntryLot]:
        """The lots the entry chooses, where the portfolio's method lets it choose."""
        return entry.lots if self.cost_method is CostMethod.SPECIFIC else ()

    def move_units(
        self,
        entry: Entry,
        kind: MovementKind,
        quantity: Decimal,
        gross: Decimal,
        base_gross: Decimal,
        base_expenses: Decimal = ZERO,
    ) -> None:
        """Add signed units to the entry's position; the values carry the same sign."""
        instrument = instrument_of(entry)
        key = (instrument, entry.account)
        position = self.units.get(key)
        if position is None:
            position = self.units[key] = Pending()
        on = entry.trade_date
        position.move(quantity, on, entry.settlement_date or on)
        self.note_units(entry, kind, key, quantity, gross, base_gross, base_expenses)

    def note_units(
        self,
        entry: Entry,
        kind: MovementKind,
        position: PositionKey,
        quantity: Decimal,
        gross: Decimal = ZERO,
        base_gross: Decimal = ZERO,
        base_expenses: Decimal = ZERO,
    ) -> None:
        """Note signed units and value that came to a position; the position itself is changed elsewhere."""
        instrument, account = position
        self.unit_movements.append(
            UnitMovement(
                entry.id,
                entry.trade_date,
                kind,
                instrument,
                account,
                quantity,
                gross,
                base_gross,
                base_expenses,
            )
        )

    def move_cash(self, entry: Entry, amount: Decimal, base_amount: Decimal) -> None:
        """Add a signed amount to the entry's cash account in the entry's currency."""
        self.post_cash(entry, entry.cash_account, entry.currency, amount, base_amount)

    def post_cash(
        self, entry: Entry, account: int | None, currency: str, amount: Decimal, base_amount: Decimal
    ) -> None:
        """Add a signed amount to a cash account on the entry's trade date."""
        balance = self.money.get((account, currency))
        if balance is None:
            balance = self.money[(account, currency)] = Pending()
        on = entry.trade_date
        settles_on = entry.settlement_date or on
        balance.move(amount, on, settles_on)
        self.cash_movements.append(
            CashMovement(entry.id, on, settles_on, account, currency, amount, base_amount)
        )

    def earn(self, entry: Entry, kind: IncomeKind, amount: Decimal, rate: Decimal) -> None:
        """Note signed income before fee and tax, in the currency of the entry's cash."""
        self.income.append(
            Income(
                entry.id,
                entry.effective_on,
                kind,
                entry.instrument,
                entry.account,
                entry.currency,
                amount,
                amount * rate,
            )
        )

    def charge(self, entry: Entry, rate: Decimal, sign: int = 1) -> None:
        """Note the fee and the tax that come with a trade, transfer or income; `sign` −1 takes them back."""
        if entry.fee:
            fee_kind = entry.fee_kind or FeeKind.TRANSACTION
            self.note_expense(entry, ExpenseKind.FEE, fee_kind, sign * entry.fee, rate, is_standalone=False)
        if entry.tax:
            self.note_expense(entry, ExpenseKind.TAX, None, sign * entry.tax, rate, is_standalone=False)

    def note_expense(
        self,
        entry: Entry,
        kind: ExpenseKind,
        fee_kind: FeeKind | None,
        amount: Decimal,
        rate: Decimal,
        *,
        is_standalone: bool,
    ) -> None:
        """Note a signed fee or tax in the currency of the entry's cash; a refund is negative."""
        self.expenses.append(
            Expense(
                entry.id,
                entry.effective_on,
                kind,
                fee_kind,
                entry.instrument,
                entry.account,
                entry.currency,
                amount,
                amount * rate,
                is_standalone,
                entry.paid_externally,
            )
        )

    def note_flow(
        self, entry: Entry, quantity: Decimal | None, amount: Decimal, base_amount: Decimal
    ) -> None:
        """Note a signed flow between the book and the outside, or between own accounts."""
        self.raw_flows.append(
            Flow(
                entry.id,
                entry.trade_date,
                entry.instrument,
                entry.cash_account if quantity is None else entry.account,
                quantity,
                entry.currency,
                amount,
                base_amount,
                entry.transfer_group if entry.is_own_transfer else None,
            )
        )
