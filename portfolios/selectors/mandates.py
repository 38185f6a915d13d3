"""Which mandate holds on a day, with its bands, limits and benchmark, for many portfolios at once."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from portfolios.choices import Cadence
from portfolios.models import AllocationTarget, BenchmarkPart, Limit, Mandate, Portfolio


@dataclass(frozen=True, slots=True)
class MandateInForce:
    """A mandate and what belongs to it; the lists are in a fixed order and empty where nothing was agreed."""

    mandate: Mandate
    allocation: tuple[AllocationTarget, ...]
    limits: tuple[Limit, ...]
    benchmark: tuple[BenchmarkPart, ...]

    @property
    def cadence(self) -> Cadence:
        """How often a statement is owed: a portfolio that may be leveraged is reported on every month (2017/565 Art 60)."""
        return Cadence.MONTHLY if self.mandate.has_leverage else Cadence(self.mandate.cadence)

    @property
    def weights(self) -> dict[int, Decimal]:
        """The benchmark's weights by instrument id."""
        return {part.instrument_id: part.weight for part in self.benchmark}


def mandates_in_force(*, portfolio_ids: Collection[int], on: date) -> dict[int, MandateInForce]:
    """By portfolio id the mandate in force on the day; a portfolio without one is left out. One query, or five."""
    return mandates_by_day(portfolio_ids=portfolio_ids, days=[on])[on]


def mandates_by_day(
    *, portfolio_ids: Collection[int], days: Collection[date]
) -> dict[date, dict[int, MandateInForce]]:
    """For each of the days, by portfolio id, the mandate in force on it. One query, or five, however many days.

    Of several that are in force from the same day the latest version holds. A mandate and its parts are written together
    and never changed, so a process reads each of them once.
    """
    agreed = (
        Mandate.objects.filter(portfolio_id__in=portfolio_ids, effective_from__lte=max(days))
        .order_by("portfolio_id", "effective_from", "version")
        .values_list("pk", "portfolio_id", "effective_from")
    )
    rows = list(agreed)
    chosen = {
        day: {portfolio_id: key for key, portfolio_id, since in rows if since <= day} for day in set(days)
    }
    wanted = {key for by_portfolio in chosen.values() for key in by_portfolio.values()}
    _read({key for key in wanted if key not in _known})
    return {
        day: {portfolio_id: _known[key] for portfolio_id, key in by_portfolio.items()}
        for day, by_portfolio in chosen.items()
    }


def mandate_in_force(*, portfolio: Portfolio, on: date) -> MandateInForce | None:
    """The mandate of one portfolio on the day; None without one."""
    return mandates_in_force(portfolio_ids=[portfolio.pk], on=on).get(portfolio.pk)


_known: dict[int, MandateInForce] = {}
KNOWN_SIZE: Final = 20_000


def _read(ids: Collection[int]) -> None:
    if not ids:
        return
    if len(_known) + len(ids) > KNOWN_SIZE:
        _known.clear()
    allocation: dict[int, list[AllocationTarget]] = defaultdict(list)
    for target in AllocationTarget.objects.filter(mandate_id__in=ids).order_by("asset_class"):
        allocation[target.mandate_id].append(target)
    limits: dict[int, list[Limit]] = defaultdict(list)
    for limit in Limit.objects.filter(mandate_id__in=ids).order_by("rule", "subject"):
        limits[limit.mandate_id].append(limit)
    benchmark: dict[int, list[BenchmarkPart]] = defaultdict(list)
    for part in BenchmarkPart.objects.filter(mandate_id__in=ids).order_by("instrument_id"):
        benchmark[part.mandate_id].append(part)
    for mandate in Mandate.objects.filter(pk__in=ids):
        _known[mandate.pk] = MandateInForce(
            mandate,
            tuple(allocation[mandate.pk]),
            tuple(limits[mandate.pk]),
            tuple(benchmark[mandate.pk]),
        )
