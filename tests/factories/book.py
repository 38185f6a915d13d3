"""Clients, portfolios, instruments and drafts for tests, made through the services where there is one."""

from datetime import date
from decimal import Decimal
from typing import Any

from clients.models import Client
from portfolios.models import Instrument, Portfolio
from portfolios.services.instruments import InstrumentDraft, instrument_create
from portfolios.services.structure import portfolio_create
from portfolios.services.transactions import TransactionDraft
from tenancy.permissions import Actor


def make_client(reference: str = "C-1", **fields: Any) -> Client:
    """A client with nothing but what is needed. Call it inside the firm's scope."""
    return Client.objects.create(
        reference=reference, name=fields.pop("name", f"Client {reference}"), **fields
    )


def make_portfolio(
    actor: Actor, client: Client, reference: str = "P-1", currency: str = "EUR", **fields: Any
) -> Portfolio:
    """A portfolio with a custody and a cash account, open since 2020."""
    fields.setdefault("opened_on", date(2020, 1, 1))
    return portfolio_create(
        actor=actor,
        client=client,
        reference=reference,
        name=fields.pop("name", f"Portfolio {reference}"),
        currency=currency,
        **fields,
    )


def make_instrument(actor: Actor, symbol: str = "ACME", currency: str = "EUR", **fields: Any) -> Instrument:
    """A share without ISIN."""
    fields.setdefault("name", f"{symbol} Inc.")
    fields.setdefault("asset_class", "equity")
    return instrument_create(actor=actor, draft=InstrumentDraft(symbol=symbol, currency=currency, **fields))


def deposit(amount: str, on: date, currency: str = "EUR", **fields: Any) -> TransactionDraft:
    """Money from outside."""
    return TransactionDraft(
        type="deposit", trade_date=on, amount=Decimal(amount), currency=currency, **fields
    )


def trade(
    kind: str, instrument: Instrument, quantity: str, price: str, on: date, **fields: Any
) -> TransactionDraft:
    """A purchase or sale in the instrument's own currency; the amount follows from the rest."""
    sign = 1 if kind == "buy" else -1
    fee, tax = fields.get("fee") or Decimal(0), fields.get("tax") or Decimal(0)
    gross = Decimal(quantity) * Decimal(price) * instrument.price_factor
    fields.setdefault("amount", (gross + sign * (fee + tax)).quantize(Decimal("0.01")))
    return TransactionDraft(
        type=kind,
        trade_date=on,
        instrument=instrument,
        quantity=Decimal(quantity),
        price=Decimal(price),
        currency=instrument.currency,
        **fields,
    )
