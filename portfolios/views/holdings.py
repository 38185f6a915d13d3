"""What a portfolio holds on a day: by asset class, with every price's state, and lots on demand."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from portfolios.charts.palette import slot_of
from portfolios.choices import AssetClass
from portfolios.forms import HoldingsForm
from portfolios.ledger.held import HeldLot
from portfolios.ledger.lookup import LookupState
from portfolios.missing_words import missing_text
from portfolios.models import Instrument, Portfolio, Transaction
from portfolios.selectors.holdings import HoldingRow, HoldingsReport, holdings_as_of
from portfolios.views.frame import portfolio_frame, portfolio_shown
from tenancy.clock import business_date
from tenancy.pages import PageRequest, page
from tenancy.roles import Action


@dataclass(frozen=True, slots=True)
class HoldingGroup:
    """The holdings of one asset class and their sums, None when a part is unknown."""

    label: str
    slot: int
    rows: tuple[HoldingRow, ...]
    value: Decimal | None
    gain: Decimal | None
    weight: Decimal | None


@page(action=Action.CLIENT_VIEW, purpose="holdings")
@require_safe
def portfolio_holdings(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Everything held at the close of a day."""
    portfolio = portfolio_shown(request, public_id)
    as_of = day_asked(request, portfolio)
    report = holdings_as_of(tenant=request.actor.tenant, portfolio=portfolio, as_of=as_of)
    context = {
        **portfolio_frame(request, portfolio, "portfolio_holdings"),
        "form": HoldingsForm({"as_of": as_of}),
        "is_filtered": as_of != business_date(request.actor.tenant),
        "report": report,
        "groups": groups_of(report),
        "cash_weight": _sum([row.weight for row in report.cash]),
        "gain": _sum([row.unrealized_gain for row in report.rows]),
        "missing": [missing_text(row) for row in report.missing],
        "stale": LookupState.ESTIMATED,
        "cash_slot": slot_of(AssetClass.CASH),
    }
    part = "#holdings" if request.htmx and request.htmx.target == "holdings" else ""
    return render(request, f"portfolios/portfolio_holdings.html{part}", context)


def day_asked(request: PageRequest, portfolio: Portfolio) -> date:
    """The day asked for, not before the portfolio opened and not after the business date."""
    today = business_date(request.actor.tenant)
    try:
        asked = parse_date(request.GET.get("as_of", "")) or today
    except ValueError:
        asked = today
    return min(max(asked, portfolio.opened_on), today)


def groups_of(report: HoldingsReport) -> list[HoldingGroup]:
    """By asset class, the largest group first; unknown ones before smaller known ones."""
    by_class: dict[str, list[HoldingRow]] = {}
    for row in report.rows:
        by_class.setdefault(row.instrument.asset_class, []).append(row)
    groups = [_group(name, rows) for name, rows in by_class.items()]
    return sorted(groups, key=lambda group: (group.value is not None, -(group.value or Decimal(0))))


def _group(name: str, rows: list[HoldingRow]) -> HoldingGroup:
    ordered = sorted(rows, key=lambda row: (row.market_value is not None, -(row.market_value or Decimal(0))))
    return HoldingGroup(
        label=str(AssetClass(name).label),
        slot=slot_of(name),
        rows=tuple(ordered),
        value=_sum([row.market_value for row in rows]),
        gain=_sum([row.unrealized_gain for row in rows]),
        weight=_sum([row.weight for row in rows]),
    )


def _sum(values: list[Decimal | None]) -> Decimal | None:
    """The sum, None when a part of it is unknown."""
    known = [each for each in values if each is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


@page(action=Action.CLIENT_VIEW, purpose="holdings")
@require_safe
def holding_lots(request: PageRequest, public_id: UUID, instrument_id: UUID) -> HttpResponse:
    """The open lots of one instrument, with the booking that opened each."""
    portfolio = portfolio_shown(request, public_id)
    instrument = get_object_or_404(Instrument.objects.all(), public_id=instrument_id)
    as_of = day_asked(request, portfolio)
    report = holdings_as_of(tenant=request.actor.tenant, portfolio=portfolio, as_of=as_of)
    lots = [lot for lot in report.lots if lot.instrument == instrument.pk]
    opened = Transaction.objects.filter(portfolio=portfolio).in_bulk([lot.opened_by for lot in lots])
    context = {
        **portfolio_frame(request, portfolio, "portfolio_holdings"),
        "instrument": instrument,
        "as_of": as_of,
        "lots": [_lot(lot, instrument, opened.get(lot.opened_by)) for lot in lots],
    }
    part = "#detail" if request.htmx else ""
    return render(request, f"portfolios/holding_lots.html{part}", context)


def _lot(lot: HeldLot, instrument: Instrument, opened: Transaction | None) -> dict[str, Any]:
    per_unit = lot.quantity * instrument.price_factor
    return {
        "acquired_on": lot.acquired_on,
        "quantity": lot.quantity,
        "cost": lot.cost,
        "base_cost": lot.base_cost,
        "price": None if lot.cost is None or not per_unit else lot.cost / per_unit,
        "opened": opened,
    }
