"""A firm for the checks of nights: made through the services, always the same, and summed up without ids.

Run as a program inside a home of its own: `python -m tests.accept.night_world build` and `… digest`.
"""

import hashlib
import json
import os
import random
import re
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

FIRM = "harness"
OPENING, FIRST_NIGHT, LAST_NIGHT = date(2020, 2, 17), date(2020, 2, 18), date(2020, 4, 3)
PORTFOLIOS, INSTRUMENTS = 12, 8
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENTS = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?")


def main() -> int:
    """Build the firm or print its digest."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    import django

    django.setup()
    if sys.argv[1] == "build":
        build()
    else:
        sys.stdout.write(json.dumps(digest()) + "\n")
    return 0


def build() -> None:
    """The firm with its market, clients, portfolios, mandates and three months of bookings. Seed and figures are fixed."""
    from compliance.services.rule_packs import rule_packs_install
    from tenancy.permissions import system_actor
    from tenancy.scope import tenant_scope
    from tenancy.services.firms import tenant_create

    chance = random.Random(20200309)  # noqa: S311
    tenant = tenant_create(
        code=FIRM,
        legal_name="Harness Wealth S.A.",
        base_currency="EUR",
        languages=["en"],
        zone="Europe/Luxembourg",
        statements_from=OPENING,
        business_date_pinned=OPENING,
    )
    actor = system_actor(tenant)
    with tenant_scope(tenant.pk):
        rule_packs_install(actor=actor)
        instruments = _market(actor, chance)
        for number in range(PORTFOLIOS):
            _portfolio(actor, chance, number, instruments)


def _market(actor: Any, chance: random.Random) -> list[Any]:
    """Shares that lose a third in March, one of them without a price for a while, and two years of dollars."""
    from portfolios.services.prices import FxRateDraft, PriceDraft, fx_rates_record, prices_record
    from tests.factories.book import make_instrument

    shares = [make_instrument(actor, f"SHR{n}", currency=("EUR", "USD")[n % 2]) for n in range(INSTRUMENTS)]
    days = [OPENING + timedelta(days=n) for n in range((LAST_NIGHT - OPENING).days + 1)]
    prices, rates = [], []
    levels = [Decimal(chance.randint(20, 200)) for _ in shares]
    for day in (each for each in days if each.weekday() < 5):
        fall = Decimal("0.03") if date(2020, 2, 24) <= day <= date(2020, 3, 18) else Decimal("-0.01")
        for n, share in enumerate(shares):
            levels[n] *= 1 - fall + Decimal(chance.randint(-200, 200)) / 10000
            is_silent = n == INSTRUMENTS - 1 and date(2020, 3, 2) <= day <= date(2020, 3, 16)
            if not is_silent:
                prices.append(PriceDraft(share, day, levels[n].quantize(Decimal("0.0001"))))
        rate = Decimal("1.1") + Decimal(chance.randint(-300, 300)) / 10000
        rates.append(FxRateDraft("EUR", "USD", day, rate))
    prices_record(actor=actor, rows=prices)
    fx_rates_record(actor=actor, rows=rates)
    return shares


def _portfolio(actor: Any, chance: random.Random, number: int, shares: list[Any]) -> None:
    from portfolios.choices import AssetClass, Cadence, MandateType
    from portfolios.services.structure import (
        AccountDraft,
        AllocationDraft,
        LimitDraft,
        MandateDraft,
        mandate_create,
    )
    from portfolios.services.transactions import transactions_post
    from tests.factories.book import make_client, make_portfolio

    client = make_client(f"C-{number:02}", language=("en", "zh-hans")[number % 2])
    _portal_user(client, number)
    portfolio = make_portfolio(
        actor,
        client,
        f"P-{number:02}",
        accounts=[AccountDraft(kind="cash", currency="USD", number=f"P-{number:02}-USD")],
    )
    mandate_create(
        actor=actor,
        portfolio=portfolio,
        draft=MandateDraft(
            type=MandateType.ADVISORY if number % 4 == 3 else MandateType.DISCRETIONARY,
            effective_from=OPENING,
            rule_pack="CN" if number % 6 == 5 else "EU",
            allocation=[
                AllocationDraft(AssetClass.EQUITY, Decimal("0.85"), Decimal("0.6"), Decimal("0.95")),
                AllocationDraft(AssetClass.CASH, Decimal("0.15"), Decimal("0.05"), Decimal("0.4")),
            ],
            limits=[LimitDraft("instrument_weight", Decimal("0.25"))],
            cadence=Cadence.MONTHLY if number % 2 else Cadence.QUARTERLY,
        ),
    )
    transactions_post(actor=actor, portfolio=portfolio, drafts=_bookings(portfolio, chance, shares))


def _portal_user(client: Any, number: int) -> None:
    from tenancy.models import User
    from tenancy.permissions import grant, system_actor
    from tenancy.roles import Role
    from tenancy.services.firms import membership_create

    user = User.objects.create_user(email=f"client{number:02}@harness.example", password=None, name="Client")
    membership_create(actor=system_actor(client.tenant), user=user, role=Role.CLIENT)
    grant(user, client)


def _bookings(portfolio: Any, chance: random.Random, shares: list[Any]) -> list[Any]:
    from portfolios.services.transactions import TransactionDraft
    from tests.factories.book import deposit, trade

    dollars = portfolio.accounts.get(currency="USD")
    drafts = [
        deposit("100000", OPENING),
        TransactionDraft(
            type="deposit", trade_date=OPENING, amount=Decimal(100000), currency="USD", cash_account=dollars
        ),
    ]
    for share in chance.sample(shares, 6):
        extra = {"cash_account": dollars} if share.currency == "USD" else {}
        drafts.append(trade("buy", share, str(chance.randint(100, 200)), "120", OPENING, **extra))
    for _ in range(6):
        on = FIRST_NIGHT + timedelta(days=chance.randint(0, 40))
        kind = chance.choice(["deposit", "withdrawal", "fee"])
        amount = Decimal(chance.randint(100, 6000))
        fields: dict[str, Any] = {"fee_kind": "management"} if kind == "fee" else {}
        drafts.append(TransactionDraft(type=kind, trade_date=on, amount=amount, currency="EUR", **fields))
    return drafts


def digest() -> dict[str, list[Any]]:
    """By name how many rows, and a hash of what they say; ids and moments are left out."""
    from tenancy.models import Tenant
    from tenancy.scope import tenant_scope

    tenant = Tenant.objects.get(code=FIRM)
    with tenant_scope(tenant.pk):
        return {name: _summed(rows) for name, rows in _tables()}


def _tables() -> list[tuple[str, list[Any]]]:
    from django.conf import settings

    from clients.models import Delivery, Notification
    from compliance.models import Alert, AlertEvent, DepreciationTrack
    from portfolios.models import CashBalance, Holding, TaxLot, Valuation
    from reporting.models import StatementVersion
    from tenancy.models import Job

    def rows(model: Any, columns: str) -> list[Any]:
        return list(model.objects.values_list(*columns.split()))

    left_out = {"id", "tenant", "portfolio"}
    figures = " ".join(f.attname for f in Valuation._meta.concrete_fields if f.name not in left_out)
    return [
        ("valuations", rows(Valuation, f"portfolio__reference {figures}")),
        (
            "alerts",
            rows(
                Alert,
                "portfolio__reference rule subject_label severity state first_seen_on last_seen_on cleared_on value "
                "worst_value limit facts rule_pack due_on",
            ),
        ),
        (
            "alert events",
            rows(AlertEvent, "alert__portfolio__reference alert__rule alert__subject_label kind on value"),
        ),
        ("notifications", rows(Notification, "client__reference kind code parameters on due_on")),
        (
            "deliveries",
            rows(
                Delivery,
                "notification__client__reference notification__code notification__on address state",
            ),
        ),
        ("mails", _mails(Path(settings.HOME) / "outbox")),
        ("depreciation", rows(DepreciationTrack, "portfolio__reference period_start on state")),
        (
            "holdings",
            rows(
                Holding,
                "portfolio__reference instrument__symbol quantity quantity_settled settled_on cost_basis",
            ),
        ),
        (
            "lots",
            rows(
                TaxLot, "portfolio__reference instrument__symbol position acquired_on quantity cost fx_rate"
            ),
        ),
        (
            "cash",
            rows(CashBalance, "portfolio__reference account__currency balance balance_settled settled_on"),
        ),
        (
            "statements",
            rows(
                StatementVersion,
                "statement__portfolio__reference statement__kind statement__period_from statement__period_to version "
                "language state data",
            ),
        ),
        ("jobs", rows(Job, "kind state")),
    ]


def _mails(outbox: Path) -> list[Any]:
    """Recipient and subject of every mail; the file's name is its Message-ID's, so a mail sent twice is one file."""
    import email

    found = []
    for path in outbox.glob("*.eml") if outbox.is_dir() else ():
        message = email.message_from_bytes(path.read_bytes())
        found.append((message["To"], message["Subject"]))
    return found


def _summed(rows: list[Any]) -> list[Any]:
    lines = sorted(json.dumps(row, default=str, sort_keys=True, ensure_ascii=False) for row in rows)
    text = MOMENTS.sub("moment", UUIDS.sub("id", "\n".join(lines)))
    return [len(rows), hashlib.sha256(text.encode()).hexdigest()]


if __name__ == "__main__":
    sys.exit(main())
