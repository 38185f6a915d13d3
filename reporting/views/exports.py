"""The list of statements as a file to keep."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reporting.models import VersionState
from reporting.views.statements import statements_asked
from tenancy.exports import csv_answer
from tenancy.pages import PageRequest, page, shows
from tenancy.roles import Action
from tenancy.spreadsheets import Cell


@page(action=Action.STAFF_PAGES, purpose="export.statements")
@require_safe
def statement_export(request: PageRequest) -> HttpResponse:
    """The statements that the list's filters choose, the latest period first."""
    header = (
        _("Portfolio"),
        _("Name"),
        _("Client"),
        _("Kind"),
        _("From"),
        _("Until"),
        _("Due on"),
        _("Version"),
        _("State"),
    )
    return csv_answer(request, name="statements", header=header, rows=_rows(request))


def _rows(request: PageRequest) -> Iterator[list[Cell]]:
    _form, found = statements_asked(request)
    for row in found.iterator():
        shows(request, row.portfolio.client_id)
        state = vars(row)["latest_state"]
        yield [
            row.portfolio.reference,
            row.portfolio.name,
            row.portfolio.client.name,
            row.get_kind_display(),
            row.period_from,
            row.period_to,
            row.due_on,
            vars(row)["latest_version"],
            str(VersionState(state).label) if state else None,
        ]
