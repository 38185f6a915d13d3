"""Files that came in, and the preview of one: its first rows, its errors, and how it was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Count, QuerySet

from portfolios.import_messages import sentence
from portfolios.importing.formats import Declared, FileFormat
from portfolios.importing.kinds import KINDS
from portfolios.importing.messages import RowError
from portfolios.importing.parse import parse
from portfolios.models import ImportBatch, ImportRowError
from tenancy.permissions import Actor, visible
from tenancy.services.documents import document_open


@dataclass(frozen=True, slots=True)
class LineError:
    """What is wrong with one field of one line, in the reader's language; line 0 is the file as a whole."""

    line: int
    field: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One line as it was understood: its values in the order of the preview's columns, None for empty ones."""

    line: int
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """One cell of the header line and the column it was understood as; None: it is not read."""

    text: str
    column: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """How the file was understood to be written. `decimal_mark` and `date_order` are None where it shows none.

    `declared` names those of the four that the person who uploaded stated.
    """

    encoding: str
    delimiter: str
    decimal_mark: str | None
    date_order: str | None
    header_line: int
    header: tuple[HeaderMatch, ...]
    declared: frozenset[str]


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a person sees before confirming. `errors` are the first ones; `batch.error_count` counts all.

    `written` is None for a file that cannot be read at all.
    """

    batch: ImportBatch
    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    errors: tuple[LineError, ...]
    errors_by_code: Mapping[str, int]
    findings: tuple[str, ...]
    written: Written | None


def import_list(actor: Actor) -> QuerySet[ImportBatch]:
    """The firm's imports, latest first."""
    return visible(actor, ImportBatch).select_related("document", "uploaded_by").order_by("-pk")


def import_preview(*, batch: ImportBatch, rows: int = 20, errors: int = 200) -> ImportPreview:
    """The first rows and errors of a file that has been read; columns that are empty in all of these rows are left out."""
    form, columns, first = _first_rows(batch, rows)
    return ImportPreview(
        batch=batch,
        columns=columns,
        rows=first,
        errors=import_errors(batch=batch, first=errors),
        errors_by_code=_counts(batch),
        findings=tuple(sentence(each["code"], each["params"]) for each in batch.findings),
        written=None if form is None else _written(form, batch),
    )


def _written(form: FileFormat, batch: ImportBatch) -> Written:
    return Written(
        encoding=form.encoding,
        delimiter=form.header.delimiter,
        decimal_mark=form.reading.decimal_mark,
        date_order=form.reading.date_order,
        header_line=form.header.line,
        header=tuple(
            HeaderMatch(cell.text, cell.column.name if cell.column else None)
            for cell in form.header.cells
            if cell.text
        ),
        declared=frozenset(batch.declared),
    )


def import_errors(*, batch: ImportBatch, first: int = 200, after_line: int = -1) -> tuple[LineError, ...]:
    """Up to `first` stored errors of lines after `after_line`, by line."""
    found = ImportRowError.objects.filter(batch=batch, line__gt=after_line).order_by("line", "pk")
    return tuple(
        LineError(each.line, each.field, each.code, sentence(each.code, each.parameters))
        for each in found[:first]
    )


def _counts(batch: ImportBatch) -> dict[str, int]:
    counted = ImportRowError.objects.filter(batch=batch).values("code").annotate(count=Count("pk"))
    return {row["code"]: row["count"] for row in counted.order_by("-count", "code")}


def _first_rows(
    batch: ImportBatch, limit: int
) -> tuple[FileFormat | None, tuple[str, ...], tuple[PreviewRow, ...]]:
    kind = KINDS[batch.kind]
    with document_open(document=batch.document) as file:
        parsing = parse(file, kind, Declared(**batch.declared))
        if parsing.format is None:
            return None, (), ()
        found = list(islice((row for row in parsing if not isinstance(row, RowError)), limit))
    names = [column.name for column in kind.columns]
    used = [place for place in range(len(names)) if any(row[place + 1] is not None for row in found)]
    rows = tuple(PreviewRow(row[0], tuple(row[place + 1] for place in used)) for row in found)
    return parsing.format, tuple(names[place] for place in used), rows
