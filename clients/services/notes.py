"""Notes of contacts with a client, and the next step agreed."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from clients.models import Client, ContactChannel, ContactNote
from tenancy.errors import Conflict, FieldError, RuleRefused
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record
from tenancy.validation import checked


def note_write(
    *,
    actor: Actor,
    client: Client,
    on: date,
    channel: ContactChannel,
    summary: str,
    next_step: str = "",
    next_step_on: date | None = None,
) -> ContactNote:
    """Write down a contact. A day for the next step needs the step; a note without one is done at once."""
    require(actor, Action.NOTE_WRITE, client)
    if next_step_on is not None and not next_step:
        detail = _("Say what the next step is, or leave its day empty.")
        raise RuleRefused(detail, errors=[FieldError("/next_step", "missing", str(detail))])
    note = checked(
        ContactNote(
            client=client,
            on=on,
            channel=channel,
            summary=summary,
            next_step=next_step,
            next_step_on=next_step_on,
            is_done=not next_step,
            author=actor.user,
        )
    )
    note.save()
    note.refresh_from_db()
    audit_record(
        actor=actor,
        action="note.write",
        obj=note,
        client_ids=[client.pk],
        after={"on": on.isoformat(), "channel": channel, "next_step_on": _day(next_step_on)},
    )
    return note


def note_finish(*, actor: Actor, note: ContactNote) -> ContactNote:
    """Say that the next step is done; `Conflict` when it is already."""
    require(actor, Action.NOTE_WRITE, note)
    locked: ContactNote = ContactNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if locked.is_done:
        raise Conflict(_("This step is already done."))
    locked.is_done = True
    locked.save()
    audit_record(
        actor=actor,
        action="note.finish",
        obj=locked,
        client_ids=[locked.client_id],
        before={"is_done": False},
        after={"is_done": True},
    )
    return locked


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
