"""The list of clients as a file to keep."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clients.selectors.clients import client_list
from clients.views.clients import clients_asked
from tenancy.exports import csv_answer
from tenancy.pages import PageRequest, page, shows
from tenancy.roles import Action
from tenancy.spreadsheets import Cell


@page(action=Action.CLIENT_VIEW, purpose="export.clients")
@require_safe
def client_export(request: PageRequest) -> HttpResponse:
    """The clients that the list's filters choose, by name; each of them was read."""
    header = (
        _("Reference"),
        _("Name"),
        _("Kind"),
        _("Household"),
        _("Classification"),
        _("Risk profile"),
        _("Risk profile valid until"),
        _("Language"),
        _("Active"),
    )
    return csv_answer(request, name="clients", header=header, rows=_rows(request))


def _rows(request: PageRequest) -> Iterator[list[Cell]]:
    _form, where = clients_asked(request)
    found = client_list(actor=request.actor, where=where).order_by("sort_name", "id")
    for client in found.iterator():
        shows(request, client.pk)
        yield [
            client.reference,
            client.name,
            client.get_kind_display(),
            client.household.name if client.household else None,
            client.get_classification_display(),
            vars(client)["risk_category"],
            vars(client)["risk_valid_until"],
            client.get_language_display(),
            client.is_active,
        ]
