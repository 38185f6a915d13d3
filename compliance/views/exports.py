"""The queue of alerts as a file to keep."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from compliance.alert_words import subject_of, title_of, unit_of
from compliance.forms import AlertFilterForm
from compliance.selectors.alerts import QUEUE, alert_list
from tenancy.exports import csv_answer
from tenancy.pages import PageRequest, page, shows
from tenancy.roles import Action
from tenancy.spreadsheets import Cell


@page(action=Action.ALERT_VIEW, purpose="export.alerts")
@require_safe
def alert_export(request: PageRequest) -> HttpResponse:
    """The alerts that the queue's filters choose, the most severe first, then the oldest."""
    header = (
        _("Severity"),
        _("State"),
        _("Rule"),
        _("Subject"),
        _("Portfolio"),
        _("Client"),
        _("Value"),
        _("Limit"),
        _("Worst"),
        _("Unit"),
        _("First seen"),
        _("Last seen"),
        _("Due on"),
        _("Owner"),
    )
    return csv_answer(request, name="alerts", header=header, rows=_rows(request))


def _rows(request: PageRequest) -> Iterator[list[Cell]]:
    wanted = AlertFilterForm(request.GET).wanted()
    for alert in alert_list(actor=request.actor, wanted=wanted).order_by(*QUEUE).iterator():
        portfolio = alert.portfolio
        shows(request, portfolio.client_id)
        yield [
            alert.get_severity_display(),
            alert.get_state_display(),
            title_of(alert.rule),
            subject_of(alert) or None,
            portfolio.reference,
            portfolio.client.name,
            alert.value,
            alert.limit,
            alert.worst_value,
            unit_of(alert.rule, currency=portfolio.currency) or None,
            alert.first_seen_on,
            alert.last_seen_on,
            alert.due_on,
            alert.owner.user.get_full_name() if alert.owner else None,
        ]
