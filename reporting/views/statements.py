"""Statements for staff and, released ones only, for clients: list, one version as a page, its PDF, prepare, release."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.names import plain
from portfolios.choices import Cadence
from portfolios.models import Portfolio
from portfolios.selectors.reconciliation import open_breaks
from reporting.document import statement_context
from reporting.forms import PrepareForm, StatementFilter, WithdrawForm
from reporting.models import Statement, StatementKind, StatementVersion, VersionState
from reporting.selectors.due import period_before
from reporting.selectors.statements import statements_visible, versions_visible, versions_with_data
from reporting.services.statements import statement_prepare, statement_release, statement_withdraw
from reporting.statement_data import from_json
from tenancy.errors import NotFound
from tenancy.pages import PageRequest, page, shows
from tenancy.permissions import visible, visible_or_404
from tenancy.roles import Action
from tenancy.services.documents import document_open

PAGE_SIZE = 50
CHIPS = {
    VersionState.PREPARED: "info",
    VersionState.RENDERED: "warn",
    VersionState.RELEASED: "ok",
    VersionState.WITHDRAWN: "",
}


@require_GET
@page(action=Action.STAFF_PAGES, purpose="statements")
def statement_list(request: PageRequest) -> HttpResponseBase:
    """All statements in sight, filtered by state, kind and portfolio or client."""
    form, rows = statements_asked(request)
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shows(request, *{row.portfolio.client_id for row in shown})
    context = {
        "heading": _("Statements"),
        "form": form,
        "shown": shown,
        "may_prepare": request.actor.may(Action.STATEMENT_PREPARE),
    }
    return render(request, "reporting/statement_list.html", context)


def statements_asked(request: PageRequest) -> tuple[StatementFilter, QuerySet[Statement]]:
    """The filters of the address and the statements they choose, the latest period first."""
    form = StatementFilter(request.GET)
    found = form.cleaned_data if form.is_valid() else {}
    rows = statements_visible(actor=request.actor, state=found.get("state", ""))
    if found.get("kind"):
        rows = rows.filter(kind=found["kind"])
    if found.get("q"):
        words = plain(found["q"])
        named = Q(portfolio__reference__icontains=words) | Q(portfolio__client__search__contains=words)
        rows = rows.filter(named)
    return form, rows


@require_GET
@page(action=Action.VIEW, purpose="statement")
def statement_detail(request: PageRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """One version as a page, made of the same frozen value as its PDF."""
    version = visible_or_404(request.actor, versions_with_data(), public_id)
    portfolio = version.statement.portfolio
    shows(request, portfolio.client_id, obj=version)
    data = from_json(version.data)
    with timezone.override(data.firm.zone), translation.override(translation.get_language()):
        context = statement_context(
            data, data_hash=version.data_hash, version=version.version, interactive=True
        )
    is_staff = request.actor.is_staff
    context |= {
        "heading": f"{portfolio.name} · {context['paper']['period']}",
        "facts": _facts(version),
        "version_row": version,
        "versions": versions_visible(actor=request.actor, statement=version.statement),
        "is_staff": is_staff,
        "breaks": open_breaks(portfolio=portfolio).count() if is_staff else 0,
        "may_release": _may_release(request, version),
        "may_withdraw": request.actor.may(Action.STATEMENT_PREPARE)
        and version.state in {"prepared", "rendered"},
        "layout": "app.html" if is_staff else "portal.html",
    }
    return render(request, "reporting/statement_detail.html", context)


def _facts(version: StatementVersion) -> list[dict[str, Any]]:
    portfolio = version.statement.portfolio
    return [
        {"label": _("Client"), "value": portfolio.client.name},
        {"label": _("Portfolio"), "value": portfolio.reference},
        {"label": _("Version"), "value": version.version},
        {
            "label": _("State"),
            "value": version.get_state_display(),
            "chip": CHIPS[VersionState(version.state)],
        },
    ]


def _may_release(request: PageRequest, version: StatementVersion) -> bool:
    return (
        request.actor.may(Action.STATEMENT_RELEASE)
        and version.state == VersionState.RENDERED
        and version.prepared_by_id != request.actor.user_id
    )


@require_GET
@page(action=Action.VIEW, purpose="statement PDF")
def statement_pdf(request: PageRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The stored PDF, byte for byte; what is not there yet is not found."""
    version = visible_or_404(request.actor, versions_with_data(), public_id)
    if version.document is None:
        raise NotFound
    shows(request, version.statement.portfolio.client_id, obj=version)
    return FileResponse(
        document_open(document=version.document),
        content_type="application/pdf",
        filename=version.document.name,
    )


@require_http_methods(["GET", "POST"])
@page(action=Action.STATEMENT_PREPARE, purpose="prepare a statement")
def statement_new(request: PageRequest) -> HttpResponseBase:
    """Prepare a statement of a whole month or quarter."""
    portfolios = visible(request.actor, Portfolio).order_by("reference")
    given = {"portfolio": request.GET.get("portfolio"), "kind": request.GET.get("kind")}
    form = PrepareForm(request.POST or None, portfolios=portfolios, initial=given)
    if request.method == "POST" and form.is_valid():
        return _prepared(request, form.cleaned_data)
    shows(request, *portfolios.values_list("client_id", flat=True).distinct())
    status = 422 if request.method == "POST" else 200
    context = {"heading": _("Prepare a statement"), "form": form}
    return render(request, "reporting/statement_new.html", context, status=status)


def _prepared(request: PageRequest, found: dict[str, Any]) -> HttpResponseRedirect:
    kind = StatementKind(found["kind"])
    after, until = period_before(found["until"], Cadence(kind.value))
    version = statement_prepare(
        actor=request.actor,
        portfolio=found["portfolio"],
        kind=kind,
        period_from=after,
        period_to=until,
        change_note=found["change_note"],
    )
    messages.success(request, _("The figures are frozen; the PDF follows in a moment."))
    return redirect("statement_detail", public_id=version.public_id)


@require_POST
@page(action=Action.STATEMENT_RELEASE, purpose="release a statement")
def statement_release_do(request: PageRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Release a version as the second person."""
    version = visible_or_404(request.actor, StatementVersion, public_id)
    statement_release(actor=request.actor, version=version)
    messages.success(request, _("Released: the client sees it now and is told by e-mail."))
    return HttpResponseRedirect(reverse("statement_detail", kwargs={"public_id": public_id}))


@require_POST
@page(action=Action.STATEMENT_PREPARE, purpose="withdraw a statement")
def statement_withdraw_do(request: PageRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Take a version back before its release."""
    version = visible_or_404(request.actor, StatementVersion, public_id)
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    statement_withdraw(actor=request.actor, version=version, reason=reason)
    messages.success(request, _("Withdrawn."))
    return HttpResponseRedirect(reverse("statement_detail", kwargs={"public_id": public_id}))
