"""What monitoring reads of a chunk of portfolios on one day or several: facts, mandates, packs, and who is watched."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from clients.models import Client
from compliance.rules.packs import depreciation_step_for
from compliance.selectors.calendars import FirmCalendar
from compliance.selectors.facts import Labels, labels_of
from compliance.services.depreciation import Watch
from compliance.services.rule_packs import PackInForce, pack_of, packs_by_day
from portfolios.models import Portfolio, Valuation
from portfolios.selectors.best_prices import best_prices_between
from portfolios.selectors.books import average_costs_between, day_facts_between
from portfolios.selectors.day_values import DayFacts
from portfolios.selectors.mandates import MandateInForce, mandates_by_day
from tenancy.models import Tenant

type Units = tuple[Decimal | None, Decimal | None]
"""The stored unit value of a day and its high."""


class MonitoredDays:
    """A chunk of portfolios on rising days: everything a run reads, in queries of a fixed number."""

    def __init__(self, tenant: Tenant, portfolios: Sequence[Portfolio], days: Sequence[date]) -> None:
        self.tenant, self.portfolios, self.dates = tenant, portfolios, days
        self.calendar = FirmCalendar(tenant)
        ids = [each.pk for each in portfolios]
        self._units = _units(ids, days)
        valued = {key for by_id in self._units.values() for key in by_id}
        self._facts = day_facts_between(
            tenant=tenant, portfolios=[each for each in portfolios if each.pk in valued], days=days
        )
        self.labels: Labels = labels_of([each for by_id in self._facts.values() for each in by_id.values()])
        self.names = {each.public_id: each.name for each in self.labels.instruments.values()}
        self.names |= dict(self.labels.accounts.values())
        self._mandates = mandates_by_day(portfolio_ids=ids, days=days)
        self.clients = Client.objects.in_bulk({each.client_id for each in portfolios})
        self._packs = packs_by_day(days=days)
        self._costs: dict[int, Mapping[date, Mapping[int, Decimal]]] = {}
        self._best: dict[int, Mapping[date, Mapping[int, Decimal]]] = {}
        self.days = [MonitoredDay(self, on, self._units[on], self._facts[on]) for on in days]

    def mandate(self, portfolio_id: int, on: date) -> MandateInForce | None:
        """The mandate of the day."""
        return self._mandates[on].get(portfolio_id)

    def pack(self, code: str, on: date) -> PackInForce:
        """The version of a pack in force on the day."""
        return pack_of(self._packs[on], code)

    def average_costs(self, portfolio: Portfolio, on: date) -> Mapping[int, Decimal]:
        """By instrument; asked for only where a limit needs them."""
        if portfolio.pk not in self._costs:
            days = self._days_of(portfolio)
            found = average_costs_between(tenant=self.tenant, portfolio=portfolio, days=days)
            self._costs[portfolio.pk] = found
        return self._costs[portfolio.pk][on]

    def best_prices(self, portfolio: Portfolio, on: date) -> Mapping[int, Decimal]:
        """By instrument since the position was opened; asked for only where a limit needs them."""
        if portfolio.pk not in self._best:
            days = self._days_of(portfolio)
            found = best_prices_between(tenant=self.tenant, portfolio=portfolio, days=days)
            self._best[portfolio.pk] = found
        return self._best[portfolio.pk][on]

    def _days_of(self, portfolio: Portfolio) -> list[date]:
        return [each.as_of for each in self.days if portfolio.pk in each.facts]


def _units(ids: Sequence[int], days: Sequence[date]) -> dict[date, dict[int, Units]]:
    """For each day, by portfolio id, the unit value and its high, of those that have a valuation of the day."""
    rows = Valuation.objects.filter(portfolio_id__in=ids, on__in=days)
    found: dict[date, dict[int, Units]] = {day: {} for day in days}
    for on, key, value, high in rows.values_list("on", "portfolio_id", "unit_value", "unit_high"):
        found[on][key] = value, high
    return found


class MonitoredDay:
    """One of the days: who is judged on it, by their units and facts, and for whom the 10 % notice is watched."""

    def __init__(
        self,
        run: MonitoredDays,
        as_of: date,
        units: Mapping[int, Units],
        facts: Mapping[int, DayFacts],
    ) -> None:
        self.run, self.as_of, self.units, self.facts = run, as_of, units, facts
        self.judged = [each for each in run.portfolios if each.pk in units]
        self.watches = {each.pk: watch for each in self.judged if (watch := _watch(self, each))}

    def mandate(self, portfolio: Portfolio) -> MandateInForce | None:
        """The mandate in force."""
        return self.run.mandate(portfolio.pk, self.as_of)

    def pack(self, portfolio: Portfolio) -> PackInForce:
        """The pack of the mandate, or of the firm where there is no mandate."""
        mandate = self.mandate(portfolio)
        code = mandate.mandate.rule_pack if mandate else self.run.tenant.rule_pack
        return self.run.pack(code, self.as_of)


def _watch(day: MonitoredDay, portfolio: Portfolio) -> Watch | None:
    """Whether the 10 % notice is owed, and how it is counted."""
    mandate = day.mandate(portfolio)
    if mandate is None:
        return None
    client = day.run.clients[portfolio.client_id]
    step = depreciation_step_for(
        day.pack(portfolio).parameters,
        mandate_type=mandate.mandate.type,
        classification=client.classification,
        requested=client.wants_depreciation_notice,
    )
    if step is None:
        return None
    return Watch(portfolio.pk, step, mandate.cadence, portfolio.revalued_from)
