"""What an effect of a value bridge was measured on: how many units or how much money, from which price and
rate to which.

An item of the bridge carries the row it comes from (`Basis`); the measure is read from it only when somebody
asks, so that a bridge of many items costs no more than its sums.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from portfolios.ledger.rows import (
    CashMovement,
    Expense,
    Flow,
    Income,
    RealizedGain,
    ReceivablePaid,
    UnitMovement,
    known,
)

__all__ = ["Basis", "Changed", "Measure", "Stood", "measure_of"]

ZERO = Decimal(0)


class Stood(NamedTuple):
    """Units of an instrument over a time: `cost` and `base_cost` when it began, `value` and `base_value` when
    it ended, signed like the units; `rate` is that of the end.

    `opened_by` is the entry that brought the units; None where lots cannot be told apart.
    """

    instrument: int
    quantity: Decimal
    cost: Decimal
    base_cost: Decimal
    value: Decimal
    base_value: Decimal
    rate: Decimal
    opened_by: int | None = None


class Changed(NamedTuple):
    """Money in a currency: `before` on the day `since` was `base_before`, `after` at the end is at `rate`."""

    currency: str
    since: date | None
    before: Decimal
    base_before: Decimal
    after: Decimal
    rate: Decimal


Basis = (
    Stood
    | Changed
    | RealizedGain
    | Flow
    | CashMovement
    | UnitMovement
    | Income
    | Expense
    | ReceivablePaid
    | None
)
"""The row an item comes from."""


class Measure(NamedTuple):
    """An effect and what it was measured on, in `currency` and (`base_…`) in the reporting currency.

    A price effect is `base_value` − `cost`·`rate`, a currency effect `cost`·`rate` − `base_cost`; where
    nothing stood before, `cost` is None and the effect is `base_value`. `instrument` and `quantity` are None
    for money. `since` is the day `base_cost` was taken, None where it is the booking of `opened_by` or the
    opening of the period. What cannot be known is None.
    """

    instrument: int | None
    currency: str | None
    quantity: Decimal | None
    since: date | None
    opened_by: int | None
    cost: Decimal | None
    base_cost: Decimal | None
    value: Decimal | None
    base_value: Decimal | None
    rate: Decimal | None

    def unit_prices(self, price_factor: Decimal) -> tuple[Decimal | None, Decimal | None]:
        """The price of one unit at the beginning and at the end; None for money and for what is not known."""
        units = (self.quantity or ZERO) * price_factor
        if not units or self.instrument is None:
            return None, None
        return tuple(None if each is None else each / units for each in (self.cost, self.value))  # type: ignore[return-value]

    @property
    def rate_before(self) -> Decimal | None:
        """The rate at which the cost became the reporting currency; None without a cost."""
        if not self.cost or self.base_cost is None:
            return None
        return self.base_cost / self.cost

    @property
    def rate_after(self) -> Decimal | None:
        """The rate at the end."""
        if self.rate is not None or not self.value or self.base_value is None:
            return self.rate
        return self.base_value / self.value


def measure_of(basis: Basis, amount: Decimal) -> Measure | None:
    """The measure behind an item of `amount`; None for one that comes from no single row (pooled cost).

    A row seen from its other side (money that leaves one row and enters another) is turned to the sign of
    the item.
    """
    match basis:
        case None:
            return None
        case Stood():
            return _stood(basis)
        case Changed():
            return _changed(basis)
        case RealizedGain():
            return _ended(basis)
        case ReceivablePaid():
            return Measure(
                basis.instrument,
                None,
                None,
                None,
                basis.entry,
                None,
                known(basis.base_booked),
                None,
                known(basis.base_paid),
                None,
            )
        case UnitMovement():
            return _moved(basis.instrument, None, basis.quantity, basis.gross, basis.base_gross, amount)
        case Flow():
            return _moved(
                basis.instrument, basis.currency, basis.quantity, basis.amount, basis.base_amount, amount
            )
        case CashMovement() | Income() | Expense():
            return _moved(None, basis.currency, None, basis.amount, basis.base_amount, amount)


def _stood(basis: Stood) -> Measure:
    return Measure(
        basis.instrument,
        None,
        basis.quantity,
        None,
        basis.opened_by,
        known(basis.cost),
        known(basis.base_cost),
        known(basis.value),
        known(basis.base_value),
        known(basis.rate),
    )


def _changed(basis: Changed) -> Measure:
    return Measure(
        None,
        basis.currency,
        None,
        basis.since,
        None,
        known(basis.before),
        known(basis.base_before),
        known(basis.after),
        known(basis.after * basis.rate) if basis.after else ZERO,
        known(basis.rate),
    )


def _ended(basis: RealizedGain) -> Measure:
    return Measure(
        basis.instrument,
        None,
        basis.quantity,
        None,
        basis.opened_by,
        known(basis.cost),
        known(basis.base_cost),
        known(basis.proceeds),
        known(basis.base_proceeds),
        known(basis.rate),
    )


def _moved(
    instrument: int | None,
    currency: str | None,
    quantity: Decimal | None,
    value: Decimal,
    base_value: Decimal,
    amount: Decimal,
) -> Measure:
    turned = not amount.is_nan() and not base_value.is_nan() and (amount < 0) != (base_value < 0)
    sign = -1 if turned else 1
    return Measure(
        instrument,
        currency,
        None if quantity is None else sign * quantity,
        None,
        None,
        None,
        None,
        known(sign * value),
        known(sign * base_value),
        None,
    )
