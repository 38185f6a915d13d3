"""The audit trail as a file to keep."""

from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tenancy.exports import csv_answer
from tenancy.pages import PageRequest, page, shows
from tenancy.roles import Action
from tenancy.selectors.trail import changes_of, client_names
from tenancy.spreadsheets import Cell
from tenancy.trail_words import action_words, purpose_words, role_words, surface_words
from tenancy.views.trail import trail_asked

CHUNK = 1_000


@page(action=Action.AUDIT_VIEW, purpose="export.audit")
@require_safe
def audit_export(request: PageRequest) -> HttpResponse:
    """The entries that the trail's filters choose, newest first: changes and refusals, or looks (`?show=looks`)."""
    _form, looks, found = trail_asked(request)
    last = (_("Where"), _("Address")) if looks else (_("Refused"), _("Reason"), _("Before and after"))
    header = (_("When"), _("Who"), _("E-mail"), _("Role"), _("What"), _("Code"), _("Clients"), *last)
    name = "looks" if looks else "audit"
    return csv_answer(request, name=name, header=header, rows=_rows(request, found, looks=looks))


def _rows(request: PageRequest, found: Any, *, looks: bool) -> Iterator[list[Cell]]:
    """Row by row, the names of the clients looked up for many at once."""
    zone = request.actor.tenant.zone_info
    for chunk in batched(found.order_by("-id").iterator(), CHUNK, strict=False):
        ids = {client_id for row in chunk for client_id in row.client_ids}
        shows(request, *ids)
        names = client_names(actor=request.actor, ids=ids)
        for row in chunk:
            clients = [names[client_id] for client_id in row.client_ids if client_id in names]
            code = row.purpose if looks else row.action
            yield [
                timezone.localtime(row.created_at, zone),
                row.user.get_full_name() if row.user else None,
                row.user.email if row.user else None,
                role_words(row.role),
                purpose_words(code) if looks else action_words(code),
                code,
                "; ".join(clients) or None,
                *(_look(row) if looks else _change(row)),
            ]


def _look(row: Any) -> list[Cell]:
    return [surface_words(row.surface), row.route or None]


def _change(row: Any) -> list[Cell]:
    changes = [f"{each.label}: {each.before} → {each.after}" for each in changes_of(row)]
    return [row.outcome == "refused", row.reason or None, "; ".join(changes) or None]
