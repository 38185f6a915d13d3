"""What readers of a book receive: holdings, balances and lots as they stand, without their value."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

__all__ = ["Balance", "HeldLot", "Holding"]


@dataclass(frozen=True, slots=True)
class Holding:
    """An instrument in a custody account: signed units and their cost, None where a rate was missing.

    `cost` is in the instrument's currency and leaves fees and taxes out; `expenses` are those of acquiring.
    `base_…` is the reporting currency at the rates of the acquisitions. `average_cost` is the cost of one
    unit in the unit of its price, None when nothing is held.
    """

    instrument: int
    account: int | None
    quantity: Decimal
    quantity_settled: Decimal
    cost: Decimal | None
    base_cost: Decimal | None
    expenses: Decimal | None
    base_expenses: Decimal | None
    average_cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Money in a cash account, by trade date and by settlement; negative when overdrawn."""

    account: int | None
    currency: str
    balance: Decimal
    balance_settled: Decimal


@dataclass(frozen=True, slots=True)
class HeldLot:
    """A tax lot still held. `account` is None where the lots of all accounts form one pool."""

    instrument: int
    account: int | None
    opened_by: int
    acquired_on: date
    quantity: Decimal
    cost: Decimal | None
    base_cost: Decimal | None
    expenses: Decimal | None
    base_expenses: Decimal | None
