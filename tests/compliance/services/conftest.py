"""A firm with its rule packs, and mandates for small books."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from compliance.services.monitoring import MonitorResult, portfolios_monitor
from compliance.services.rule_packs import rule_packs_install
from portfolios.models import AllocationTarget, Limit, Mandate
from portfolios.selectors.books import shelf_clear
from portfolios.services.valuations import valuations_run
from tenancy.models import Tenant
from tenancy.permissions import Actor, system_actor
from tests.portfolios.book_builder import BookBuilder, day


@pytest.fixture
def system(scope: Tenant) -> Iterator[Actor]:
    """Limpid itself in firm A, with the packs installed and no book on the shelf."""
    shelf_clear()
    actor = system_actor(scope)
    rule_packs_install(actor=actor)
    yield actor
    shelf_clear()


def agree(book: BookBuilder, **fields: Any) -> Mandate:
    """A mandate in force from the portfolio's opening: `limits` {"rule" or "rule:subject": "0.1"}, `bands` {class: (min, max)}."""
    limits, bands = fields.pop("limits", {}), fields.pop("bands", {})
    defaults: dict[str, Any] = {
        "type": "discretionary",
        "version": 1,
        "effective_from": date(2000, 1, 1),
        "rule_pack": "EU",
        "cadence": "quarterly",
    }
    mandate: Mandate = Mandate.objects.create(portfolio=book.portfolio, **defaults | fields)
    for code, value in limits.items():
        rule, _, subject = code.partition(":")
        Limit.objects.create(mandate=mandate, rule=rule, subject=subject, value=Decimal(value))
    for asset_class, (minimum, maximum) in bands.items():
        AllocationTarget.objects.create(
            mandate=mandate,
            asset_class=asset_class,
            minimum=Decimal(minimum),
            target=Decimal(minimum),
            maximum=Decimal(maximum),
        )
    return mandate


def night(actor: Actor, on: str, *books: BookBuilder) -> MonitorResult:
    """Value and monitor, as a night does."""
    ids = [book.portfolio.pk for book in books]
    valuations_run(actor=actor, portfolio_ids=ids, until=day(on))
    return portfolios_monitor(actor=actor, portfolio_ids=ids, as_of=day(on))
