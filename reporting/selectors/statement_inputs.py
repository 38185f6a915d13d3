"""What a statement is computed from: one portfolio's entries, the market it is valued at, and the names of things.

Everything is of one state of knowledge: what was recorded after `known_at` does not exist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from portfolios.adapters import currencies_in, entries_of, instruments_in, prices_of, rates_of, terms_of
from portfolios.choices import LotPool
from portfolios.ledger.entries import Entry, InstrumentTerms
from portfolios.ledger.fx import Rates
from portfolios.ledger.lots import CostMethod, LotScope
from portfolios.ledger.pricing import Prices
from portfolios.models import Account, AllocationTarget, BenchmarkPart, Instrument, Mandate, Portfolio
from portfolios.selectors.books import SCOPES
from tenancy.models import Tenant


@dataclass(frozen=True, slots=True)
class Agreed:
    """The mandate in force at the end of the period, with its bands and its benchmark; empty where none was agreed."""

    mandate: Mandate | None
    allocation: tuple[AllocationTarget, ...]
    benchmark: tuple[BenchmarkPart, ...]

    @property
    def weights(self) -> dict[int, Decimal]:
        """The benchmark's weights by instrument id; they sum to 1 where there is one."""
        return {part.instrument_id: part.weight for part in self.benchmark}


@dataclass(frozen=True, slots=True)
class StatementInputs:
    """One portfolio's ledger up to a day as known at a moment, and what its figures need."""

    tenant: Tenant
    portfolio: Portfolio
    known_at: datetime | None
    entries: Sequence[Entry]
    terms: Mapping[int, InstrumentTerms]
    prices: Prices
    rates: Rates
    agreed: Agreed
    instruments: Mapping[int, Instrument]
    accounts: Mapping[int, Account]

    @property
    def currency(self) -> str:
        """The portfolio's currency."""
        return self.portfolio.currency

    @property
    def cost_method(self) -> CostMethod:
        """Which lots a disposal takes."""
        return CostMethod(self.portfolio.cost_method)

    @property
    def lot_scope(self) -> LotScope:
        """Where lots are pooled."""
        return SCOPES[LotPool(self.portfolio.lot_pool)]

    @property
    def first_on(self) -> date:
        """The first day of which there is anything to say: the opening, or an earlier booking or ex day."""
        return min([self.portfolio.opened_on, *(entry.effective_on for entry in self.entries)])


def statement_inputs(
    *, tenant: Tenant, portfolio: Portfolio, until: date, known_at: datetime | None = None
) -> StatementInputs:
    """Everything the figures of `portfolio` up to `until` are made of, in a dozen queries whatever its size."""
    entries = entries_of([portfolio.pk], known_at=known_at, until=until)[portfolio.pk]
    agreed = agreed_on(portfolio=portfolio, on=until, known_at=known_at)
    wanted = instruments_in(entries) | set(agreed.weights)
    terms = terms_of(wanted)
    currencies = currencies_in([portfolio], entries, terms)
    return StatementInputs(
        tenant=tenant,
        portfolio=portfolio,
        known_at=known_at,
        entries=entries,
        terms=terms,
        prices=prices_of(tenant, terms, until=until, known_at=known_at),
        rates=rates_of(tenant, currencies, until=until, known_at=known_at),
        agreed=agreed,
        instruments=Instrument.objects.in_bulk(list(wanted)),
        accounts={account.pk: account for account in Account.objects.filter(portfolio=portfolio)},
    )


def agreed_on(*, portfolio: Portfolio, on: date, known_at: datetime | None = None) -> Agreed:
    """The mandate in force on `on`; of several from the same day the latest version holds."""
    versions = Mandate.objects.filter(portfolio=portfolio, effective_from__lte=on)
    if known_at is not None:
        versions = versions.filter(created_at__lte=known_at)
    mandate = versions.order_by("-effective_from", "-version").first()
    if mandate is None:
        return Agreed(None, (), ())
    allocation = AllocationTarget.objects.filter(mandate=mandate).order_by("asset_class")
    benchmark = BenchmarkPart.objects.filter(mandate=mandate).order_by("instrument_id")
    return Agreed(mandate, tuple(allocation), tuple(benchmark.select_related("instrument")))
