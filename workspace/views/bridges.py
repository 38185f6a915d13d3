"""Why the value changed: of a portfolio, of a household, and of what a client has; each figure opens into its items."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_safe

from clients.models import Household
from clients.views.households import crumbs, household_tabs
from portfolios.bridge_labels import columns_of, label_of
from portfolios.bridge_words import bridge_sentences
from portfolios.ledger.bridge import BridgeRow
from portfolios.missing_words import missing_text
from portfolios.models import Portfolio
from portfolios.selectors.bridge_cells import ROW_CELLS, WHOLE_CELLS, row_named
from portfolios.selectors.bridges import BridgeReport, bridge_of, first_effect_on
from portfolios.views.frame import portfolio_frame, portfolio_shown
from reporting.selectors.reported import reported_at
from tenancy.clock import business_date
from tenancy.pages import PageRequest, page, shows
from tenancy.permissions import visible, visible_or_404
from tenancy.roles import Action
from workspace.bridge_pages import (
    cell_effect,
    cell_summands,
    chart_of,
    item_lines,
    lines_of,
    row_heads,
    row_lines,
    row_names,
)
from workspace.bridge_periods import Asked, asked_of, form_of, period_choices
from workspace.selectors.portal import own_portfolios

ITEMS_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page of changes stands: its templates, the address of its items, and what else its addresses carry."""

    template: str
    cell_template: str
    path: str
    cell_path: str
    more: dict[str, str]
    links_bookings: bool = True


def _changes(
    request: PageRequest, portfolios: Sequence[Portfolio], currency: str, place: _Place, frame: dict[str, Any]
) -> HttpResponseBase:
    """The page: period and currency, waterfall, words, the table of columns and that of instruments and accounts."""
    tenant, begun = request.actor.tenant, first_effect_on(portfolios)
    today = business_date(tenant)
    asked, form = asked_of(request.GET, today=today, begun=begun, currency=currency)
    report = _report(request, portfolios, asked)
    row = _row(request, report)

    def address(column: str, name: str) -> str:
        return f"{place.cell_path}?{asked.query(column=column, row=name, **place.more)}"

    def own_page(name: str) -> str:
        return f"{place.path}?{asked.query(row=name, **place.more)}"

    title = _("From the value at the beginning to the value at the end")
    context = {
        **frame,
        "has_begun": begun is not None and begun <= asked.until,
        "form": form_of(asked, form, _currencies(request, report, portfolios, currency)),
        "more": {**place.more, **({"row": request.GET["row"]} if row else {})},
        "periods": period_choices(asked, row=request.GET.get("row", ""), **place.more),
        "report": report,
        "row": None if row is None else row_names(report, row),
        "whole_url": own_page(""),
        "chart": chart_of(report, row, title),
        "lines": lines_of(report, row, address),
        "heads": row_heads(),
        "rows": [] if row else row_lines(report, address, own_page),
        "sentences": [] if row else bridge_sentences(report.bridge),
        "missing": [missing_text(each) for each in report.missing],
    }
    return render(request, place.template, context)


def _cell(
    request: PageRequest, portfolios: Sequence[Portfolio], currency: str, place: _Place, frame: dict[str, Any]
) -> HttpResponseBase:
    """The items of one figure, in a drawer or on a page of their own."""
    begun = first_effect_on(portfolios)
    today = business_date(request.actor.tenant)
    asked, _form = asked_of(request.GET, today=today, begun=begun, currency=currency)
    report = _report(request, portfolios, asked)
    row, name = _row(request, report), request.GET.get("column", "")
    there = set(map(str, WHOLE_CELLS if row is None else ROW_CELLS))
    if not columns_of(name) or not set(columns_of(name)) <= there:
        raise Http404
    shown = Paginator(cell_summands(report, name, row), ITEMS_SHOWN).get_page(request.GET.get("page"))
    own = asked.query(column=name, row=request.GET.get("row", ""), **place.more)
    context = {
        **frame,
        "report": report,
        "label": label_of(name),
        "row": None if row is None else row_names(report, row),
        "lines": item_lines(report, list(shown)),
        "shown": shown,
        "total": cell_effect(report, name, row),
        "own_url": f"{place.cell_path}?{own}",
        "back_url": f"{place.path}?{asked.query(row=request.GET.get('row', ''), **place.more)}",
        "links_bookings": place.links_bookings,
        "several": len(portfolios) > 1,
    }
    template = "workspace/partials/bridge_items.html" if request.htmx else place.cell_template
    return render(request, template, context)


def _report(request: PageRequest, portfolios: Sequence[Portfolio], asked: Asked) -> BridgeReport:
    ids = [each.pk for each in portfolios]
    return bridge_of(
        tenant=request.actor.tenant,
        portfolios=portfolios,
        after=asked.after,
        until=asked.until,
        currency=asked.currency,
        reported=reported_at(portfolio_ids=ids, on=asked.after),
    )


def _row(request: PageRequest, report: BridgeReport) -> BridgeRow | None:
    """The row the page is about; none when it is about the whole, or the row is not in this period."""
    name = request.GET.get("row", "")
    return row_named(report, name) if name else None


def _currencies(
    request: PageRequest, report: BridgeReport, portfolios: Sequence[Portfolio], currency: str
) -> list[str]:
    """The currencies to choose from: the usual one, the firm's, and those of what is held."""
    tenant = request.actor.tenant
    held = {each.currency for each in report.terms.values()} | {each.currency for each in portfolios}
    held |= {each.currency for each in report.accounts.values() if each.currency}
    held |= {tenant.base_currency, tenant.pivot_currency, report.bridge.currency}
    others = sorted(held - {currency})
    return [currency, *others]


@page(action=Action.CLIENT_VIEW, purpose="changes")
@require_safe
def portfolio_bridge(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """What changed in a portfolio and why."""
    portfolio = portfolio_shown(request, public_id)
    frame = portfolio_frame(request, portfolio, "portfolio_bridge")
    return _changes(request, [portfolio], portfolio.currency, _portfolio_place(portfolio), frame)


@page(action=Action.CLIENT_VIEW, purpose="changes")
@require_safe
def portfolio_bridge_items(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """What a figure of the portfolio's changes is made of."""
    portfolio = portfolio_shown(request, public_id)
    frame = portfolio_frame(request, portfolio, "portfolio_bridge")
    return _cell(request, [portfolio], portfolio.currency, _portfolio_place(portfolio), frame)


def _portfolio_place(portfolio: Portfolio) -> _Place:
    key = {"public_id": portfolio.public_id}
    return _Place(
        "workspace/bridge.html",
        "workspace/bridge_items.html",
        reverse("portfolio_bridge", kwargs=key),
        reverse("portfolio_bridge_items", kwargs=key),
        {},
    )


@page(action=Action.CLIENT_VIEW, purpose="household.changes")
@require_safe
def household_bridge(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """What changed in a household and why: its portfolios in sight as one."""
    household, portfolios = _household(request, public_id)
    currency = request.actor.tenant.base_currency
    return _changes(request, portfolios, currency, _household_place(household), _household_frame(household))


@page(action=Action.CLIENT_VIEW, purpose="household.changes")
@require_safe
def household_bridge_items(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """What a figure of the household's changes is made of."""
    household, portfolios = _household(request, public_id)
    currency = request.actor.tenant.base_currency
    return _cell(request, portfolios, currency, _household_place(household), _household_frame(household))


def _household(request: PageRequest, public_id: UUID) -> tuple[Household, list[Portfolio]]:
    household = visible_or_404(request.actor, Household, public_id)
    rows = visible(request.actor, Portfolio).filter(client__household=household).order_by("reference", "id")
    portfolios = list(rows)
    shows(request, *(each.client_id for each in portfolios), obj=household)
    return household, portfolios


def _household_frame(household: Household) -> dict[str, Any]:
    return {
        "heading": household.name,
        "breadcrumbs": crumbs(),
        "tabs": household_tabs(household, "household_bridge"),
    }


def _household_place(household: Household) -> _Place:
    key = {"public_id": household.public_id}
    return _Place(
        "workspace/bridge.html",
        "workspace/bridge_items.html",
        reverse("household_bridge", kwargs=key),
        reverse("household_bridge_items", kwargs=key),
        {},
    )


@require_GET
@page(action=Action.PORTAL, purpose="portal.changes")
def portal_changes(request: PageRequest) -> HttpResponseBase:
    """What changed in everything a client has, or in one portfolio, and why."""
    portfolios, chosen, place = _own(request)
    frame = {"heading": pgettext("bridge", "What changed"), "choices": _choices(portfolios, chosen)}
    wanted = portfolios if chosen is None else [chosen]
    return _changes(request, wanted, _own_currency(request, wanted), place, frame)


@require_GET
@page(action=Action.PORTAL, purpose="portal.changes")
def portal_change_items(request: PageRequest) -> HttpResponseBase:
    """What a figure of the changes is made of."""
    portfolios, chosen, place = _own(request)
    crumb = {"label": pgettext("bridge", "What changed"), "url": place.path}
    wanted = portfolios if chosen is None else [chosen]
    frame = {"heading": pgettext("bridge", "What changed"), "breadcrumbs": [crumb]}
    return _cell(request, wanted, _own_currency(request, wanted), place, frame)


def _own(request: PageRequest) -> tuple[list[Portfolio], Portfolio | None, _Place]:
    """The client's portfolios, the one chosen, and the place of the page. Says that they were shown."""
    portfolios = own_portfolios(actor=request.actor)
    shows(request, *(each.client_id for each in portfolios))
    chosen = next((p for p in portfolios if str(p.public_id) == request.GET.get("portfolio")), None)
    place = _Place(
        "portal/changes.html",
        "portal/change_items.html",
        reverse("portal_changes"),
        reverse("portal_change_items"),
        {} if chosen is None else {"portfolio": str(chosen.public_id)},
        links_bookings=False,
    )
    return portfolios, chosen, place


def _own_currency(request: PageRequest, portfolios: Sequence[Portfolio]) -> str:
    """The one all portfolios share, else the firm's."""
    shared = {each.currency for each in portfolios}
    return shared.pop() if len(shared) == 1 else request.actor.tenant.base_currency


def _choices(portfolios: Sequence[Portfolio], chosen: Portfolio | None) -> list[dict[str, Any]]:
    """Everything, or one portfolio; nothing to choose for who has one."""
    if len(portfolios) < 2:
        return []
    path = reverse("portal_changes")
    every = {"label": _("Everything you have"), "url": path, "current": chosen is None}
    return [every] + [
        {
            "label": each.name,
            "url": f"{path}?portfolio={each.public_id}",
            "current": each == chosen,
        }
        for each in portfolios
    ]
