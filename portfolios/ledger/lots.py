"""Tax lots: what is held, since when and at what cost, and which part of it a disposal ends.

A pool holds the lots of one instrument, all long or all short. It knows quantities and costs, but neither
prices nor accounts nor entries: `positions` decides what goes in and what comes out.

Costs are totals, not unit costs, so that a split changes nothing but the quantity and parts always add up.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol

from portfolios.ledger.entries import EntryLot

__all__ = [
    "AveragePool",
    "CostMethod",
    "Lot",
    "LotPool",
    "LotQueue",
    "LotScope",
    "new_pool",
    "settle_quantity",
]

ZERO = Decimal(0)
TRADED = Decimal("1e-8")
KEPT = Decimal("1e-12")
SNAP = Decimal("1e-9")


class CostMethod(StrEnum):
    """Which lots a disposal ends: the oldest, a share of all, or those the entry names (else the oldest)."""

    FIFO = "fifo"
    AVERAGE = "average"
    SPECIFIC = "specific"


class LotScope(StrEnum):
    """Whether the lots of all custody accounts form one pool or each account has its own."""

    PORTFOLIO = "portfolio"
    ACCOUNT = "account"


@dataclass(slots=True)
class Lot:
    """Units acquired together. A short lot has a negative quantity and negative costs of purchase.

    `cost` is quantity × price × factor without fees, in the instrument's currency; `base_cost` the same in
    the reporting currency at the rate of the acquisition. `expenses` are the fees and taxes of acquiring it,
    in the instrument's currency, never negative; `base_expenses` the same in the reporting currency. A figure
    that could not be converted for want of a rate is a quiet NaN.
    """

    opened_by: int
    acquired_on: date
    quantity: Decimal
    cost: Decimal
    base_cost: Decimal
    expenses: Decimal = ZERO
    base_expenses: Decimal = ZERO

    def split_off(self, quantity: Decimal) -> "Lot":
        """Take `quantity` (same sign, no more than there is) with its share of all costs out of this lot."""
        part = self.copy() if quantity == self.quantity else self._share(quantity)
        self.quantity -= part.quantity
        is_base = self.base_cost is self.cost
        self.cost -= part.cost
        self.base_cost = self.cost if is_base else self.base_cost - part.base_cost
        if self.expenses:
            self.expenses -= part.expenses
            self.base_expenses -= part.base_expenses
        return part

    def join(self, other: "Lot") -> None:
        """Take all of another lot of the same sign in; the older date stays."""
        if other.acquired_on < self.acquired_on:
            self.acquired_on, self.opened_by = other.acquired_on, other.opened_by
        is_base = self.base_cost is self.cost and other.base_cost is other.cost
        self.quantity += other.quantity
        self.cost += other.cost
        self.base_cost = self.cost if is_base else self.base_cost + other.base_cost
        self.expenses += other.expenses
        self.base_expenses += other.base_expenses

    def copy(self) -> "Lot":
        """An independent lot with the same figures."""
        return Lot(
            self.opened_by,
            self.acquired_on,
            self.quantity,
            self.cost,
            self.base_cost,
            self.expenses,
            self.base_expenses,
        )

    def _share(self, quantity: Decimal) -> "Lot":
        """The part's costs; worked out once where the instrument is in the reporting currency."""
        whole = self.quantity
        cost = self.cost * quantity / whole
        base_cost = cost if self.base_cost is self.cost else self.base_cost * quantity / whole
        expenses = base_expenses = ZERO
        if self.expenses:
            expenses = self.expenses * quantity / whole
            base_expenses = (
                expenses if self.base_expenses is self.expenses else self.base_expenses * quantity / whole
            )
        return Lot(self.opened_by, self.acquired_on, quantity, cost, base_cost, expenses, base_expenses)


def settle_quantity(quantity: Decimal) -> Decimal:
    """`quantity` as it is booked after a ratio was applied to it.

    A ratio such as 1:3 written in decimals misses whole units by its last digit: what is nearer than 1e-9 to
    eight decimal places, in which units are traded, is taken to be that. A true fraction keeps twelve places,
    so that sums of quantities stay exact.
    """
    booked = quantity.quantize(TRADED, rounding=ROUND_HALF_UP)
    return booked if abs(booked - quantity) < SNAP else quantity.quantize(KEPT, rounding=ROUND_HALF_UP)


class LotPool(Protocol):
    """The lots of one instrument under one cost method."""

    quantity: Decimal
    unmatched: Decimal
    """Units for which a chosen lot was not there, so that the oldest were taken."""

    def add(self, lot: Lot) -> None:
        """Put a lot in; its sign is that of the pool, or the pool is empty."""

    def take(self, quantity: Decimal, chosen: Sequence[EntryLot] = ()) -> list[Lot]:
        """Take `quantity` (sign of the pool, no more than there is) out, as the lots it was made of."""

    def lots(self) -> list[Lot]:
        """The lots still held, oldest first: the pool's own objects, not copies."""

    def scale(self, total: Decimal) -> None:
        """Make the pool hold `total` units at unchanged cost, every lot in proportion: a split."""

    def copy(self) -> "LotPool":
        """An independent pool with the same lots."""


class LotQueue:
    """Lots in the order of acquisition: first in, first out, unless lots are chosen.

    Lots that arrive by transfer queue by the day they were acquired, not by the day they arrived.
    """

    __slots__ = ("_lots", "quantity", "unmatched")

    def __init__(self, lots: Sequence[Lot] = ()) -> None:
        self._lots = list(lots)
        self.quantity = sum((lot.quantity for lot in lots), ZERO)
        self.unmatched = ZERO

    def add(self, lot: Lot) -> None:
        """Put a lot in its place by date of acquisition, after those of the same day.

        A part that returns to the lot it was split from becomes one with it again.
        """
        lots = self._lots
        self.quantity += lot.quantity
        if not lots or lots[-1].acquired_on < lot.acquired_on:
            lots.append(lot)
            return
        place = bisect_right(lots, lot.acquired_on, key=_acquired_on)
        for index in range(place - 1, -1, -1):
            if lots[index].acquired_on != lot.acquired_on:
                break
            if _is_part(lot, lots[index]):
                lots[index].join(lot)
                return
        lots.insert(place, lot)

    def take(self, quantity: Decimal, chosen: Sequence[EntryLot] = ()) -> list[Lot]:
        """Take the chosen lots, then the oldest, until `quantity` is reached."""
        taken: list[Lot] = []
        left = quantity
        for choice in chosen:
            part = self._take_chosen(choice, left, quantity)
            taken += part
            left -= sum((lot.quantity for lot in part), ZERO)
        if chosen:
            self.unmatched += abs(left)
        taken += self._take_oldest(left)
        self.quantity -= quantity
        return taken

    def _take_oldest(self, quantity: Decimal) -> list[Lot]:
        taken: list[Lot] = []
        lots = self._lots
        whole = 0
        while quantity:
            lot = lots[whole]
            if abs(lot.quantity) > abs(quantity):
                taken.append(lot.split_off(quantity))
                break
            quantity -= lot.quantity
            taken.append(lot)
            whole += 1
        del lots[:whole]
        return taken

    def _take_chosen(self, choice: EntryLot, left: Decimal, whole: Decimal) -> list[Lot]:
        wanted = min(choice.quantity, abs(left)).copy_sign(whole)
        taken: list[Lot] = []
        for lot in self._lots:
            if not wanted:
                break
            if not _is_chosen(lot, choice):
                continue
            part = lot.split_off(wanted if abs(wanted) < abs(lot.quantity) else lot.quantity)
            taken.append(part)
            wanted -= part.quantity
        self._lots = [lot for lot in self._lots if lot.quantity]
        return taken

    def lots(self) -> list[Lot]:
        """The lots still held, oldest first."""
        return self._lots

    def scale(self, total: Decimal) -> None:
        """Every lot in proportion to twelve places, the last one taking what rounding leaves."""
        if not self._lots:
            return
        before, left = self.quantity, total
        for lot in self._lots[:-1]:
            lot.quantity = (lot.quantity * total / before).quantize(KEPT, rounding=ROUND_HALF_UP)
            left -= lot.quantity
        self._lots[-1].quantity = left
        self.quantity = total

    def copy(self) -> "LotQueue":
        """An independent queue with the same lots."""
        twin = LotQueue([lot.copy() for lot in self._lots])
        twin.unmatched = self.unmatched
        return twin


class AveragePool:
    """One moving average: re-averaged by what comes in, unchanged by what goes out.

    It keeps the day on which the first unit still counted was acquired; an emptied pool begins anew.
    """

    __slots__ = ("_lot", "quantity", "unmatched")

    def __init__(self, lot: Lot | None = None) -> None:
        self._lot = lot
        self.unmatched = ZERO
        self.quantity = ZERO if lot is None else lot.quantity

    def add(self, lot: Lot) -> None:
        """Blend a lot into the average."""
        pool = self._lot
        if pool is None:
            self._lot = lot.copy()
        else:
            pool.join(lot)
        self.quantity += lot.quantity

    def take(self, quantity: Decimal, chosen: Sequence[EntryLot] = ()) -> list[Lot]:
        """Take `quantity` out at the average; nothing can be chosen from a pool."""
        if self._lot is None or not quantity:
            return []
        part = self._lot.split_off(quantity)
        self.quantity -= quantity
        if not self._lot.quantity:
            self._lot = None
        return [part]

    def lots(self) -> list[Lot]:
        """The pool as one lot; empty when nothing is held."""
        return [] if self._lot is None else [self._lot]

    def scale(self, total: Decimal) -> None:
        """`total` units at unchanged cost."""
        if self._lot is not None:
            self._lot.quantity = self.quantity = total

    def copy(self) -> "AveragePool":
        """An independent pool at the same average."""
        return AveragePool(None if self._lot is None else self._lot.copy())


def new_pool(method: CostMethod) -> LotPool:
    """An empty pool for a cost method."""
    return AveragePool() if method is CostMethod.AVERAGE else LotQueue()


def _acquired_on(lot: Lot) -> date:
    return lot.acquired_on


def _is_part(part: Lot, lot: Lot) -> bool:
    """Whether both came from one entry at one cost a unit."""
    return part.opened_by == lot.opened_by and part.cost * lot.quantity == lot.cost * part.quantity


def _is_chosen(lot: Lot, choice: EntryLot) -> bool:
    return choice.opened_by in (None, lot.opened_by) and choice.acquired_on in (None, lot.acquired_on)
