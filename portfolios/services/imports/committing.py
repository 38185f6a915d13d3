"""From "ready to confirm" to "posted": confirmed by a person, carried out once, as a whole or not at all."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolios.models import ImportBatch, ImportChunk, ImportState
from portfolios.services.imports.parsing import plan_of, read, refuse
from portfolios.services.imports.plans import Note, Outcome, PlanFailed
from portfolios.services.imports.posting import Doubt, chunks_post
from portfolios.services.imports.progress import progress_note
from tenancy.errors import Conflict
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record


def _locked(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.select_for_update(no_key=True, of=("self",)).get(pk=batch.pk)


def import_confirm(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """A person confirms the preview; the edge enqueues the posting. Only a file without errors can be (`Conflict`)."""
    require(actor, Action.IMPORT_RUN)
    locked = _locked(batch)
    if locked.state != ImportState.PARSED:
        raise Conflict(
            _("Only a file that is ready can be confirmed; this one is: %(state)s.")
            % {"state": locked.get_state_display()}
        )
    locked.state = ImportState.COMMITTING
    locked.save()
    audit_record(actor=actor, action="import.confirm", obj=locked, after={"rows": locked.row_count})
    return locked


def import_discard(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Put a file aside that has not been posted; its bytes may come in again. Afterwards it is a `Conflict`."""
    require(actor, Action.IMPORT_RUN)
    locked = _locked(batch)
    if locked.state not in (ImportState.UPLOADED, ImportState.PARSED, ImportState.REFUSED):
        raise Conflict(_("What is being posted or has been posted cannot be discarded."))
    ImportChunk.objects.filter(batch=locked).delete()
    locked.state = ImportState.DISCARDED
    locked.save()
    audit_record(actor=actor, action="import.discard", obj=locked)
    return locked


def import_commit(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Carry out a confirmed import in the caller's transaction, exactly once.

    Where the book has moved on since, the file is read and examined again. If anything is wrong now, nothing is posted and
    the batch is refused with its errors. A batch that was committed before comes back as it is.
    """
    require(actor, Action.IMPORT_RUN)
    locked = _locked(batch)
    if locked.state != ImportState.COMMITTING:
        return locked
    outcome = _posted_as_kept(actor, locked) or _carried_out(actor, locked)
    if outcome is None:
        return locked
    locked.state = ImportState.COMMITTED
    locked.posted_count, locked.duplicate_count = outcome.posted, outcome.duplicates
    locked.committed_at = timezone.now()
    locked.save()
    counts = {"posted": outcome.posted, "duplicates": outcome.duplicates}
    audit_record(actor=actor, action="import.commit", obj=locked, after=counts)
    progress_note(locked, done=locked.row_count, total=locked.row_count)
    return locked


def _posted_as_kept(actor: Actor, batch: ImportBatch) -> Outcome | None:
    """Post the rows that were kept when the file was read; None, and nothing done, where that will not do."""
    try:
        with transaction.atomic():
            return chunks_post(actor=actor, batch=batch, note=_note(batch))
    except Doubt:
        ImportChunk.objects.filter(batch=batch).delete()
        return None


def _carried_out(actor: Actor, batch: ImportBatch) -> Outcome | None:
    """Read the file again and carry it out; None where that found problems and the batch is refused."""
    rows, problems, _form = read(batch)
    plan = plan_of(actor, batch, rows)
    problems += plan.problems
    if problems:
        refuse(batch, problems)
        return None
    try:
        with transaction.atomic():
            return plan.commit(actor, batch, _note(batch))
    except PlanFailed as failed:
        plan.examine(actor)
        refuse(batch, plan.problems or failed.problems)
        return None


def _note(batch: ImportBatch) -> Note:
    return lambda done: progress_note(batch, done=done, total=batch.row_count)
