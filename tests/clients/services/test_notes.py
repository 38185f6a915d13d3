"""Contact notes."""

from datetime import date

import pytest

from clients.models import Client, ContactChannel
from clients.services.notes import note_finish, note_write
from tenancy.errors import Conflict, NotAllowed, NotFound, RuleRefused
from tenancy.models import AuditEntry
from tenancy.permissions import Actor
from tenancy.roles import Role

DAY = date(2022, 5, 2)


def test_a_note_with_a_step_is_open_until_it_is_done(actors: dict[Role, Actor], client_file: Client) -> None:
    note = note_write(
        actor=actors[Role.ADVISOR],
        client=client_file,
        on=DAY,
        channel=ContactChannel.CALL,
        summary="Asked about the house.",
        next_step="Send the plan",
        next_step_on=date(2022, 5, 9),
    )
    assert not note.is_done
    assert note_finish(actor=actors[Role.COMPLIANCE], note=note).is_done
    with pytest.raises(Conflict):
        note_finish(actor=actors[Role.COMPLIANCE], note=note)


def test_the_trail_does_not_repeat_the_text(actors: dict[Role, Actor], client_file: Client) -> None:
    note_write(
        actor=actors[Role.ADVISOR],
        client=client_file,
        on=DAY,
        channel=ContactChannel.MEETING,
        summary="Confidential.",
    )
    entry = AuditEntry.objects.latest("id")
    assert entry.client_ids == [client_file.pk]
    assert "Confidential" not in str(entry.after)


def test_who_may_write(actors: dict[Role, Actor], client_file: Client, hidden_file: Client) -> None:
    with pytest.raises(NotAllowed):
        note_write(
            actor=actors[Role.AUDITOR], client=client_file, on=DAY, channel=ContactChannel.CALL, summary="x"
        )
    with pytest.raises(NotFound):
        note_write(
            actor=actors[Role.ADVISOR], client=hidden_file, on=DAY, channel=ContactChannel.CALL, summary="x"
        )


def test_a_day_needs_its_step(actors: dict[Role, Actor], client_file: Client) -> None:
    with pytest.raises(RuleRefused):
        note_write(
            actor=actors[Role.ADVISOR],
            client=client_file,
            on=DAY,
            channel=ContactChannel.CALL,
            summary="x",
            next_step_on=DAY,
        )
