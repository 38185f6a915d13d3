"""How a portfolio did: a chosen period against its benchmark, risk, money, and month by month."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portfolios.analytics.performance import Measured
from portfolios.choices import FeeKind
from portfolios.figure_words import reason_text
from portfolios.forms import PeriodForm
from portfolios.missing_words import missing_text
from portfolios.models import Portfolio
from portfolios.performance_charts import (
    WHOLE_PAGE,
    calendar_pair,
    calendar_table,
    performance_pair,
    performance_table,
)
from portfolios.selectors.currencies import currencies_offered
from portfolios.selectors.monthly_returns import monthly_returns
from portfolios.selectors.performance import PortfolioPerformance, portfolio_performance
from portfolios.selectors.valuations import first_booking_on
from portfolios.views.frame import portfolio_frame, portfolio_shown
from portfolios.views.periods import ChosenPeriod, period_between, period_choices, period_chosen
from tenancy.clock import business_date
from tenancy.models import FlowTiming
from tenancy.pages import PageRequest, page
from tenancy.roles import Action


@page(action=Action.CLIENT_VIEW, purpose="performance")
@require_safe
def portfolio_performance_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Returns, risk and money of a period."""
    portfolio = portfolio_shown(request, public_id)
    today = business_date(request.actor.tenant)
    begun = first_booking_on(portfolio=portfolio)
    form = _period_form(request, portfolio, begun, today)
    currency = form.cleaned_data.get("currency") or portfolio.currency
    period = _period(request, form, begun, today)
    found = portfolio_performance(
        tenant=request.actor.tenant,
        portfolio=portfolio,
        until=period.until,
        after=period.after,
        currency=currency,
    )
    years = monthly_returns(portfolio=portfolio, until=today)
    title = _("%(portfolio)s and its benchmark, time-weighted") % {"portfolio": portfolio.name}
    context = {
        **portfolio_frame(request, portfolio, "portfolio_performance"),
        "has_begun": begun is not None and begun <= today,
        "periods": period_choices(period.code, currency="" if currency == portfolio.currency else currency),
        "form": _shown_form(form, found),
        "found": found,
        "chart": performance_pair(found.points, title=title, wide=WHOLE_PAGE),
        "chart_table": performance_table(found.points),
        "figures": figure_rows(found),
        "money": money_rows(found),
        "years": years,
        "calendar": calendar_pair(years),
        "calendar_table": calendar_table(years),
        "timing": FlowTiming(found.flow_timing.value).label,
        "missing": [missing_text(row) for row in found.missing],
    }
    return render(request, "portfolios/portfolio_performance.html", context)


def _period_form(request: PageRequest, portfolio: Portfolio, begun: date | None, today: date) -> PeriodForm:
    """What the address asks for, examined; the portfolio's own currency comes first."""
    offered = currencies_offered(tenant=request.actor.tenant, as_of=today)
    currencies = list(dict.fromkeys([portfolio.currency, request.actor.tenant.base_currency, *offered]))
    form = PeriodForm(request.GET, currencies=currencies, begun=begun, today=today)
    form.is_valid()
    return form


def _period(request: PageRequest, form: PeriodForm, begun: date | None, today: date) -> ChosenPeriod:
    """The reader's own period where the address has a sound one, else the one of its code."""
    asked = form.cleaned_data
    if form.errors or not (asked.get("after") or asked.get("until")):
        return period_chosen(request.GET.get("period", ""), until=today, begun=begun)
    return period_between(asked["after"], asked["until"] or today, begun=begun)


def _shown_form(form: PeriodForm, found: PortfolioPerformance) -> PeriodForm:
    """The form with the period that is shown; what could not be read stays as it was typed, with its error."""
    if not form.errors:
        form.data = {
            "after": found.after.isoformat(),
            "until": found.until.isoformat(),
            "currency": found.currency,
        }
    return form


def _row(label: str, figure: Measured, *, move: bool = True, note: str = "") -> dict[str, Any]:
    return {
        "label": label,
        "value": figure.value,
        "reason": reason_text(figure.reason),
        "is_move": move,
        "note": note or (_("Other rates explain the flows as well.") if figure.ambiguous else ""),
    }


def figure_rows(found: PortfolioPerformance) -> list[dict[str, Any]]:
    """Every measure of the period with its reason where there is none."""
    each = found.figures
    days = each.max_drawdown_days
    lasted = _("%(days)s days from the peak until it was reached again, or until today") % {"days": days}
    return [
        _row(_("Time-weighted return, net"), each.time_weighted_return),
        _row(_("Time-weighted return, net, a year"), each.time_weighted_return_annualized),
        _row(_("Time-weighted return before management fees"), each.time_weighted_return_gross),
        _row(_("Money-weighted return"), each.money_weighted_return),
        _row(_("Money-weighted return, a year"), each.money_weighted_return_annualized),
        _row(_("Benchmark"), each.benchmark_return, note=found.benchmark_name),
        _row(_("Above the benchmark"), each.excess_return),
        _row(_("Volatility, a year"), each.volatility, move=False),
        _row(_("Largest fall"), each.max_drawdown, note=lasted if days else ""),
    ]


def money_rows(found: PortfolioPerformance) -> list[dict[str, Any]]:
    """From the value at the beginning to the value at the end, and what was earned and paid on the way."""
    fees = [
        {
            "label": str(FeeKind(kind).label) if kind in FeeKind else _("Other fee"),
            "value": amount,
            "sub": True,
        }
        for kind, amount in sorted(found.sums.fees.items())
    ]
    return [
        {"label": _("Value at the beginning"), "value": found.opening_value},
        {"label": _("Money and securities in"), "value": found.contributions},
        {"label": _("Money and securities out"), "value": -found.withdrawals},
        {"label": _("Gain or loss"), "value": found.absolute_gain, "is_move": True},
        {"label": _("Value at the end"), "value": found.closing_value, "is_total": True},
        {"label": _("of it income"), "value": found.sums.income_total},
        {"label": _("of it fees paid"), "value": found.sums.fees_total},
        *fees,
        {"label": _("of it taxes paid"), "value": found.sums.taxes},
    ]
