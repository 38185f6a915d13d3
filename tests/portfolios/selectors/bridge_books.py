"""Books for the tests of bridges: dollars and shares in a portfolio in euros, with every source named."""

from datetime import UTC, datetime
from decimal import Decimal

from portfolios.models import FxRate, Instrument, Price
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day, make_instrument

LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)


def priced(instrument: Instrument, *quotes: tuple[str, str], source: str = "SIX") -> None:
    """Prices by day, with who published them."""
    for on, price in quotes:
        Price.objects.create(instrument=instrument, on=day(on), price=Decimal(price), source=source)


def rated(base: str, quoted: str, *quotes: tuple[str, str], source: str = "ECB") -> None:
    """Rates by day: 1 base = rate quoted."""
    for on, rate in quotes:
        FxRate.objects.create(base=base, quote=quoted, on=day(on), rate=Decimal(rate), source=source)


def dollar_book(scope: Tenant, *, source: str = "ECB") -> tuple[BookBuilder, Instrument]:
    """100 American shares from outside: 100, 110, 95 at rates of 0.90, 0.85, 0.95."""
    book, share = BookBuilder(), make_instrument("Acme Inc.", "USD")
    book.book("transfer_in", "2020-01-02", instrument=share, quantity="100", currency="USD")
    priced(share, ("2020-01-02", "100"), ("2020-01-13", "110"), ("2020-01-23", "95"))
    rated("USD", "EUR", ("2020-01-02", "0.90"), ("2020-01-13", "0.85"), ("2020-01-23", "0.95"), source=source)
    return book, share
