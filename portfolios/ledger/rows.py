"""What the fold writes down while it runs: one immutable row for every effect of an entry.

Every figure of a report is a sum of such rows and carries their entries along. Amounts are signed as the
field says. `base_…` is the reporting currency of the book; there a quiet NaN stands for "no rate was known"
(see `known`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from portfolios.ledger.entries import FeeKind

__all__ = [
    "CashMovement",
    "Expense",
    "ExpenseKind",
    "Flow",
    "Income",
    "IncomeKind",
    "MovementKind",
    "RealizedGain",
    "Receivable",
    "ReceivablePaid",
    "UnitMovement",
    "known",
    "without_internal",
]

UNKNOWN = Decimal("NaN")
"""A figure that would need a rate or a price that is not known. It spoils every sum it enters, silently."""


def known(figure: Decimal) -> Decimal | None:
    """The figure, or None when it is unknown: how a figure leaves the ledger."""
    return None if figure.is_nan() else figure


class IncomeKind(StrEnum):
    """Where income comes from. ACCRUED is accrued interest received with a sale or (negative) paid with a
    purchase.
    """

    DIVIDEND = "dividend"
    INTEREST = "interest"
    INTEREST_CHARGE = "interest_charge"
    COUPON = "coupon"
    ACCRUED = "accrued"


class ExpenseKind(StrEnum):
    """Fee or tax."""

    FEE = "fee"
    TAX = "tax"


class MovementKind(StrEnum):
    """Why units came or went."""

    TRADE = "trade"
    EXTERNAL_TRANSFER = "external_transfer"
    OWN_TRANSFER = "own_transfer"
    CORPORATE_ACTION = "corporate_action"


class UnitMovement(NamedTuple):
    """Units that came (positive) or went (negative), with their gross value of the same sign, costs left
    out.
    """

    entry: int
    on: date
    kind: MovementKind
    instrument: int
    account: int | None
    quantity: Decimal
    gross: Decimal
    base_gross: Decimal
    base_expenses: Decimal


class CashMovement(NamedTuple):
    """Money that came (positive) or went (negative). `base_amount` is at the booking's own rate where it
    has one.
    """

    entry: int
    on: date
    settles_on: date
    account: int | None
    currency: str
    amount: Decimal
    base_amount: Decimal


class Flow(NamedTuple):
    """Money or units from outside the book (positive) or to it (negative), at their value of the day.

    `transfer_group` marks moves between own accounts; `quantity` is signed and None for money.
    """

    entry: int
    on: date
    instrument: int | None
    account: int | None
    quantity: Decimal | None
    currency: str
    amount: Decimal
    base_amount: Decimal
    transfer_group: str | None


class Income(NamedTuple):
    """Income before fee and tax, in the currency of the cash; negative for interest charged or accrued
    paid.
    """

    entry: int
    on: date
    kind: IncomeKind
    instrument: int | None
    account: int | None
    currency: str
    amount: Decimal
    base_amount: Decimal


class Expense(NamedTuple):
    """A fee or a tax (positive) or its refund (negative).

    `is_standalone` is False when it belongs to a trade or to income. One that was `paid_externally` did not
    touch the portfolio's money and is left out of its fees; the cost report counts it.
    """

    entry: int
    on: date
    kind: ExpenseKind
    fee_kind: FeeKind | None
    instrument: int | None
    account: int | None
    currency: str
    amount: Decimal
    base_amount: Decimal
    is_standalone: bool
    paid_externally: bool = False


class RealizedGain(NamedTuple):
    """One lot, or part of one, that ended. For a short position quantity, cost and proceeds are negative.

    `cost` and `proceeds` leave fees and taxes out and are in the instrument's currency; `rate` is the rate
    of the disposal into the reporting currency. `base_expenses` are the fees and taxes of acquiring and
    `base_sale_expenses` those of disposing. `is_transfer`: the units left in kind for outside instead of
    being sold.
    """

    entry: int
    opened_by: int
    instrument: int
    account: int | None
    acquired_on: date
    disposed_on: date
    quantity: Decimal
    cost: Decimal
    base_cost: Decimal
    expenses: Decimal
    base_expenses: Decimal
    proceeds: Decimal
    base_proceeds: Decimal
    base_sale_expenses: Decimal
    rate: Decimal
    is_transfer: bool = False

    @property
    def gain(self) -> Decimal:
        """Gain in the reporting currency without fees and taxes: the price part and the fx part together."""
        return self.base_proceeds - self.base_cost

    @property
    def gain_after_costs(self) -> Decimal:
        """Gain in the reporting currency after the fees and taxes of both ends."""
        return self.gain - self.base_expenses - self.base_sale_expenses

    @property
    def price_part(self) -> Decimal:
        """q·k·(p1 − p0)·x1: what the price did, at the rate of the disposal; the cross term belongs here."""
        return self.base_proceeds - self.cost * self.rate

    @property
    def fx_part(self) -> Decimal:
        """q·k·p0·(x1 − x0): what the exchange rate did to the cost."""
        return self.cost * self.rate - self.base_cost


@dataclass(frozen=True, slots=True)
class Receivable:
    """Income between its ex day and the day it is paid: net of fee and tax, part of the value meanwhile."""

    entry: int
    ex_on: date
    due_on: date
    instrument: int | None
    account: int | None
    cash_account: int | None
    currency: str
    amount: Decimal
    base_amount: Decimal


@dataclass(frozen=True, slots=True)
class ReceivablePaid:
    """A receivable became cash; the reporting currency moved by the difference meanwhile."""

    entry: int
    on: date
    instrument: int | None
    account: int | None
    base_booked: Decimal
    base_paid: Decimal


def without_internal(flows: Iterable[Flow]) -> list[Flow]:
    """The flows without the moves that stayed inside: legs of one group that cancel on one day.

    Give it the flows of one book for a portfolio, of several books in one currency for a household. A move
    that takes days leaves the house for those days, so both of its legs stay.
    """
    listed = list(flows)
    net: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for flow in listed:
        if flow.transfer_group is not None:
            net[_move(flow)] += flow.amount if flow.quantity is None else flow.quantity
    return [flow for flow in listed if flow.transfer_group is None or net[_move(flow)]]


def _move(flow: Flow) -> tuple[object, ...]:
    return flow.transfer_group, flow.on, flow.instrument, flow.currency if flow.instrument is None else None
