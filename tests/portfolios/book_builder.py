"""A small book for tests: rows written as they are after posting, without going through the posting service.

Tests of figures need ledgers that are exactly as stated; the posting path has tests of its own.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from clients.models import Client
from portfolios.models import Account, FxRate, Instrument, Portfolio, Price, Transaction

_numbers = count(1)


def day(text: str) -> date:
    """2020-01-31 as a date."""
    return date.fromisoformat(text)


@dataclass
class BookBuilder:
    """One portfolio with a custody and a cash account; `book("buy", "2020-01-02", …)` writes one transaction."""

    currency: str = "EUR"
    opened_on: str = "2020-01-01"
    options: dict[str, Any] = field(default_factory=dict)
    client: Client = field(init=False)
    portfolio: Portfolio = field(init=False)
    cash: Account = field(init=False)
    custody: Account = field(init=False)

    def __post_init__(self) -> None:
        number = next(_numbers)
        client_options = self.options.pop("client", {})
        self.client = Client.objects.create(
            **{"reference": f"C-{number}", "name": f"Client {number}"} | client_options
        )
        self.portfolio = Portfolio.objects.create(
            client=self.client,
            reference=f"P-{number}",
            name=f"Portfolio {number}",
            currency=self.currency,
            opened_on=day(self.opened_on),
            **self.options,
        )
        self.cash = self.cash_account(self.currency)
        self.custody = Account.objects.create(
            portfolio=self.portfolio, kind="custody", number=f"D-{number}", cash_account=self.cash
        )

    def cash_account(self, currency: str) -> Account:
        """A further cash account."""
        return Account.objects.create(
            portfolio=self.portfolio, kind="cash", currency=currency, number=f"K-{next(_numbers)}"
        )

    def book(self, kind: str, on: str, **fields: Any) -> Transaction:
        """Write one transaction; numbers may be given as text."""
        trade_date = day(on)
        figures = {
            "quantity", "price", "amount", "fee", "tax", "fx_rate", "counter_amount", "ratio", "accrued_interest"
        }  # fmt: skip
        values = {key: Decimal(value) if key in figures else value for key, value in fields.items()}
        if isinstance(values.get("ex_date"), str):
            values["ex_date"] = day(str(values["ex_date"]))
        settlement = str(values.pop("settlement_date", on))
        defaults: dict[str, Any] = {
            "currency": self.currency,
            "cash_account": self.cash,
            "account": self.custody if "instrument" in values else None,
        }
        transaction: Transaction = Transaction.objects.create(
            portfolio=self.portfolio,
            type=kind,
            trade_date=trade_date,
            settlement_date=day(settlement),
            content_hash=f"{next(_numbers):064d}",
            **defaults | values,
        )
        return transaction


def make_instrument(name: str = "Share", currency: str = "EUR", **fields: Any) -> Instrument:
    """An instrument; an equity unless said otherwise."""
    number = next(_numbers)
    return Instrument.objects.create(
        **{"name": name, "symbol": f"S{number}", "currency": currency, "asset_class": "equity"} | fields
    )


def quote(instrument: Instrument, **prices: Any) -> None:
    """Record prices: quote(share, d2020_01_02="10")."""
    Price.objects.bulk_create(
        Price(
            tenant_id=instrument.tenant_id,
            instrument=instrument,
            on=day(key[1:].replace("_", "-")),
            price=Decimal(value),
        )
        for key, value in prices.items()
    )


def rate(base: str, quoted: str, tenant_id: int, **rates: Any) -> None:
    """Record exchange rates: rate("EUR", "USD", firm.pk, d2020_01_02="1.1")."""
    FxRate.objects.bulk_create(
        FxRate(
            tenant_id=tenant_id,
            base=base,
            quote=quoted,
            on=day(key[1:].replace("_", "-")),
            rate=Decimal(value),
        )
        for key, value in rates.items()
    )
