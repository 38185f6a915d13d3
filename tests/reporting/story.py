"""One portfolio with a bit of everything in the second quarter of 2021, and the people around it."""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from portfolios.choices import AssetClass, Cadence, MandateType
from portfolios.models import FxRate, Instrument, Price
from portfolios.services.structure.mandates import (
    AllocationDraft,
    BenchmarkDraft,
    MandateDraft,
    mandate_create,
)
from portfolios.services.transactions import transaction_reverse
from reporting.selectors.statement_build import statement_data_build
from reporting.statement_data import StatementData
from tenancy.models import Tenant
from tenancy.permissions import Actor, system_actor
from tests.portfolios.book_builder import BookBuilder, make_instrument

AFTER, UNTIL = date(2021, 3, 31), date(2021, 6, 30)
FIRST_PRICE = date(2021, 1, 4)
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass
class Story:
    """The book with its instruments."""

    book: BookBuilder
    share: Instrument
    dollars: Instrument
    fund: Instrument
    tenant: Tenant

    @property
    def actor(self) -> Actor:
        """Limpid itself."""
        return system_actor(self.tenant)

    def build(self, *, after: date = AFTER, until: date = UNTIL, known_at: datetime = LATER) -> StatementData:
        """The statement's data."""
        return statement_data_build(
            actor=self.actor,
            portfolio=self.book.portfolio,
            kind="quarterly",
            after=after,
            until=until,
            known_at=known_at,
        )


def business_days(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]


def record_prices(instrument: Instrument, start: float, swing: float, *, last: date = UNTIL) -> None:
    """A price each business day, to cents, that swings round a rising line."""
    Price.objects.bulk_create(
        Price(
            tenant_id=instrument.tenant_id,
            instrument=instrument,
            on=day,
            price=Decimal(f"{start * (1 + 0.0008 * n + swing * math.sin(n / 9)):.2f}"),
            source="close",
        )
        for n, day in enumerate(business_days(FIRST_PRICE, last))
    )


def record_rates(tenant: Tenant, *, last: date = UNTIL) -> None:
    FxRate.objects.bulk_create(
        FxRate(
            tenant=tenant,
            base="EUR",
            quote="USD",
            on=day,
            rate=Decimal(f"{1.2 + 0.01 * math.sin(n / 11):.4f}"),
        )
        for n, day in enumerate(business_days(FIRST_PRICE, last))
    )


def tell(tenant: Tenant, *, language: str = "en", **client: Any) -> Story:
    """Money in and out, two currencies, income paid and on its way, fees, taxes, a sale, a reversal, a mandate."""
    book = BookBuilder(
        opened_on="2021-01-04", options={"client": {"language": language, "name": "Anna Keller", **client}}
    )
    share = make_instrument("Novaterra SE", isin="DE0007164600")
    dollars = make_instrument("Blue Harbor Corp.", currency="USD", isin="US0378331005")
    fund = make_instrument("World Index Fund", asset_class="fund", isin="LU0274208692")
    for instrument, start, swing in ((share, 100.0, 0.04), (dollars, 52.0, 0.06), (fund, 20.0, 0.01)):
        record_prices(instrument, start, swing)
    record_rates(tenant)
    usd = book.cash_account("USD")
    book.book("deposit", "2021-01-04", amount="150000")
    book.book(
        "buy", "2021-01-05", instrument=share, quantity="400", price="100.10", amount="40074.00", fee="34.00"
    )
    book.book("buy", "2021-01-05", instrument=fund, quantity="2000", price="20.02", amount="40040.00")
    book.book(
        "fx",
        "2021-01-06",
        amount="40000",
        counter_currency="USD",
        counter_amount="48200",
        counter_cash_account=usd,
    )
    in_dollars: dict[str, Any] = {"currency": "USD", "cash_account": usd}
    book.book(
        "buy",
        "2021-01-07",
        instrument=dollars,
        quantity="600",
        price="52.31",
        amount="31396.00",
        fee="10.00",
        **in_dollars,
    )
    book.book("deposit", "2021-04-15", amount="10000")
    book.book("dividend", "2021-05-03", instrument=share, amount="595.00", tax="105.00", ex_date="2021-04-29")
    book.book(
        "dividend",
        "2021-07-02",
        instrument=dollars,
        amount="255.00",
        tax="45.00",
        ex_date="2021-06-28",
        **in_dollars,
    )
    book.book(
        "sell", "2021-05-20", instrument=share, quantity="100", price="104.50", amount="10430.25", fee="19.75"
    )
    book.book("fee", "2021-06-30", amount="412.37", fee_kind="management", note="2021 Q2")
    book.book("fee", "2021-06-30", amount="25.00", fee_kind="custody")
    book.book("interest_charge", "2021-06-15", amount="1.10")
    book.book("withdrawal", "2021-06-10", amount="5000")
    wrong = book.book("deposit", "2021-06-01", amount="777")
    actor = system_actor(tenant)
    transaction_reverse(actor=actor, transaction=wrong, reason="not ours")
    mandate_create(
        actor=actor,
        portfolio=book.portfolio,
        draft=MandateDraft(
            type=MandateType.DISCRETIONARY,
            effective_from=date(2021, 1, 4),
            rule_pack="EU",
            benchmark=[BenchmarkDraft(fund, Decimal("0.6")), BenchmarkDraft(dollars, Decimal("0.4"))],
            allocation=[
                AllocationDraft(AssetClass.EQUITY, Decimal("0.45"), Decimal("0.35"), Decimal("0.55")),
                AllocationDraft(AssetClass.FUND, Decimal("0.35"), Decimal("0.25"), Decimal("0.45")),
                AllocationDraft(AssetClass.CASH, Decimal("0.20"), Decimal("0"), Decimal("0.30")),
            ],
            cadence=Cadence.QUARTERLY,
        ),
    )
    return Story(book, share, dollars, fund, tenant)
