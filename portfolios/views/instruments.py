"""Instruments and their prices: what is known, from where, and who holds it."""

from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolios.chart_labels import money_labels
from portfolios.chart_pairs import ChartPair, chart_pair
from portfolios.charts.line import line_chart
from portfolios.charts.palette import slot_of
from portfolios.charts.series import Series
from portfolios.forms import InstrumentFilterForm, PriceForm
from portfolios.models import Holding, Instrument, ManualPrice, ManualPriceState, Price
from portfolios.selectors.instruments import BY_NAME, PricePoint, instrument_list, price_history
from portfolios.services.manual_prices import price_enter
from portfolios.services.prices import PriceDraft
from tenancy.clock import business_date
from tenancy.cursors import slice_links, slice_of
from tenancy.figures import day_text, quantity_text
from tenancy.pages import PageRequest, attempt, page, shows
from tenancy.permissions import visible
from tenancy.roles import Action

SHOWN_PRICES: Final = 20
SHOWN_HOLDINGS: Final = 50
SPANS: Final = {"1y": 365, "3y": 1096, "5y": 1827, "max": 40_000}


@page(action=Action.STAFF_PAGES, purpose="instruments")
@require_safe
def instrument_list_page(request: PageRequest) -> HttpResponseBase:
    """The firm's instruments with their latest prices."""
    form = InstrumentFilterForm(request.GET)
    form.is_valid()
    query = {name: request.GET.get(name, "") for name in form.fields}
    today = business_date(request.actor.tenant)
    rows = instrument_list(
        text=form.cleaned_data.get("q", ""), asset_class=form.cleaned_data.get("asset_class", ""), as_of=today
    )
    found = slice_of(rows, ordering=BY_NAME, mark=request.GET.get("mark", ""))
    context = {
        "heading": _("Instruments and prices"),
        "form": form,
        "rows": [(each, slot_of(each.asset_class)) for each in found.rows],
        "is_filtered": any(query.values()),
        "old": today - timedelta(days=7),
        **slice_links(found, query=query),
    }
    part = "#rows" if request.htmx and request.htmx.target == "instruments" else ""
    return render(request, f"portfolios/instrument_list.html{part}", context)


@page(action=Action.STAFF_PAGES, purpose="instruments")
@require_safe
def instrument_detail(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """One instrument: its terms, its price history with sources, and the visible portfolios that hold it."""
    return render(request, "portfolios/instrument_detail.html", _instrument_context(request, public_id))


@page(action=Action.PRICE_EDIT, purpose="instruments")
@require_http_methods(["GET", "POST"])
def price_record(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Add a price by hand."""
    instrument = get_object_or_404(Instrument.objects.all(), public_id=public_id)
    initial = {"on": business_date(request.actor.tenant)}
    form = PriceForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        draft = PriceDraft(
            instrument=instrument, on=given["on"], price=given["price"], source=given["source"]
        )
        work = partial(
            price_enter, actor=request.actor, draft=draft, reason=given["reason"], evidence=form.evidence()
        )
        entered = attempt(form, work)
        if entered is not None:
            return _entered(request, entered, instrument)
    context = {"heading": instrument.name, "instrument": instrument, "form": form, **_crumbs(instrument)}
    return render(request, "portfolios/price_record.html", context, status=422 if form.errors else 200)


def _entered(request: PageRequest, entered: ManualPrice, instrument: Instrument) -> HttpResponseBase:
    """Back to the instrument where the price counts, else to the page on which a second person decides."""
    if entered.state == ManualPriceState.RECORDED:
        recorded = _("The price is recorded; portfolios that hold the instrument are valued again.")
        messages.success(request, recorded)
        return redirect(reverse("instrument_detail", kwargs={"public_id": instrument.public_id}))
    messages.success(request, _("The day has a price already: a second person has to approve the change."))
    return redirect(reverse("manual_price_detail", kwargs={"public_id": entered.public_id}))


def _crumbs(instrument: Instrument) -> dict[str, Any]:
    here = reverse("instrument_detail", kwargs={"public_id": instrument.public_id})
    return {
        "breadcrumbs": [
            {"label": _("Instruments and prices"), "url": reverse("instrument_list")},
            {"label": instrument.symbol or instrument.isin, "url": here},
        ]
    }


def _instrument_context(request: PageRequest, public_id: UUID) -> dict[str, Any]:
    instrument = get_object_or_404(Instrument.objects.all(), public_id=public_id)
    request.purpose_object = instrument
    span = request.GET.get("span", "1y")
    span = span if span in SPANS else "1y"
    today = business_date(request.actor.tenant)
    history = price_history(instrument=instrument, from_on=today - timedelta(days=SPANS[span]), until=today)
    holdings = visible(request.actor, Holding.objects.filter(instrument=instrument).exclude(quantity=0))
    held = list(
        holdings.select_related("portfolio__client", "account").order_by("-quantity")[:SHOWN_HOLDINGS]
    )
    shows(request, *{each.portfolio.client_id for each in held})
    prices = Price.objects.filter(instrument=instrument, on__lte=today).order_by("-on", "-pk")
    return {
        "heading": instrument.name,
        **_crumbs(instrument),
        "instrument": instrument,
        "slot": slot_of(instrument.asset_class),
        "prices": list(prices[:SHOWN_PRICES]),
        "by_hand": list(
            visible(request.actor, ManualPrice)
            .filter(instrument=instrument)
            .select_related("entered_by")
            .order_by("-on", "-pk")[:SHOWN_PRICES]
        )
        if request.actor.may(Action.EVENT_VIEW)
        else [],
        "held": held,
        "chart": _price_chart(instrument, history),
        "chart_table": _price_table(instrument, history),
        "spans": [
            {"label": label, "url": f"?span={code}", "current": code == span}
            for code, label in (("1y", _("1Y")), ("3y", _("3Y")), ("5y", _("5Y")), ("max", _("Max")))
        ],
        "may_price": request.actor.may(Action.PRICE_EDIT),
        "may_enter_event": request.actor.may(Action.TRANSACTION_POST),
    }


def _price_chart(instrument: Instrument, history: list[PricePoint]) -> ChartPair:
    days = [each.on for each in history]
    series = Series(instrument.symbol or instrument.isin, days, [float(each.price) for each in history])
    title = _("Price of %(name)s in %(currency)s") % {
        "name": instrument.name,
        "currency": instrument.currency,
    }
    return chart_pair(
        lambda language, size: line_chart(
            [series], title=title, labels=money_labels(language, places=2), size=size
        )
    )


def _price_table(instrument: Instrument, history: list[PricePoint]) -> dict[str, Any]:
    """Month ends only: the chart in words, short enough to be read out."""
    language = get_language()
    last: dict[tuple[int, int], PricePoint] = {(each.on.year, each.on.month): each for each in history}
    return {
        "head": [_("Last price of the month"), instrument.currency],
        "rows": [
            [
                day_text(each.on, language=language),
                quantity_text(each.price, language=language, minimum=2, maximum=6),
            ]
            for each in reversed(last.values())
        ],
    }
