"""Arithmetic for comparing with limits: exact, so that "exactly 25 %" is exactly 25 %.

A share is never divided out before it is compared; only what is shown is divided and rounded.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from fractions import Fraction
from typing import Final

_EXACT: Final = Context(prec=200, traps=[Inexact, InvalidOperation, DivisionByZero])
_WIDE: Final = Context(prec=60, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero])
_TWELVE_PLACES: Final = Decimal("1e-12")


def product(left: Decimal, right: Decimal) -> Decimal:
    """left × right with every digit; raises `decimal.Inexact` beyond 200 digits rather than rounding."""
    return _EXACT.multiply(left, right)


def difference(left: Decimal, right: Decimal) -> Decimal:
    """left − right with every digit."""
    return _EXACT.subtract(left, right)


def total(values: "list[Decimal]") -> Decimal:
    """The sum with every digit; 0 for none."""
    result = Decimal()
    for value in values:
        result = _EXACT.add(result, value)
    return result


def shown_ratio(numerator: Decimal, denominator: Decimal) -> Decimal:
    """numerator ÷ denominator for showing, half-even to 12 places; raises on a denominator of 0."""
    return _WIDE.quantize(_WIDE.divide(numerator, denominator), _TWELVE_PLACES)


def shown_fraction(value: Fraction) -> Decimal:
    """An exact fraction for showing, half-even to 12 places."""
    return shown_ratio(Decimal(value.numerator), Decimal(value.denominator))
