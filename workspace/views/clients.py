"""The first page of a client's file: what the client has with the firm, and what the file says."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clients.forms import RelatedForm
from clients.models import Client
from clients.selectors.clients import (
    documents_of,
    goals_of,
    notes_of,
    relationships_of,
    risk_profiles_of,
)
from clients.views.clients import crumbs
from tenancy.clock import business_date
from tenancy.figures import day_text
from tenancy.pages import PageRequest, page, shows
from tenancy.permissions import visible_or_404
from tenancy.roles import Action
from workspace.kpis import Kpi, count_kpi, flows_kpi, value_kpi
from workspace.selectors.books import BookLine, BookTotals, book_lines, book_totals, portfolio_rows


@page(action=Action.CLIENT_VIEW, purpose="client.file")
@require_safe
def client_detail(request: PageRequest, public_id: UUID) -> HttpResponse:
    """One client: portfolios, facts, profile, goals, papers that expire, next steps, relationships."""
    actor = request.actor
    client = visible_or_404(actor, Client, public_id)
    related = relationships_of(actor=actor, client=client)
    shows(request, client.pk, *(item.related_id for item in related), obj=client)
    today = business_date(actor.tenant)
    portfolios = list(portfolio_rows(actor=actor).filter(client=client).order_by("closed_on", "reference"))
    lines = book_lines(actor=actor, portfolios=portfolios, as_of=today)
    totals = book_totals(
        lines=[each for each in lines if each.portfolio.closed_on is None], tenant=actor.tenant, as_of=today
    )
    context = {
        "client": client,
        "tab": "overview",
        "breadcrumbs": crumbs(),
        "today": today,
        "lines": lines,
        "kpis": _kpis(lines, totals, day_text(today, language=get_language())) if lines else [],
        "profile": next(iter(risk_profiles_of(actor=actor, client=client)), None),
        "goals": goals_of(actor=actor, client=client),
        "documents": documents_of(actor=actor, client=client)[:5],
        "steps": notes_of(actor=actor, client=client)
        .filter(is_done=False)
        .order_by("next_step_on", "id")[:5],
        "relationships": related,
        "related_form": RelatedForm(),
        "may_edit": actor.may(Action.CLIENT_EDIT),
    }
    return render(request, "workspace/client_overview.html", context)


def _kpis(lines: list[BookLine], totals: BookTotals, today: str) -> list[Kpi]:
    return [
        value_kpi(_("Total value"), totals, today),
        flows_kpi(totals),
        count_kpi(_("Portfolios"), totals.portfolios),
        count_kpi(_("Alerts"), sum(each.alerts for each in lines), _("Open and acknowledged")),
    ]
