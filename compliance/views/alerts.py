"""The queue of alerts and the page of one: what the rule saw, what became of it, what the client was told."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clients.notices import notice_text
from compliance.alert_words import (
    SEVERITY_CHIPS,
    STATE_CHIPS,
    STEPS,
    contributors_of,
    facts_of,
    figure_of,
    headline_of,
    kind_of,
    subject_of,
    title_of,
)
from compliance.forms import AcknowledgeForm, AlertFilterForm, AssignForm, CloseForm
from compliance.models import OPEN_STATES, Alert, AlertEvent, AlertState, Severity
from compliance.selectors.alerts import QUEUE, RELATED, alert_list
from compliance.services.alerts import alert_acknowledge, alert_assign, alert_close
from portfolios.views.frame import address_of
from tenancy.clock import business_date
from tenancy.cursors import slice_links, slice_of
from tenancy.pages import PageRequest, attempt, page, shows
from tenancy.permissions import visible_or_404
from tenancy.roles import Action


@page(action=Action.ALERT_VIEW, purpose="alerts")
@require_safe
def alert_list_page(request: PageRequest) -> HttpResponseBase:
    """The queue: the most severe first, then the oldest."""
    form = AlertFilterForm(request.GET)
    wanted = form.wanted()
    found = slice_of(
        alert_list(actor=request.actor, wanted=wanted), ordering=QUEUE, mark=request.GET.get("mark", "")
    )
    shows(request, *{each.portfolio.client_id for each in found.rows})
    query = {name: request.GET.get(name, "") for name in form.fields}
    context = {
        "heading": _("Alerts"),
        "form": form,
        "is_filtered": any(query.values()),
        "rows": [alert_row(each, request) for each in found.rows],
        **slice_links(found, query=query),
    }
    part = "#rows" if request.htmx and request.htmx.target == "alerts" else ""
    return render(request, f"compliance/alert_list.html{part}", context)


def alert_row(alert: Alert, request: PageRequest) -> dict[str, Any]:
    """One alert as a row of a list."""
    currency = alert.portfolio.currency
    until = alert.cleared_on or business_date(request.actor.tenant)
    return {
        "alert": alert,
        "title": title_of(alert.rule),
        "subject": subject_of(alert),
        "severity": SEVERITY_CHIPS[Severity(alert.severity)],
        "state": STATE_CHIPS[AlertState(alert.state)],
        "value": figure_of(alert.rule, alert.value, currency=currency),
        "limit": figure_of(alert.rule, alert.limit, currency=currency),
        "worst": figure_of(alert.rule, alert.worst_value, currency=currency),
        "age": max(0, (until - alert.first_seen_on).days),
    }


@page(action=Action.ALERT_VIEW, purpose="alerts")
@require_safe
def alert_detail(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """One alert with its facts, its steps and the client's notice."""
    alert = _shown(request, public_id)
    return render(request, "compliance/alert_detail.html", _detail(request, alert))


def _shown(request: PageRequest, public_id: UUID) -> Alert:
    rows = Alert.objects.select_related(*RELATED, "notification", "mandate")
    alert = visible_or_404(request.actor, rows, public_id)
    shows(request, alert.portfolio.client_id, obj=alert)
    return alert


def _detail(request: PageRequest, alert: Alert, **forms_shown: forms.Form) -> dict[str, Any]:
    kind = kind_of(alert.rule)
    events = AlertEvent.objects.filter(alert=alert).select_related("user").order_by("-pk")
    notice = alert.notification
    standing = alert.state in OPEN_STATES
    return {
        **alert_row(alert, request),
        "heading": headline_of(alert),
        "breadcrumbs": [
            {"label": _("Alerts"), "url": reverse("alert_list")},
            {
                "label": alert.portfolio.name,
                "url": address_of("portfolio_overview", alert.portfolio.public_id),
            },
        ],
        "portfolio_url": address_of("portfolio_overview", alert.portfolio.public_id),
        "client_url": address_of("client_detail", alert.portfolio.client.public_id),
        "explanation": _(kind.explanation) if kind else "",
        "source": kind.source if kind else "",
        "facts_seen": facts_of(alert, currency=alert.portfolio.currency),
        "contributors": contributors_of(alert, currency=alert.portfolio.currency),
        "events": [_step(each, alert) for each in events],
        "notice": notice,
        "notice_text": notice_text(notice.code, notice.parameters) if notice else None,
        "deliveries": list(notice.deliveries.order_by("pk")) if notice else [],
        "may_acknowledge": alert.state == AlertState.OPEN and request.actor.may(Action.ALERT_HANDLE),
        "may_assign": standing and request.actor.may(Action.ALERT_HANDLE),
        "may_close": standing and request.actor.may(Action.ALERT_CLOSE),
        "acknowledge_form": AcknowledgeForm(),
        "assign_form": AssignForm(initial={"owner": alert.owner_id}),
        "close_form": CloseForm(),
        **forms_shown,
    }


def _step(event: AlertEvent, alert: Alert) -> dict[str, Any]:
    figure = figure_of(alert.rule, event.value, currency=alert.portfolio.currency)
    who = event.user.name if event.user else ""
    return {
        "title": STEPS.get(event.kind, event.kind),
        "on": event.on,
        "note": event.note,
        "who": who,
        "figure": figure,
        "state": {"opened": "danger", "cleared": "ok", "closed": "ok"}.get(event.kind, ""),
    }


def _decided(
    request: PageRequest, alert: Alert, name: str, form: forms.Form, work: Callable[..., Alert], done: str
) -> HttpResponseBase:
    """Carry out what was asked with the form's fields, or show the alert again with what is wrong."""
    if form.is_valid():
        ask = partial(work, actor=request.actor, alert=alert, **form.cleaned_data)
        if attempt(form, ask) is not None:
            messages.success(request, done)
            return redirect(reverse("alert_detail", kwargs={"public_id": alert.public_id}))
    context = _detail(request, alert, **{name: form})
    return render(request, "compliance/alert_detail.html", context, status=422)


@page(action=Action.ALERT_HANDLE, purpose="alerts")
@require_POST
def alert_acknowledge_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Somebody looks after it."""
    form = AcknowledgeForm(request.POST)
    done = _("The alert is acknowledged.")
    return _decided(request, _shown(request, public_id), "acknowledge_form", form, alert_acknowledge, done)


@page(action=Action.ALERT_HANDLE, purpose="alerts")
@require_POST
def alert_assign_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Somebody else looks after it."""
    form = AssignForm(request.POST)
    done = _("The alert is assigned.")
    return _decided(request, _shown(request, public_id), "assign_form", form, alert_assign, done)


@page(action=Action.ALERT_CLOSE, purpose="alerts")
@require_POST
def alert_close_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """It ends by decision, with a reason."""
    form = CloseForm(request.POST)
    done = _("The alert is closed.")
    return _decided(request, _shown(request, public_id), "close_form", form, alert_close, done)
