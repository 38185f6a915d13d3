"""A firm for the measurements: clients, portfolios with accounts, and instruments, written in bulk."""

import random
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clients.models import Client
from portfolios.models import Account, Instrument, Portfolio
from portfolios.services.prices import PriceDraft, prices_record
from tenancy.models import User
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tenancy.services.firms import membership_create, tenant_create

OPENED_ON = date(2015, 1, 1)
SEED = 20221228
HEADER = (
    "portfolio,external_id,type,trade_date,settlement_date,account,cash_account,symbol,instrument_currency,"
    "quantity,price,currency,amount,fee,tax,note\n"
)


@dataclass(frozen=True, slots=True)
class Firm:
    """Who works, and what the books are made of."""

    operations: Actor
    portfolios: list[Portfolio]
    instruments: list[Instrument]

    def scope(self) -> AbstractContextManager[None]:
        """The firm's scope: one transaction, committed at its end, as a job or a request is."""
        return tenant_scope(self.operations.tenant.pk)


def firm_make(code: str, *, portfolios: int, instruments: int) -> Firm:
    """A new firm in EUR; every portfolio has a custody and a cash account."""
    tenant = tenant_create(
        code=code, legal_name=code.title(), base_currency="EUR", languages=["en"], zone="Europe/Luxembourg"
    )
    with tenant_scope(tenant.pk):
        user = User.objects.create_user(email=f"operations@{code}.example", password=None, name="Operations")
        nobody = Actor(tenant=tenant, role=Role.SYSTEM)
        membership = membership_create(actor=nobody, user=user, role=Role.OPERATIONS)
        actor = Actor(tenant=tenant, role=Role.OPERATIONS, user=user, membership=membership)
        return Firm(actor, _portfolios(tenant.pk, portfolios), _instruments(tenant.pk, instruments))


def transactions_file(
    lines: int, *, portfolios: int, instruments: int, first_day: date, days: int
) -> Iterator[str]:
    """Lines of a file of plausible trades, portfolio after portfolio in turn; every third of a portfolio sells."""
    luck = random.Random(SEED)  # noqa: S311
    yield HEADER
    for number in range(lines):
        units, cents = luck.randint(1, 500), luck.randint(500, 5_000)
        portfolio, turn = number % portfolios, number // portfolios
        gross, is_sale = units * cents, turn % 3 == 2
        amount = gross - 1_625 if is_sale and gross > 1_625 else gross + 1_625
        kind = "sell" if is_sale and gross > 1_625 else "buy"
        on = first_day + timedelta(days=turn * days * portfolios // lines)
        yield (
            f"P-{portfolio},X{number:09d},{kind},{on},{on},D-{portfolio},K-{portfolio},S{luck.randrange(instruments)},EUR,"
            f"{units},{cents / 100:.2f},EUR,{amount / 100:.2f},15.00,1.25,\n"
        )


def prices_make(firm: Firm, *, first_day: date, days: int) -> None:
    """A price of every instrument on every day."""
    luck = random.Random(SEED)  # noqa: S311
    drafts = [
        PriceDraft(each, first_day + timedelta(days=day), Decimal(luck.randint(500, 5_000)) / 100)
        for each in firm.instruments
        for day in range(days)
    ]
    prices_record(actor=firm.operations, rows=drafts)


def _portfolios(tenant_id: int, count: int) -> list[Portfolio]:
    clients = Client.objects.bulk_create(
        [Client(tenant_id=tenant_id, reference=f"C-{n}", name=f"Client {n}") for n in range(count)]
    )
    portfolios = Portfolio.objects.bulk_create(
        [
            Portfolio(
                tenant_id=tenant_id,
                client=client,
                reference=f"P-{n}",
                name=f"Portfolio {n}",
                currency="EUR",
                opened_on=OPENED_ON,
            )
            for n, client in enumerate(clients)
        ]
    )
    cash = Account.objects.bulk_create(
        [
            Account(tenant_id=tenant_id, portfolio=each, kind="cash", currency="EUR", number=f"K-{n}")
            for n, each in enumerate(portfolios)
        ]
    )
    Account.objects.bulk_create(
        [
            Account(tenant_id=tenant_id, portfolio=each, kind="custody", number=f"D-{n}", cash_account=money)
            for n, (each, money) in enumerate(zip(portfolios, cash, strict=True))
        ]
    )
    return portfolios


def _instruments(tenant_id: int, count: int) -> list[Instrument]:
    return Instrument.objects.bulk_create(
        [
            Instrument(
                tenant_id=tenant_id, name=f"Share {n}", symbol=f"S{n}", currency="EUR", asset_class="equity"
            )
            for n in range(count)
        ]
    )
