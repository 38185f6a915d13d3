"""What the values of a file prove about its decimal mark and its order of day and month.

A sample of the lines is weighed; where it proves nothing, the file is read on until a value does. The mark
that more values prove is taken, and the values that contradict it become errors of their lines; a draw is
an error of the file.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from portfolios.importing.dates import date_order_shown
from portfolios.importing.messages import Code, Finding, RowError, snippet
from portfolios.importing.numbers import Mark, decimal_mark_shown
from portfolios.importing.reading import DateOrder

SAMPLE: Final = 2_000


class CsvReader(Protocol):
    """What the standard library's reader of delimited lines offers."""

    @property
    def line_num(self) -> int:
        """Lines read so far."""

    def __next__(self) -> list[str]:
        """The cells of the next line."""


@dataclass(slots=True)
class Proof:
    """How often something was proved, and where first."""

    count: int = 0
    line: int = 0
    value: str = ""

    def add(self, line: int, value: str) -> None:
        """One more proof."""
        if not self.count:
            self.line, self.value = line, snippet(value)
        self.count += 1


@dataclass(frozen=True, slots=True)
class MarkEvidence:
    """The proofs for either decimal mark and either order of dates."""

    point: Proof
    comma: Proof
    day_first: Proof
    month_first: Proof

    @property
    def decimal_mark(self) -> Mark | None:
        """The mark that more values prove; None without proof or in a draw."""
        if self.point.count == self.comma.count:
            return None
        return "." if self.point.count > self.comma.count else ","

    @property
    def date_order(self) -> DateOrder | None:
        """The order that more values prove; None without proof or in a draw."""
        if self.day_first.count == self.month_first.count:
            return None
        return "day_first" if self.day_first.count > self.month_first.count else "month_first"

    def decimal_clash(self) -> RowError | None:
        """The error of a file that proves both marks equally."""
        if not self.point.count or self.decimal_mark is not None:
            return None
        params = {
            "point": self.point.value,
            "point_line": str(self.point.line),
            "comma": self.comma.value,
            "comma_line": str(self.comma.line),
        }
        return RowError(max(self.point.line, self.comma.line), "", Code.DECIMAL_MARK_CONTRADICTORY, params)

    def date_clash(self) -> RowError | None:
        """The error of a file that proves both orders equally."""
        if not self.day_first.count or self.date_order is not None:
            return None
        params = {
            "day_first": self.day_first.value,
            "day_line": str(self.day_first.line),
            "month_first": self.month_first.value,
            "month_line": str(self.month_first.line),
        }
        return RowError(
            max(self.day_first.line, self.month_first.line), "", Code.DATE_ORDER_CONTRADICTORY, params
        )

    def findings(self, *, decimal_mark: Mark | None, date_order: DateOrder | None) -> list[Finding]:
        """What to say about both, given what was declared."""
        return [*self._decimal_findings(decimal_mark), *self._date_findings(date_order)]

    def _decimal_findings(self, declared: Mark | None) -> Iterator[Finding]:
        mark = self.decimal_mark
        if declared:
            yield Finding(Code.DECIMAL_MARK_DECLARED, {"mark": declared})
        elif mark is None:
            yield Finding(Code.DECIMAL_MARK_OPEN)
        else:
            proof = self.point if mark == "." else self.comma
            params = {"mark": mark, "value": proof.value, "line": str(proof.line)}
            yield Finding(Code.DECIMAL_MARK_PROVED, params)

    def _date_findings(self, declared: DateOrder | None) -> Iterator[Finding]:
        order = declared or self.date_order
        if order is None:
            return
        if declared:
            day_first = declared == "day_first"
            yield Finding(Code.DATE_DAY_FIRST_DECLARED if day_first else Code.DATE_MONTH_FIRST_DECLARED)
            return
        proof, code = (
            (self.day_first, Code.DATE_DAY_FIRST_PROVED)
            if order == "day_first"
            else (self.month_first, Code.DATE_MONTH_FIRST_PROVED)
        )
        yield Finding(code, {"value": proof.value, "line": str(proof.line)})


def gather(
    reader: CsvReader, *, numbers: tuple[int, ...], dates: tuple[int, ...], header_line: int
) -> MarkEvidence:
    """Weigh the cells at the positions of numbers and dates in the lines after the header."""
    evidence = MarkEvidence(Proof(), Proof(), Proof(), Proof())
    for taken, (line, cells) in enumerate(_data_lines(reader, header_line)):
        settled = evidence.decimal_mark is not None and (not dates or taken >= SAMPLE)
        if taken >= SAMPLE and settled:
            break
        _weigh_numbers(evidence, line, [cells[position] for position in numbers if position < len(cells)])
        if taken < SAMPLE or evidence.date_order is None:
            _weigh_dates(evidence, line, [cells[position] for position in dates if position < len(cells)])
    return evidence


def _data_lines(reader: CsvReader, header_line: int) -> Iterator[tuple[int, list[str]]]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except csv.Error:
            continue
        except StopIteration:
            return
        if line > header_line:
            yield line, cells


def _weigh_numbers(evidence: MarkEvidence, line: int, texts: list[str]) -> None:
    for text in texts:
        if "." not in text and "," not in text and text.isascii():
            continue
        mark = decimal_mark_shown(text)
        if mark is not None:
            (evidence.point if mark == "." else evidence.comma).add(line, text)


def _weigh_dates(evidence: MarkEvidence, line: int, texts: list[str]) -> None:
    for text in texts:
        order = date_order_shown(text)
        if order is not None:
            (evidence.day_first if order == "day_first" else evidence.month_first).add(line, text)
