"""Read a file of any kind into typed rows and errors, line by line, in memory that does not grow with the
file.

(Twelve bytes a line are kept to recognise repetitions.) Not here: looking up portfolios, accounts or
instruments, and posting. Nothing about a file's content raises: what is wrong with it comes out as
`RowError`.
"""

import csv
import io
from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any, BinaryIO, Final

from portfolios.importing.columns import Column, FileKind
from portfolios.importing.duplicates import Repetitions
from portfolios.importing.formats import Declared, FileFormat, detect_format, text_of
from portfolios.importing.messages import Code, RowError, snippet
from portfolios.importing.reading import Parser, ValueRefused

_REMEMBERED: Final = 4_096
_BATCH: Final = 1_000

type _Batch = tuple[list[int], list[list[str]]]


class Parsing[R: tuple[Any, ...]]:
    """One file being read: its format, or the errors that prevent reading; iterating gives rows and errors.

    Rows and errors come in the order of the file; repeated lines are reported at the end, since only then
    all are known (the repeated row has been given by then, so take nothing before the iteration has ended
    without an error). Every iteration reads the file again from its start.
    """

    def __init__(
        self, stream: BinaryIO, kind: FileKind[R], outcome: FileFormat | tuple[RowError, ...]
    ) -> None:
        self._stream = stream
        self.kind = kind
        self.format: FileFormat | None = outcome if isinstance(outcome, FileFormat) else None
        self.errors: tuple[RowError, ...] = outcome if isinstance(outcome, tuple) else ()

    def __iter__(self) -> Iterator[R | RowError]:
        if self.format is None:
            yield from self.errors
            return
        reader = _RowReader(self.kind, self.format)
        found = False
        with text_of(self._stream, self.format.encoding) as text:
            for batch in _batches(text, self.format):
                found = True
                if isinstance(batch, RowError):
                    yield batch
                else:
                    yield from reader.read(*batch)
        if not found:
            yield RowError(self.format.header.line, "", Code.FILE_HAS_NO_ROWS)
        yield from reader.repetitions.errors()


def parse[R: tuple[Any, ...]](
    source: bytes | BinaryIO, kind: FileKind[R], declared: Declared | None = None
) -> Parsing[R]:
    """Begin to read a file: bytes or a binary stream that can seek, which stays open.

    Finding out how the file is written reads it through once; the rows are read while iterating over the
    result.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    return Parsing(stream, kind, detect_format(stream, kind, declared))


def _batches(text: io.TextIOWrapper, form: FileFormat) -> Iterator[_Batch | RowError]:
    """The lines after the header with their line numbers; blank ones are left out, broken quotes are
    errors.
    """
    reader = csv.reader(text, delimiter=form.header.delimiter, strict=True)
    lines: list[int] = []
    rows: list[list[str]] = []
    while True:
        line = reader.line_num + 1
        error = None
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as broken:
            error = RowError(line, "", Code.QUOTES_BROKEN, {"reason": str(broken)})
        if line <= form.header.line:
            continue
        if error is None and cells and (cells[0].strip() or any(map(str.strip, cells))):
            lines.append(line)
            rows.append(cells)
        if lines and (error is not None or len(lines) == _BATCH):
            yield lines, rows
            lines, rows = [], []
        if error is not None:
            yield error
    if lines:
        yield lines, rows


class _Remembered(dict[str, Any]):
    """Parsed values of texts that come back on many lines; bounded."""

    def __init__(self, parser: Parser[Any]) -> None:
        super().__init__()
        self._parser = parser

    def __missing__(self, text: str) -> Any:
        value = self._parser(text)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[text] = value
        return value


class _RowReader[R: tuple[Any, ...]]:
    """Turns lines into the kind's rows: a batch column by column; one with an error, line by line."""

    def __init__(self, kind: FileKind[R], form: FileFormat) -> None:
        self.repetitions = Repetitions(kind)
        self._kind = kind
        self._delimiter = form.header.delimiter
        self._width = len(form.header.cells)
        place_of = {cell.column.name: cell.position for cell in form.header.cells if cell.column}
        self._parsers: list[tuple[Column, int | None, Callable[[str], Any]]] = [
            (column, place_of.get(column.name), self._parser(column, form)) for column in kind.columns
        ]

    @staticmethod
    def _parser(column: Column, form: FileFormat) -> Callable[[str], Any]:
        parser = column.parser.bind(form.reading)
        return _Remembered(parser).__getitem__ if column.repeats else parser

    def read(self, lines: list[int], rows: list[list[str]]) -> list[R | RowError]:
        """The rows of a batch, or the errors of its bad lines among the rows of the good ones."""
        if any(len(cells) != self._width for cells in rows):
            return self._one_by_one(lines, rows)
        texts = list(zip(*rows, strict=True))
        try:
            columns = [
                repeat(None, len(lines)) if place is None else self._column(column, parser, texts[place])
                for column, place, parser in self._parsers
            ]
        except ValueRefused:
            return self._one_by_one(lines, rows)
        return self._checked(list(map(self._kind.build, zip(lines, *columns, strict=True))), rows)

    @staticmethod
    def _column(column: Column, parser: Callable[[str], Any], texts: tuple[str, ...]) -> list[Any]:
        values = list(map(parser, texts)) if any(texts) else [None] * len(texts)
        if column.required and None in values:
            raise ValueRefused(Code.VALUE_MISSING)
        return values

    def _checked(self, built: list[R], rows: list[list[str]]) -> list[R | RowError]:
        check, remember = self._kind.check, self.repetitions.add
        items: list[R | RowError] = []
        for row, cells in zip(built, rows, strict=True):
            problems = check(row)
            if problems:
                items += [RowError(row[0], name, code, params) for name, code, params in problems]
            else:
                remember(row, cells)
                items.append(row)
        return items

    def _one_by_one(self, lines: list[int], rows: list[list[str]]) -> list[R | RowError]:
        items: list[R | RowError] = []
        for line, cells in zip(lines, rows, strict=True):
            if any(cell.strip() for cell in cells[self._width :]):
                items.append(self._too_many(line, cells))
                continue
            values, errors = self._values(line, cells + [""] * (self._width - len(cells)))
            items += errors or self._checked([self._kind.build([line, *values])], [cells])
        return items

    def _values(self, line: int, cells: list[str]) -> tuple[list[Any], list[RowError]]:
        """The values of one line, and one error for each bad cell."""
        values: list[Any] = []
        errors: list[RowError] = []
        for column, place, parser in self._parsers:
            value = None
            try:
                value = None if place is None else parser(cells[place])
                if value is None and column.required:
                    raise ValueRefused(Code.VALUE_MISSING)
            except ValueRefused as refusal:
                errors.append(RowError(line, column.name, refusal.code, refusal.params))
            values.append(value)
        return values, errors

    def _too_many(self, line: int, cells: list[str]) -> RowError:
        params = {
            "found": str(len(cells)),
            "expected": str(self._width),
            "delimiter": snippet(self._delimiter) or "Tab",
        }
        return RowError(line, "", Code.TOO_MANY_CELLS, params)
