"""How figures are written: money to the minor unit or in full, fractions, days."""

from decimal import Decimal

from portfolios.ledger.money import CURRENCIES, round_money
from tenancy.api.fields import decimal_text


def money_text(amount: Decimal | None, currency: str) -> str | None:
    """An amount as booked: at least the minor unit's digits, more only where there are more. None stays None."""
    if amount is None:
        return None
    digits = CURRENCIES.get(currency, 0)
    exact = round_money(amount, currency) if currency in CURRENCIES else amount
    return f"{exact:.{digits}f}" if exact == amount else decimal_text(amount)
