"""What happened lately around a portfolio: bookings, statements released, contacts with the client, in one line of time."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import ContactNote
from portfolios.models import Portfolio, Transaction
from portfolios.views.frame import address_of
from reporting.models import StatementVersion
from reporting.models.statement import VersionState

EACH: Final = 6


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: what, a note, when, and the page it is on ("" without one)."""

    title: str
    note: str
    on: date
    url: str = ""
    state: str = ""


def activity_of(*, portfolio: Portfolio, until: date, limit: int = EACH) -> list[Happening]:
    """The latest of everything, latest first. The caller may see the portfolio and its client. Three queries."""
    found = [*_bookings(portfolio, until), *_statements(portfolio), *_contacts(portfolio, until)]
    return sorted(found, key=lambda each: each.on, reverse=True)[:limit]


def _bookings(portfolio: Portfolio, until: date) -> list[Happening]:
    rows = Transaction.objects.filter(portfolio=portfolio, trade_date__lte=until)
    latest = rows.select_related("instrument").order_by("-trade_date", "-id")[:EACH]
    return [
        Happening(
            title=_booking_title(row),
            note=str(row.instrument.name) if row.instrument else "",
            on=row.trade_date,
            url=address_of("transaction_detail", row.public_id),
        )
        for row in latest
    ]


def _booking_title(row: Transaction) -> str:
    name = row.get_type_display()
    return _("Reversal: %(type)s") % {"type": name} if row.reverses_id else name


def _statements(portfolio: Portfolio) -> list[Happening]:
    rows = StatementVersion.objects.filter(statement__portfolio=portfolio, state=VersionState.RELEASED)
    latest = rows.select_related("statement", "released_by").order_by("-released_at")[:EACH]
    return [
        Happening(
            title=_("%(kind)s released") % {"kind": row.statement.get_kind_display()},
            note=row.released_by.name if row.released_by else "",
            on=timezone.localdate(row.released_at),
            url=address_of("statement_detail", row.statement.public_id),
            state="ok",
        )
        for row in latest
        if row.released_at is not None
    ]


def _contacts(portfolio: Portfolio, until: date) -> list[Happening]:
    rows = ContactNote.objects.filter(client_id=portfolio.client_id, on__lte=until)
    return [
        Happening(
            title=row.get_channel_display(),
            note=row.summary[:120],
            on=row.on,
            url=address_of("note_list", portfolio.client.public_id),
        )
        for row in rows.order_by("-on", "-id")[:EACH]
    ]
