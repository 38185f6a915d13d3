"""A portfolio on one page: value, performance, allocation, largest positions, what needs attention, what happened."""

from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from compliance.alert_words import figure_of, headline_of
from compliance.models import Alert, Severity
from compliance.selectors.alerts import alerts_of_portfolio
from portfolios.charts.palette import slot_of
from portfolios.choices import AssetClass, FigureState
from portfolios.missing_words import missing_text
from portfolios.models import Portfolio
from portfolios.performance_charts import (
    allocation_donut,
    bands_pair,
    in_order,
    performance_pair,
    performance_table,
)
from portfolios.selectors.holdings import HoldingRow, HoldingsReport
from portfolios.selectors.mandates import MandateInForce, mandate_in_force
from portfolios.selectors.performance import PortfolioPerformance, portfolio_performance
from portfolios.selectors.reconciliation import open_breaks
from portfolios.selectors.unit_values import UnitLine, unit_line
from portfolios.selectors.valuations import first_booking_on
from portfolios.views.frame import address_of, portfolio_frame, portfolio_shown
from portfolios.views.periods import period_choices, period_chosen
from tenancy import figures
from tenancy.clock import business_date
from tenancy.pages import PageRequest, page
from tenancy.roles import Action
from workspace.selectors.activity import activity_of

LARGEST: Final = 9
SEVERITIES: Final = {Severity.BREACH: "danger", Severity.WARNING: "warn", Severity.INFO: "info"}


@page(action=Action.CLIENT_VIEW, purpose="overview")
@require_safe
def portfolio_overview(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """The portfolio as it stands at the firm's business date."""
    portfolio = portfolio_shown(request, public_id)
    tenant, today = request.actor.tenant, business_date(request.actor.tenant)
    begun = first_booking_on(portfolio=portfolio)
    period = period_chosen(request.GET.get("period", ""), until=today, begun=begun)
    found = portfolio_performance(tenant=tenant, portfolio=portfolio, until=today, after=period.after)
    report = found.report
    mandate = mandate_in_force(portfolio=portfolio, on=today)
    breaks = open_breaks(portfolio).count()
    context = {
        **portfolio_frame(request, portfolio, "portfolio_overview", break_count=breaks),
        "report": report,
        "missing": [missing_text(row) for row in report.missing],
        "is_incomplete": report.state == FigureState.INCOMPLETE,
        "kpis": kpis_of(unit_line(portfolio=portfolio, until=today), report, found),
        "periods": period_choices(period.code),
        "chart": performance_pair(found.points, title=_chart_title(portfolio)),
        "chart_table": performance_table(found.points),
        "has_begun": bool(report.rows or report.cash),
        "largest": _largest(report),
        "attention": _attention(portfolio, breaks),
        "activity": activity_of(portfolio=portfolio, until=today),
        **_allocation(report, mandate),
    }
    return render(request, "workspace/portfolio_overview.html", context)


def _chart_title(portfolio: Portfolio) -> str:
    return _("%(portfolio)s and its benchmark, time-weighted") % {"portfolio": portfolio.name}


def kpis_of(line: UnitLine, report: HoldingsReport, found: PortfolioPerformance) -> list[dict[str, Any]]:
    """The strip of headline figures; what is not known says so instead of a number."""
    volatility = found.figures.volatility.value
    share = _cash_share(report)
    annual = line.annualized
    return [
        {
            "label": _("Total value"),
            "unit": report.currency,
            "value": _money(report.total, report.currency),
            "note": _gain_note(found),
            "wide": True,
        },
        _percent_kpi(
            _("Return, year to date"),
            line.year_to_date,
            note=_("Since %(day)s") % {"day": _day(max(date(line.until.year - 1, 12, 31), line.first))},
        ),
        _percent_kpi(
            _("Since inception, p.a.") if annual is not None else _("Since inception"),
            annual if annual is not None else line.since_inception,
            note=_("Since %(day)s") % {"day": _day(line.first)},
        ),
        _percent_kpi(
            _("Largest fall, 3 years"),
            line.largest_fall,
            note=_("Volatility %(share)s in the period shown") % {"share": _percent(volatility, places=1)}
            if volatility is not None
            else "",
        ),
        {
            "label": _("Cash"),
            "value": _money(report.cash_total, report.currency),
            "note": _("%(share)s of the portfolio") % {"share": _percent(share, places=1)}
            if share is not None
            else "",
        },
    ]


def _gain_note(found: PortfolioPerformance) -> str:
    language = get_language()
    flows = figures.number_text(found.external_flows, places=0, language=language, sign=True)
    words = {"flows": flows, "day": _day(found.after)}
    if found.absolute_gain is None:
        return _("Net flows %(flows)s since %(day)s") % words
    gain = figures.number_text(found.absolute_gain, places=0, language=language, sign=True)
    return _("%(gain)s since %(day)s, net flows %(flows)s") % {**words, "gain": gain}


def _cash_share(report: HoldingsReport) -> Decimal | None:
    if report.cash_total is None or not report.total:
        return None
    return report.cash_total / report.total


def _percent_kpi(label: str, value: Decimal | float | None, *, note: str = "") -> dict[str, Any]:
    move = "" if value is None or value == 0 else "gain" if value > 0 else "loss"
    return {"label": label, "value": _percent(value, sign=True), "move": move, "note": note}


def _percent(value: Decimal | float | None, *, places: int = 2, sign: bool = False) -> str:
    if value is None:
        return _("incomplete")
    return figures.percent_text(value, places=places, language=get_language(), sign=sign)


def _money(value: Decimal | None, currency: str) -> str:
    if value is None:
        return _("incomplete")
    places = 0 if abs(value) >= 100_000 else figures.places_of(currency)
    return figures.number_text(value, places=places, language=get_language())


def _day(on: date) -> str:
    return figures.day_text(on, language=get_language())


def _largest(report: HoldingsReport) -> list[tuple[HoldingRow, int, Decimal | None]]:
    """The largest positions with their colour and their return on cost; what has no value comes first, it needs a look."""
    rows = sorted(
        report.rows, key=lambda row: (row.market_value is not None, -(row.market_value or Decimal(0)))
    )
    return [(row, slot_of(row.instrument.asset_class), _return(row)) for row in rows[:LARGEST]]


def _return(row: HoldingRow) -> Decimal | None:
    if row.unrealized_gain is None or not row.cost_basis:
        return None
    return row.unrealized_gain / abs(row.cost_basis)


def _allocation(report: HoldingsReport, mandate: MandateInForce | None) -> dict[str, Any]:
    weights = report.weights_by_class()
    bands = {each.asset_class: each for each in mandate.allocation} if mandate else {}
    parts = [
        {
            "label": AssetClass(name).label,
            "slot": slot_of(name),
            "weight": weight,
            "band": bands.get(name),
            "is_outside": name in bands
            and weight is not None
            and not bands[name].minimum <= weight <= bands[name].maximum,
        }
        for name, weight in in_order({**dict.fromkeys(bands, Decimal(0)), **weights})
    ]
    return {
        "parts": parts,
        "has_bands": bool(bands),
        "donut": allocation_donut(weights, total=report.total, currency=report.currency),
        "bands": bands_pair(weights, bands),
        "mandate": mandate,
    }


def _attention(portfolio: Portfolio, breaks: int) -> list[dict[str, Any]]:
    items = [_alert_item(each, portfolio) for each in alerts_of_portfolio(portfolio_id=portfolio.pk)]
    if breaks:
        items.append(
            {
                "title": _("%(count)s open differences with the custodian") % {"count": breaks},
                "note": _("Statements wait until they are decided."),
                "severity": "danger",
                "icon": "scale",
                "url": address_of("portfolio_breaks", portfolio.public_id),
            }
        )
    return items


def _alert_item(alert: Alert, portfolio: Portfolio) -> dict[str, Any]:
    value = figure_of(alert.rule, alert.value, currency=portfolio.currency)
    limit = figure_of(alert.rule, alert.limit, currency=portfolio.currency)
    note = _("Since %(day)s") % {"day": _day(alert.first_seen_on)}
    if value and limit:
        note = _("%(value)s against a limit of %(limit)s, since %(day)s") % {
            "value": value,
            "limit": limit,
            "day": _day(alert.first_seen_on),
        }
    return {
        "title": headline_of(alert),
        "note": note,
        "severity": SEVERITIES[Severity(alert.severity)],
        "url": address_of("alert_detail", alert.public_id),
        "when": "" if alert.due_on is None else _day(alert.due_on),
    }
