"""What an act of the issuer owes to the holder of a position: new units, the fraction of one, money and the tax on it.

One position at a time, from the terms of the act and the units held at the close before its ex day. How it is booked, and in
which portfolio, is decided elsewhere.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from portfolios.ledger.entries import EntryType
from portfolios.ledger.lots import settle_quantity
from portfolios.ledger.money import round_money

__all__ = ["INCOME_ACTS", "ActTerms", "Entitlement", "entitlement_of"]

ZERO = Decimal(0)
ONE = Decimal(1)
INCOME_ACTS = frozenset({EntryType.DIVIDEND, EntryType.COUPON, EntryType.RETURN_OF_CAPITAL})
"""Acts that pay money and leave the units as they are."""


@dataclass(frozen=True, slots=True)
class ActTerms:
    """The terms of an act. Prices and amounts are per unit as the market quotes them; a price factor makes money of them.

    `ratio` is new units for one old unit; `per_unit` the money for one old unit, in `currency`; `tax_rate` the fraction of it
    that is withheld. `fraction_price` is paid for the fraction of a new unit (None: the fraction stays), in
    `fraction_currency` and with `fraction_factor`, those of the instrument received.
    """

    type: EntryType
    currency: str
    factor: Decimal = ONE
    ratio: Decimal | None = None
    per_unit: Decimal | None = None
    tax_rate: Decimal = ZERO
    fraction_price: Decimal | None = None
    fraction_currency: str = ""
    fraction_factor: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one position receives; signed like the position. Money is rounded to what can be booked.

    `units` are the new units: in place of the old ones (split, merger) or besides them (stock dividend, spin-off).
    `fraction` of them is sold for `fraction_money`. `gross` less `tax` is paid in money.
    """

    units: Decimal
    fraction: Decimal
    fraction_money: Decimal
    gross: Decimal
    tax: Decimal

    @property
    def net(self) -> Decimal:
        """Money that arrives, cash for the fraction left out."""
        return self.gross - self.tax

    @property
    def is_nothing(self) -> bool:
        """Neither units nor money, too small to be booked."""
        return not (self.units or self.gross)


def entitlement_of(terms: ActTerms, held: Decimal) -> Entitlement:
    """The entitlement of `held` units (negative: sold short). A short position receives no money and sells no fraction."""
    units = settle_quantity(held * terms.ratio) if terms.ratio else ZERO
    fraction, fraction_money = _fraction(terms, units)
    gross = tax = ZERO
    if terms.per_unit and held > 0:
        exact = held * terms.per_unit * terms.factor
        gross = round_money(exact, terms.currency)
        tax = round_money(exact * terms.tax_rate, terms.currency)
    return Entitlement(units, fraction, fraction_money, gross, tax)


def _fraction(terms: ActTerms, units: Decimal) -> tuple[Decimal, Decimal]:
    """The fraction that is paid for, and what is paid; nothing where that rounds to no money."""
    if terms.fraction_price is None or units <= 0:
        return ZERO, ZERO
    fraction = units - units.to_integral_value(ROUND_DOWN)
    sold = fraction.quantize(Decimal("1e-8"), rounding=ROUND_DOWN)
    money = round_money(sold * terms.fraction_price * terms.fraction_factor, terms.fraction_currency)
    return (sold, money) if money else (ZERO, ZERO)
