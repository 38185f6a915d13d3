"""Reading a kept file, and examining every line against the book. Nothing is posted here."""

from collections.abc import Iterable, Sequence
from typing import Any

from portfolios.importing.formats import Declared, FileFormat
from portfolios.importing.kinds import KINDS
from portfolios.importing.messages import RowError
from portfolios.importing.parse import parse
from portfolios.models import ImportBatch, ImportKind, ImportRowError, ImportState
from portfolios.services.imports.bookings import opening_plan, transactions_plan
from portfolios.services.imports.comparison import comparison_plan
from portfolios.services.imports.market import InstrumentsPlan, PricesPlan, RatesPlan
from portfolios.services.imports.plans import LineProblem, Plan, Problems, problem_of
from portfolios.services.imports.preparing import Reading, transactions_prepare
from portfolios.services.imports.progress import progress_note
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.documents import document_open

_NAMES = {"\t": "tab"}


def import_parse(*, actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Read an uploaded file and note every error by line, field and reason; then it is ready to confirm, or refused.

    A batch that has been parsed already comes back as it is.
    """
    require(actor, Action.IMPORT_RUN)
    locked = ImportBatch.objects.select_for_update(no_key=True, of=("self",)).get(pk=batch.pk)
    if locked.state != ImportState.UPLOADED:
        return locked
    if locked.kind == ImportKind.TRANSACTIONS:
        reading = transactions_prepare(actor=actor, batch=locked)
    else:
        reading = _examined(actor, locked)
    progress_note(locked, done=0, total=reading.row_count)
    _keep(locked, reading.problems)
    _note_format(locked, reading.form)
    locked.row_count = reading.row_count
    locked.state = ImportState.REFUSED if reading.problems.count else ImportState.PARSED
    locked.save()
    return locked


def _examined(actor: Actor, batch: ImportBatch) -> Reading:
    """The file read as a whole, and what carrying it out would find."""
    rows, problems, form = read(batch)
    if rows:
        plan = plan_of(actor, batch, rows)
        plan.examine(actor)
        problems = [*problems, *plan.problems]
    unread = {each.line for each in problems} - {row.line for row in rows} - {0}
    return Reading(len(rows) + len(unread), Problems(problems), form)


def read(batch: ImportBatch) -> tuple[list[Any], list[LineProblem], FileFormat | None]:
    """The rows of a batch's file, the reader's errors, and how the file is written (None: it cannot be read)."""
    rows: list[Any] = []
    problems: list[LineProblem] = []
    with document_open(document=batch.document) as file:
        parsing = parse(file, KINDS[batch.kind], Declared(**batch.declared))
        for item in parsing:
            if isinstance(item, RowError):
                problems.append(problem_of(item))
            else:
                rows.append(item)
    return rows, problems, parsing.format


def plan_of(actor: Actor, batch: ImportBatch, rows: Sequence[Any]) -> Plan:
    """What the rows of the batch would do to the book; what they refer to has been looked up, nothing more."""
    match batch.kind:
        case ImportKind.TRANSACTIONS:
            return transactions_plan(actor, rows)
        case ImportKind.OPENING_POSITIONS:
            return opening_plan(actor, rows)
        case ImportKind.PRICES:
            return PricesPlan(actor, rows)
        case ImportKind.FX_RATES:
            return RatesPlan(actor, rows)
        case ImportKind.INSTRUMENTS:
            return InstrumentsPlan(actor, rows)
        case _:
            return comparison_plan(actor, batch, rows)


def _keep(batch: ImportBatch, problems: Problems) -> None:
    """Store the first errors by line, and count all."""
    batch.error_count = problems.count
    ImportRowError.objects.filter(batch=batch).delete()
    ImportRowError.objects.bulk_create(
        [
            ImportRowError(
                tenant_id=batch.tenant_id,
                batch=batch,
                line=each.line,
                field=each.field[:60],
                code=each.code,
                parameters={name: str(value) for name, value in each.parameters.items()},
            )
            for each in problems.first
        ],
        batch_size=500,
    )


def refuse(batch: ImportBatch, problems: Iterable[LineProblem]) -> ImportBatch:
    """Note problems found when committing; the batch is refused."""
    _keep(batch, Problems(problems))
    batch.state = ImportState.REFUSED
    batch.save()
    return batch


def _note_format(batch: ImportBatch, form: FileFormat | None) -> None:
    if form is None:
        return
    batch.encoding = form.encoding[:20]
    batch.delimiter = _NAMES.get(form.header.delimiter, form.header.delimiter)
    batch.decimal_mark = form.reading.decimal_mark or ""
    batch.findings = [{"code": str(each.code), "params": dict(each.params)} for each in form.findings]
