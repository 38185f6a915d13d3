"""How a file is written: encoding, delimiter, header, decimal mark, order of dates; each with its evidence.

Nothing is guessed in silence: every decision is a `Finding` that can be shown, and what the file does not
show stays open until someone declares it (`Declared`). Not here: reading the rows.
"""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, Final, Literal

from portfolios.importing.columns import Column, FileKind, Sort, normal_header
from portfolios.importing.encodings import Encoding, detect_encoding
from portfolios.importing.evidence import MarkEvidence, gather
from portfolios.importing.messages import Code, Finding, RowError, snippet
from portfolios.importing.reading import DateOrder, Reading

DELIMITERS: Final = (",", ";", "\t")
HEADER_WITHIN: Final = 60
WIDEST_HEADER: Final = 1_000


@dataclass(frozen=True, slots=True)
class Declared:
    """What the person who uploads says about the file; None leaves it to the file's own evidence."""

    encoding: str | None = None
    delimiter: str | None = None
    decimal_mark: Literal[".", ","] | None = None
    date_order: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One cell of the header line: its place, its text, and the column it means or None."""

    position: int
    text: str
    column: Column | None


@dataclass(frozen=True, slots=True)
class Header:
    """The header line and the delimiter under which it was found."""

    line: int
    delimiter: str
    cells: tuple[HeaderCell, ...]

    @property
    def matched(self) -> int:
        """How many different columns are named."""
        return len({cell.column.name for cell in self.cells if cell.column})


@dataclass(frozen=True, slots=True)
class FileFormat:
    """Everything needed to read the rows, and the findings that led to it, in the order to show them."""

    encoding: str
    header: Header
    reading: Reading
    lines: int
    findings: tuple[Finding, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headers of columns that are not read."""
        return tuple(cell.text for cell in self.header.cells if cell.column is None and cell.text.strip())


@contextmanager
def text_of(stream: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    """The stream from its start as text with its own line ends; the stream itself stays open afterwards."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="strict", newline="")
    try:
        yield text
    finally:
        text.detach()


def detect_format(
    stream: BinaryIO, kind: FileKind[Any], declared: Declared | None = None
) -> FileFormat | tuple[RowError, ...]:
    """How this file of that kind is written, or why it cannot be read. Reads the stream once or twice, in
    constant memory.
    """
    declared = declared or Declared()
    encoding = detect_encoding(stream, declared.encoding)
    if isinstance(encoding, RowError):
        return (encoding,)
    with text_of(stream, encoding.name) as text:
        head = list(islice(text, HEADER_WITHIN))
    header = _best_header(head, kind, declared.delimiter)
    problems = _header_problems(header, head, kind)
    if header is None or problems:
        return problems
    with text_of(stream, encoding.name) as text:
        marks = gather(
            csv.reader(text, delimiter=header.delimiter),
            numbers=_positions(header, "number"),
            dates=_positions(header, "date"),
            header_line=header.line,
        )
    if problems := _mark_problems(marks, declared):
        return problems
    return _format(encoding, header, marks, declared)


def _positions(header: Header, sort: Sort) -> tuple[int, ...]:
    return tuple(cell.position for cell in header.cells if cell.column and cell.column.parser.sort == sort)


def _best_header(head: list[str], kind: FileKind[Any], delimiter: str | None) -> Header | None:
    """The line that names most columns, over all delimiters; the earliest when several do."""
    known = kind.by_header()
    found = [
        candidate
        for mark in ((delimiter,) if delimiter else DELIMITERS)
        for candidate in _candidates(head, mark, known)
    ]
    best = max(found, key=lambda header: (header.matched, -header.line), default=None)
    return best if best is not None and best.matched >= 2 else None


def _candidates(head: list[str], delimiter: str, known: dict[str, Column]) -> Iterator[Header]:
    reader = csv.reader(head, delimiter=delimiter)
    line = 1
    while True:
        try:
            cells = next(reader)
        except csv.Error:
            return
        except StopIteration:
            return
        if len(cells) <= WIDEST_HEADER:
            yield _as_header(line, delimiter, cells, known)
        line = reader.line_num + 1


def _as_header(line: int, delimiter: str, cells: list[str], known: dict[str, Column]) -> Header:
    return Header(
        line,
        delimiter,
        tuple(
            HeaderCell(position, text.strip(), known.get(normal_header(text)))
            for position, text in enumerate(cells)
        ),
    )


def _header_problems(header: Header | None, head: list[str], kind: FileKind[Any]) -> tuple[RowError, ...]:
    if header is None:
        expected = ", ".join(column.name for column in kind.columns[:8])
        return (RowError(0, "", Code.HEADER_NOT_FOUND, {"searched": str(len(head)), "expected": expected}),)
    return (*_missing_columns(header, kind), *_columns_twice(header))


def _missing_columns(header: Header, kind: FileKind[Any]) -> Iterator[RowError]:
    present = {cell.column.name for cell in header.cells if cell.column}
    for column in kind.columns:
        if column.required and column.name not in present:
            yield RowError(header.line, column.name, Code.COLUMN_MISSING, {"column": column.name})
    if kind.one_of and not present.intersection(kind.one_of):
        columns = ", ".join(kind.one_of)
        yield RowError(header.line, kind.one_of[0], Code.COLUMN_ALTERNATIVE_MISSING, {"columns": columns})


def _columns_twice(header: Header) -> Iterator[RowError]:
    seen: dict[str, str] = {}
    for cell in header.cells:
        if cell.column is None:
            continue
        name = cell.column.name
        if name in seen:
            params = {"first": snippet(seen[name]), "second": snippet(cell.text), "column": name}
            yield RowError(header.line, name, Code.COLUMN_TWICE, params)
        seen.setdefault(name, cell.text)


def _mark_problems(marks: MarkEvidence, declared: Declared) -> tuple[RowError, ...]:
    problems = []
    if declared.decimal_mark is None and (clash := marks.decimal_clash()):
        problems.append(clash)
    if declared.date_order is None and (clash := marks.date_clash()):
        problems.append(clash)
    return tuple(problems)


def _format(encoding: Encoding, header: Header, marks: MarkEvidence, declared: Declared) -> FileFormat:
    findings = [encoding.finding, _delimiter_finding(header, declared)]
    if header.line > 1:
        findings.append(Finding(Code.LINES_BEFORE_HEADER, {"line": str(header.line)}))
    findings += marks.findings(decimal_mark=declared.decimal_mark, date_order=declared.date_order)
    findings += [
        Finding(Code.COLUMN_IGNORED, {"column": snippet(cell.text)})
        for cell in header.cells
        if cell.column is None and cell.text
    ]
    reading = Reading(
        decimal_mark=declared.decimal_mark or marks.decimal_mark,
        date_order=declared.date_order or marks.date_order,
    )
    return FileFormat(encoding.name, header, reading, encoding.lines, tuple(findings))


def _delimiter_finding(header: Header, declared: Declared) -> Finding:
    name = {"\t": "Tab"}.get(header.delimiter, header.delimiter)
    if declared.delimiter:
        return Finding(Code.DELIMITER_DECLARED, {"delimiter": name})
    params = {"delimiter": name, "line": str(header.line), "matched": str(header.matched)}
    return Finding(Code.DELIMITER_BY_HEADER, params)
