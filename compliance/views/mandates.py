"""What the client authorised: the version in force with its limits, the versions before, and recording the next."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from compliance.alert_words import figure_of, kind_of, title_of
from compliance.mandate_form import BENCHMARK_ROWS, MandateForm
from compliance.services.mandates import mandate_record
from portfolios.charts.palette import slot_of
from portfolios.models import Instrument, Mandate, Portfolio
from portfolios.selectors.mandates import MandateInForce, mandate_in_force
from portfolios.views.frame import portfolio_frame, portfolio_shown
from tenancy.clock import business_date
from tenancy.pages import PageRequest, attempt, page
from tenancy.roles import Action


@page(action=Action.CLIENT_VIEW, purpose="mandate")
@require_safe
def portfolio_mandate(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """The mandate in force, its limits in words, and every version."""
    portfolio = portfolio_shown(request, public_id)
    today = business_date(request.actor.tenant)
    current = mandate_in_force(portfolio=portfolio, on=today)
    versions = Mandate.objects.filter(portfolio=portfolio).select_related("recorded_by").order_by("-version")
    context = {
        **portfolio_frame(request, portfolio, "portfolio_mandate"),
        "current": current,
        "versions": list(versions[:100]),
        "may_edit": request.actor.may(Action.MANDATE_EDIT),
        **(_content(current, portfolio) if current else {}),
    }
    return render(request, "compliance/portfolio_mandate.html", context)


def _content(current: MandateInForce, portfolio: Portfolio) -> dict[str, Any]:
    named = _instruments_by_id(current)
    subjects = {str(each.public_id): each.name for each in _instruments_of_limits(current)}
    return {
        "bands": [(each, slot_of(each.asset_class)) for each in current.allocation],
        "benchmark": [(named[each.instrument_id], each.weight) for each in current.benchmark],
        "limits": [
            {
                "title": title_of(each.rule),
                "explanation": _(kind.explanation) if (kind := kind_of(each.rule)) else "",
                "subject": subjects.get(each.subject, each.subject),
                "value": figure_of(each.rule, each.value, currency=portfolio.currency),
            }
            for each in current.limits
        ],
    }


def _instruments_by_id(current: MandateInForce) -> dict[int, Instrument]:
    return Instrument.objects.in_bulk([each.instrument_id for each in current.benchmark])


def _instruments_of_limits(current: MandateInForce) -> list[Instrument]:
    wanted = [each.subject for each in current.limits if len(each.subject) == 36]
    return list(Instrument.objects.filter(public_id__in=wanted)) if wanted else []


@page(action=Action.MANDATE_EDIT, purpose="mandate")
@require_http_methods(["GET", "POST"])
def mandate_create(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Record the next version; the fields hold the version in force."""
    portfolio = portfolio_shown(request, public_id)
    today = business_date(request.actor.tenant)
    current = mandate_in_force(portfolio=portfolio, on=today)
    if current is not None:
        named = _instruments_by_id(current)
        for part in current.benchmark:
            part.instrument = named[part.instrument_id]
    form = MandateForm(request.POST or None, current=current, today=today)
    if request.method == "POST" and form.is_valid():
        record = partial(mandate_record, actor=request.actor, portfolio=portfolio, draft=form.draft())
        if attempt(form, record) is not None:
            messages.success(request, _("The new version of the mandate is recorded."))
            return redirect(reverse("portfolio_mandate", kwargs={"public_id": public_id}))
    context = {
        **portfolio_frame(request, portfolio, "portfolio_mandate"),
        "form": form,
        "kept": sum(bool(each.subject) for each in current.limits) if current else 0,
        "is_long": current is not None and len(current.benchmark) > BENCHMARK_ROWS,
    }
    return render(request, "compliance/mandate_create.html", context, status=422 if form.errors else 200)
