"""The home of each role: what is theirs, what waits for them, what they promised."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from compliance.models import Severity
from compliance.selectors.alerts import QUEUE, AlertFilter, alert_list
from compliance.views.alerts import alert_row
from portfolios.models import ImportState
from portfolios.views.frame import address_of
from portfolios.views.imports import CHIPS as IMPORT_CHIPS
from reporting.models.statement import VersionState
from tenancy.approval_kinds import approval_label, approval_url
from tenancy.clock import business_date
from tenancy.figures import day_text
from tenancy.pages import PageRequest, page, shows
from tenancy.permissions import Actor
from tenancy.roles import Action, Role
from workspace.kpis import count_kpi, flows_kpi, value_kpi
from workspace.selectors import homes
from workspace.selectors.books import book_lines, book_totals, portfolio_rows

LARGEST: Final = 10
WEEK: Final = timedelta(days=7)
SIGN_INS: Final = ("sign_in", "sign_out")
BOOK_LIMIT: Final = 2_000
"""Portfolios that the sum of a book is made of on the page; a larger book is told by its reports."""

type Context = dict[str, Any]


@page(action=Action.STAFF_PAGES, purpose="home")
@require_safe
def staff_home(request: PageRequest) -> HttpResponseBase:
    """The page for the reader's role."""
    role = Role(request.actor.role)
    context = {"heading": _greeting(request.actor), **HOMES[role](request)}
    return render(request, f"workspace/home_{role}.html", context)


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The first address: clients go on to their portal, staff to the home of their role, visitors to the sign-in."""
    actor: Actor | None = getattr(request, "actor", None)
    is_client = actor is not None and actor.role == Role.CLIENT
    return redirect((is_client and _address("portal_home")) or reverse("staff_home"))


def _greeting(actor: Actor) -> str:
    name = actor.user.get_full_name() if actor.user else ""
    return _("Good day, %(name)s") % {"name": name} if name else _("Good day")


def _advisor(request: PageRequest) -> Context:
    actor, today = request.actor, business_date(request.actor.tenant)
    portfolios = list(portfolio_rows(actor=actor).filter(closed_on__isnull=True).order_by("pk")[:BOOK_LIMIT])
    lines = book_lines(actor=actor, portfolios=portfolios, as_of=today)
    totals = book_totals(lines=lines, tenant=actor.tenant, as_of=today)
    queue = alert_list(actor=actor, wanted=AlertFilter()).order_by(*QUEUE)
    alerts = list(queue[: homes.SHOWN])
    reviews = homes.reviews_due(actor=actor, as_of=today)
    due = list(reviews[: homes.SHOWN])
    steps = list(homes.next_steps(actor=actor)[: homes.SHOWN])
    largest = sorted(lines, key=lambda line: _worth(line), reverse=True)[:LARGEST]
    shows(
        request,
        *{line.portfolio.client_id for line in largest},
        *{each.portfolio.client_id for each in alerts},
        *{each.pk for each in due},
        *{each.client_id for each in steps},
    )
    return {
        "totals": totals,
        "kpis": [
            value_kpi(_("Assets in my book"), totals, _day(today)),
            flows_kpi(totals),
            count_kpi(
                _("Clients"),
                totals.clients,
                _("%(count)s portfolios") % {"count": totals.portfolios},
                _address("client_list"),
            ),
            count_kpi(_("Alerts"), queue.count(), _("Open and acknowledged"), _address("alert_list")),
            count_kpi(_("Reviews due"), reviews.count(), _("Within 45 days, or overdue")),
        ],
        "lines": largest,
        "alerts": [alert_row(each, request) for each in alerts],
        "reviews": [(each, address_of("client_detail", each.public_id)) for each in due],
        "steps": [(each, address_of("note_list", each.client.public_id)) for each in steps],
        "today": today,
    }


def _worth(line: Any) -> float:
    """For the order of a list only: currencies are not made equal."""
    value = line.standing.market_value if line.standing else None
    return float(value) if value is not None else -1.0


def _day(on: Any) -> str:
    return day_text(on, language=get_language())


def _operations(request: PageRequest) -> Context:
    actor = request.actor
    imports, breaks = homes.imports_waiting(actor=actor), homes.breaks_open(actor=actor)
    prepared = homes.versions_waiting(actor=actor, state=VersionState.PREPARED)
    rendered = homes.versions_waiting(actor=actor, state=VersionState.RENDERED)
    failed = homes.jobs_failed()
    shown = list(breaks[: homes.SHOWN])
    versions = [*rendered[: homes.SHOWN], *prepared[: homes.SHOWN]]
    shows(
        request,
        *{each.portfolio.client_id for each in shown},
        *{each.statement.portfolio.client_id for each in versions},
    )
    return {
        "kpis": [
            count_kpi(
                _("Imports waiting"), imports.count(), _("To confirm or to correct"), _address("import_list")
            ),
            count_kpi(
                _("Open differences"),
                breaks.count(),
                _("They hold back statements"),
                _address("reconciliation_list"),
            ),
            count_kpi(
                _("Statements in preparation"),
                prepared.count(),
                _("Their papers are being made"),
                _statements(VersionState.PREPARED),
            ),
            count_kpi(
                _("Statements to release"),
                rendered.count(),
                _("By a second person"),
                _statements(VersionState.RENDERED),
            ),
            count_kpi(
                _("Failed jobs"),
                failed.count(),
                _("An administrator can have them done again"),
                _address("job_list"),
            ),
        ],
        "imports": [(each, IMPORT_CHIPS[ImportState(each.state)]) for each in imports[: homes.SHOWN]],
        "breaks": shown,
        "versions": versions,
        "jobs": list(failed[: homes.SHOWN]),
        **_addresses(),
    }


def _compliance(request: PageRequest) -> Context:
    actor = request.actor
    queue = alert_list(actor=actor, wanted=AlertFilter())
    alerts = list(queue.order_by(*QUEUE)[:12])
    breaches = queue.filter(severity=Severity.BREACH)
    approvals = homes.approvals_waiting(actor=actor)
    rendered = homes.versions_waiting(actor=actor, state=VersionState.RENDERED)
    versions = list(rendered[: homes.SHOWN])
    shows(
        request,
        *{each.portfolio.client_id for each in alerts},
        *{each.statement.portfolio.client_id for each in versions},
    )
    return {
        "kpis": [
            count_kpi(
                _("Breaches"),
                breaches.count(),
                _("Open and acknowledged"),
                f"{_address('alert_list')}?severity={Severity.BREACH}",
            ),
            count_kpi(
                _("Without an owner"),
                queue.filter(owner__isnull=True).count(),
                _("Of all alerts that stand"),
            ),
            count_kpi(_("Alerts in all"), queue.count(), _("Open and acknowledged"), _address("alert_list")),
            count_kpi(
                _("Approvals waiting"),
                approvals.count(),
                _("Made by somebody else"),
                _address("approval_list"),
            ),
            count_kpi(
                _("Statements to release"),
                rendered.count(),
                _("By a second person"),
                _statements(VersionState.RENDERED),
            ),
        ],
        "alerts": [alert_row(each, request) for each in alerts],
        "approvals": [(each, approval_label(each), approval_url(each)) for each in approvals[: homes.SHOWN]],
        "versions": versions,
        **_addresses(),
    }


def _auditor(request: PageRequest) -> Context:
    """Figures of the last seven days; the trail and the looks are those of the firm, so no client is named here."""
    since = timezone.now() - WEEK
    week = _("In the last seven days")
    trail = _address("audit_list")
    looks = f"{trail}?show=looks"
    changes = homes.changes_latest()
    return {
        "kpis": [
            count_kpi(_("Changes"), changes.filter(created_at__gte=since).count(), week, trail),
            count_kpi(
                _("Looks by people of the firm"), homes.looks_of_staff(since=since).count(), week, looks
            ),
            count_kpi(_("Refused"), homes.refusals_latest(since=since).count(), week),
            count_kpi(_("Failed sign-ins"), homes.sign_ins_failed(since=since), week),
            count_kpi(
                _("Failed jobs"),
                homes.jobs_failed().count(),
                _("An administrator can have them done again"),
                _address("job_list"),
            ),
        ],
        "changes": list(changes.exclude(action__in=SIGN_INS)[: homes.SHOWN]),
        "refusals": list(homes.refusals_latest()[: homes.SHOWN]),
        "accesses": list(homes.accesses_latest()[:18]),
        "looks_url": looks,
        **_addresses(),
    }


def _administrator(request: PageRequest) -> Context:
    people = homes.people_by_role()
    invitations, failed = homes.invitations_open(), homes.jobs_failed()
    return {
        "kpis": [
            count_kpi(
                _("People"), sum(people.values()), _("Active members of the firm"), _address("person_list")
            ),
            count_kpi(_("Open invitations"), invitations.count(), _("Sent and not answered yet")),
            count_kpi(
                _("Approvals waiting"),
                homes.approvals_waiting(actor=request.actor).count(),
                _("Made by somebody else"),
                _address("approval_list"),
            ),
            count_kpi(_("Failed jobs"), failed.count(), _("They can be done again"), _address("job_list")),
        ],
        "people": [(role.label, people[role]) for role in Role if people.get(role)],
        "invitations": list(invitations[: homes.SHOWN]),
        "jobs": list(failed[: homes.SHOWN]),
        **_addresses(),
    }


def _statements(state: VersionState) -> str:
    return f"{_address('statement_list')}?state={state}"


def _addresses() -> Context:
    """The lists that homes lead to; "" while no page of that name exists."""
    names = ("statement_list", "approval_list", "job_list", "audit_list", "person_list")
    return {f"{name}_url": _address(name) for name in names}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


HOMES: Final[dict[Role, Callable[[PageRequest], Context]]] = {
    Role.ADVISOR: _advisor,
    Role.OPERATIONS: _operations,
    Role.COMPLIANCE: _compliance,
    Role.AUDITOR: _auditor,
    Role.ADMINISTRATOR: _administrator,
}
