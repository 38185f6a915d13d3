"""Throw a firm's projections away and make them again from transactions, prices and rates alone.

    manage.py rebuild lux

Holdings, lots, cash balances, valuations and the memories of the 10 % notice come out as they were; alerts and notices are
records of what was found and told, and stay.
"""

from argparse import ArgumentParser
from datetime import date
from itertools import batched
from typing import Any, override

from django.core.management.base import BaseCommand, CommandError
from django.db import models

from compliance.models import DepreciationTrack
from compliance.services.monitoring import portfolios_monitor
from config.schedule import CHUNK_SIZE
from config.startup import database_role_require
from portfolios.models import CashBalance, Holding, Portfolio, TaxLot, Valuation
from portfolios.services.holdings import holdings_rebuild
from portfolios.services.valuations import valuations_run
from tenancy.clock import business_date
from tenancy.models import Tenant
from tenancy.permissions import Actor, system_actor
from tenancy.request import serving
from tenancy.scope import tenant_scope
from tenancy.services.audit import audit_record

PROJECTIONS: tuple[type[models.Model], ...] = (DepreciationTrack, Valuation, Holding, TaxLot, CashBalance)


class Command(BaseCommand):
    """Rebuild projections."""

    help = (
        "Delete a firm's holdings, lots, cash balances, valuations and notice memories, and make them again."
    )

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("firm", help="the firm's code")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        database_role_require()
        tenant = Tenant.objects.filter(code=options["firm"]).first()
        if tenant is None:
            raise CommandError(f"There is no firm with the code {options['firm']}.")
        with serving(surface="command"), tenant_scope(tenant.pk):
            count = projections_rebuild(actor=system_actor(tenant))
        self.stdout.write(f"{tenant.code}: {count} portfolios rebuilt")


def projections_rebuild(*, actor: Actor) -> int:
    """Rebuild every portfolio of the open firm, each chunk in one transaction with its deletion; returns how many."""
    portfolios = list(Portfolio.objects.order_by("pk"))
    for chunk in batched(portfolios, CHUNK_SIZE, strict=False):
        _rebuild(actor, chunk)
    audit_record(actor=actor, action="projections.rebuild", after={"portfolios": len(portfolios)})
    return len(portfolios)


def _rebuild(actor: Actor, portfolios: tuple[Portfolio, ...]) -> None:
    """Values go as far as they went, and the memory of the notice as far as monitoring had come."""
    ids = [each.pk for each in portfolios]
    until = Valuation.objects.filter(portfolio__in=ids).aggregate(last=models.Max("on"))["last"]
    monitored = _days_monitored(ids)
    for model in PROJECTIONS:
        model._default_manager.filter(portfolio__in=ids).delete()
    for portfolio in portfolios:
        holdings_rebuild(portfolio=portfolio, as_of=business_date(actor.tenant))
    if until is not None:
        valuations_run(actor=actor, portfolio_ids=ids, until=until)
    for on, watched in monitored.items():
        portfolios_monitor(actor=actor, portfolio_ids=watched, as_of=on)


def _days_monitored(ids: list[int]) -> dict[date, list[int]]:
    days: dict[date, list[int]] = {}
    for portfolio_id, on in DepreciationTrack.objects.filter(portfolio__in=ids).values_list(
        "portfolio_id", "on"
    ):
        days.setdefault(on, []).append(portfolio_id)
    return days
