"""The client's portal: what they have, how it did, what was done, what was reported, and who looked."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clients.models import Client, Notification
from clients.notices import notice_text
from clients.services.notifications import notification_acknowledge, notification_read
from portfolios.chart_labels import money_labels
from portfolios.charts.donut import Share, donut_chart
from portfolios.charts.line import line_chart
from portfolios.charts.palette import slot_of
from portfolios.charts.series import Series
from portfolios.charts.svg import NARROW, WIDE, Size
from portfolios.choices import AssetClass
from portfolios.models import Portfolio
from portfolios.selectors.holdings import HoldingsReport, holdings_as_of
from portfolios.selectors.transactions import cash_effect
from reporting.selectors.statements import statements_visible
from tenancy.clock import business_date
from tenancy.figures import compact_text
from tenancy.pages import PageRequest, page, shows
from tenancy.permissions import visible, visible_or_404
from tenancy.roles import Action, Role
from workspace.access_words import about, by_what
from workspace.selectors.portal import (
    MoneyDay,
    looks_at_own_data,
    money_days,
    own_portfolios,
    own_transactions,
    standings_for,
    wealth_of,
)

PAGE_SIZE = 40


@require_GET
@page(action=Action.PORTAL, purpose="portal.home")
def portal_home(request: PageRequest) -> HttpResponseBase:
    """Everything the person has, in one figure and by portfolio, and the notices that wait."""
    actor = request.actor
    as_of = business_date(actor.tenant)
    portfolios = own_portfolios(actor=actor)
    standings = standings_for(actor=actor, portfolios=portfolios, as_of=as_of)
    waiting = visible(actor, Notification).filter(acknowledged_at__isnull=True).order_by("-on", "-id")
    shows(
        request, *(portfolio.client_id for portfolio in portfolios), *(each.client_id for each in waiting[:3])
    )
    context = {
        "heading": _("Overview"),
        "standings": standings,
        "wealth": wealth_of(tenant=actor.tenant, standings=standings, as_of=as_of),
        "as_of": max((each.on for each in standings if each.on), default=None),
        "notices": [_noticed(each) for each in waiting[:3]],
        "several_clients": len({portfolio.client_id for portfolio in portfolios}) > 1,
    }
    return render(request, "portal/home.html", context)


@require_GET
@page(action=Action.PORTAL, purpose="portal.portfolio")
def portal_portfolio(request: PageRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """One portfolio: its value against the money put in, what it is made of, and every holding."""
    portfolio = visible_or_404(request.actor, Portfolio.objects.select_related("client"), public_id)
    shows(request, portfolio.client_id, obj=portfolio)
    as_of = business_date(request.actor.tenant)
    days = money_days(portfolio=portfolio, until=as_of)
    on = days[-1].on if days else as_of
    report = holdings_as_of(tenant=request.actor.tenant, portfolio=portfolio, as_of=on)
    (standing,) = standings_for(actor=request.actor, portfolios=[portfolio], as_of=as_of)
    context = {
        "heading": portfolio.name,
        "portfolio": portfolio,
        "breadcrumbs": [{"label": _("Overview"), "url": reverse("portal_home")}],
        "standing": standing,
        "report": report,
        "put_in": days[-1].put_in if days else None,
        "chart": {"wide": _money_chart(days, WIDE), "narrow": _money_chart(days, NARROW)},
        "donut": _donut(report),
        "classes": _classes(report),
    }
    return render(request, "portal/portfolio.html", context)


def _money_chart(days: Sequence[MoneyDay], size: Size) -> str:
    dates = [day.on for day in days]
    series = [
        Series(name=_("Value"), days=dates, values=[day.value for day in days]),
        Series(name=_("Put in"), days=dates, values=[day.put_in for day in days], stepped=True),
    ]
    return line_chart(
        series,
        title=_("Value against the money put in"),
        labels=money_labels(get_language() or "en"),
        size=size,
    )


def _classes(report: HoldingsReport) -> list[dict[str, Any]]:
    names = dict(AssetClass.choices)
    order = list(AssetClass.values)
    weights = report.weights_by_class()
    return [
        {"code": code, "label": names.get(code, code), "weight": weights[code]}
        for code in sorted(weights, key=lambda code: (-(weights[code] or 0), order.index(code)))
    ]


def _donut(report: HoldingsReport) -> str:
    shares = [
        Share(label=str(each["label"]), value=each["weight"], slot=slot_of(each["code"]))
        for each in _classes(report)
    ]
    middle = "—" if report.total is None else compact_text(report.total, language=get_language())
    return donut_chart(shares, title=_("What you have, by class"), middle=middle, unit=report.currency)


@require_GET
@page(action=Action.PORTAL, purpose="portal.transactions")
def portal_transactions(request: PageRequest) -> HttpResponseBase:
    """What was booked, the latest first, in all portfolios or in one."""
    portfolios = own_portfolios(actor=request.actor)
    chosen = next((p for p in portfolios if str(p.public_id) == request.GET.get("portfolio")), None)
    rows = paged(request, own_transactions(actor=request.actor, portfolio=chosen))
    bookings = [{"row": row, "effect": cash_effect(row)} for row in rows]
    shows(request, *(portfolio.client_id for portfolio in portfolios))
    context = {
        "heading": _("Transactions"),
        "shown": rows,
        "bookings": bookings,
        "choices": _choices(portfolios, chosen),
        "several": len(portfolios) > 1,
    }
    return render(request, "portal/transactions.html", context)


def _choices(portfolios: Sequence[Portfolio], chosen: Portfolio | None) -> list[dict[str, Any]]:
    every = {"label": _("All"), "url": reverse("portal_transactions"), "current": chosen is None}
    return [every] + [
        {
            "label": portfolio.name,
            "url": f"{reverse('portal_transactions')}?portfolio={portfolio.public_id}",
            "current": portfolio == chosen,
        }
        for portfolio in portfolios
    ]


def paged(request: PageRequest, rows: Any) -> Page[Any]:
    """The page of `rows` that the address asks for (`?page=`)."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


@require_GET
@page(action=Action.PORTAL, purpose="portal.statements")
def portal_statements(request: PageRequest) -> HttpResponseBase:
    """The statements that were released, as pages and as papers."""
    rows = paged(request, statements_visible(actor=request.actor))
    shows(request, *{row.portfolio.client_id for row in rows})
    return render(request, "portal/statements.html", {"heading": _("Statements"), "shown": rows})


@require_GET
@page(action=Action.PORTAL, purpose="portal.notices")
def portal_notices(request: PageRequest) -> HttpResponseBase:
    """What the firm told the client, the latest first."""
    rows = paged(request, visible(request.actor, Notification).order_by("-on", "-id"))
    shows(request, *{row.client_id for row in rows})
    context = {"heading": _("Notices"), "shown": rows, "notices": [_noticed(row) for row in rows]}
    return render(request, "portal/notices.html", context)


def _noticed(row: Notification) -> dict[str, Any]:
    return {"row": row, "text": notice_text(row.code, row.parameters)}


@require_GET
@page(action=Action.PORTAL, purpose="portal.notice")
def portal_notice(request: PageRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """One notice in full; the page itself says that it has been opened."""
    row = visible_or_404(request.actor, Notification, public_id)
    shows(request, row.client_id, obj=row)
    noticed = _noticed(row)
    context = {
        "heading": noticed["text"].title,
        "notice": noticed,
        "breadcrumbs": [{"label": _("Notices"), "url": reverse("portal_notices")}],
    }
    return render(request, "portal/notice.html", context)


@require_POST
@page(action=Action.NOTICE_ACKNOWLEDGE, purpose="portal.notice")
def portal_notice_read(request: PageRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Note that the notice was opened."""
    notification_read(
        actor=request.actor, notification=visible_or_404(request.actor, Notification, public_id)
    )
    return HttpResponse(status=204)


@require_POST
@page(action=Action.NOTICE_ACKNOWLEDGE, purpose="portal.notice")
def portal_notice_acknowledge(request: PageRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The client says that they have taken note."""
    notice = visible_or_404(request.actor, Notification, public_id)
    notification_acknowledge(actor=request.actor, notification=notice)
    return HttpResponseRedirect(reverse("portal_notice", kwargs={"public_id": public_id}))


@require_GET
@page(action=Action.PORTAL, purpose="portal.access")
def portal_access(request: PageRequest) -> HttpResponseBase:
    """Who looked at the client's data: when, as what, for what, by which door."""
    include_own = request.GET.get("own") == "1"
    rows = paged(request, looks_at_own_data(actor=request.actor, include_own=include_own))
    shows(request, *visible(request.actor, Client).values_list("pk", flat=True))
    looks = [
        {
            "at": row.created_at,
            "who": row.user.get_full_name() if row.user else _("Limpid itself"),
            "is_own": row.user_id == request.actor.user_id,
            "role": Role(row.role).label,
            "about": about(row.purpose),
            "how": by_what(row.surface),
        }
        for row in rows
    ]
    context = {
        "heading": _("Who looked at your data"),
        "shown": rows,
        "looks": looks,
        "choices": [
            {"label": _("Others"), "url": reverse("portal_access"), "current": not include_own},
            {"label": _("Including you"), "url": f"{reverse('portal_access')}?own=1", "current": include_own},
        ],
    }
    with timezone.override(request.actor.tenant.zone):
        return render(request, "portal/access.html", context)


@require_GET
@page(action=Action.PORTAL, purpose="portal.profile")
def portal_profile(request: PageRequest) -> HttpResponseBase:
    """What the firm knows of the client: contact data, the assessment of risk, goals."""
    clients = list(visible(request.actor, Client).order_by("sort_name", "pk"))
    shows(request, *(client.pk for client in clients))
    files = [
        {
            "client": client,
            "risk": client.risk_profiles.order_by("-assessed_on", "-pk").first(),
            "goals": client.goals.order_by("target_on", "pk"),
        }
        for client in clients
    ]
    context = {
        "heading": _("What we know of you"),
        "files": files,
        "as_of": business_date(request.actor.tenant),
    }
    return render(request, "portal/profile.html", context)
