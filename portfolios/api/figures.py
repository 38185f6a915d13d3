"""How figures are written: money to the minor unit or in full, prices, rates and fractions as text."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from portfolios.analytics.performance import Measured
from portfolios.ledger.money import CURRENCIES, round_money
from tenancy.api.fields import decimal_text

PLACES = Decimal("1e-12")


def money_text(amount: Decimal | None, currency: str) -> str | None:
    """An amount as booked: at least the minor unit's digits, more only where there are more. None stays None."""
    if amount is None:
        return None
    digits = CURRENCIES.get(currency, 0)
    exact = round_money(amount, currency) if currency in CURRENCIES else amount
    return f"{exact:.{digits}f}" if exact == amount else decimal_text(amount)


@dataclass(frozen=True, slots=True)
class Digits:
    """Writes the figures of one answer: in `currency`, to its minor unit unless `is_full`. None stays None."""

    currency: str
    is_full: bool

    def money(self, amount: Decimal | None, currency: str = "") -> str | None:
        """An amount in the answer's currency, or in another one."""
        into = currency or self.currency
        if amount is None or self.is_full or into not in CURRENCIES:
            return decimal_text(amount)
        return f"{round_money(amount, into):f}"

    def number(self, value: Decimal | None) -> str | None:
        """A price, a rate, a quantity: up to twelve places, all of them in full."""
        if value is None or self.is_full:
            return decimal_text(value)
        return decimal_text(value.quantize(PLACES, rounding=ROUND_HALF_UP))

    def fraction(self, value: float | None) -> str | None:
        """A return, a weight: a fraction, up to twelve places, all of them in full."""
        return None if value is None else self.number(Decimal(repr(float(value))))

    def measured(self, figure: Measured) -> str | None:
        """A measured fraction."""
        return self.fraction(figure.value)
