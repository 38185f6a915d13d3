"""Repeated lines are recognised in little memory."""

from datetime import date
from decimal import Decimal

from portfolios.importing.duplicates import Repetitions
from portfolios.importing.kinds import FX_RATES, OPENING_POSITIONS
from portfolios.importing.messages import Code
from portfolios.importing.rows import FxRateRow


def rate(line: int, on: int, value: str) -> FxRateRow:
    return FxRateRow(line, "EUR", "USD", date(2022, 1, on), Decimal(value), None)


def test_nothing_repeats_nothing() -> None:
    assert list(Repetitions(FX_RATES).errors()) == []


def test_each_repetition_names_the_first_line() -> None:
    repetitions = Repetitions(FX_RATES)
    for row in (
        rate(2, 1, "1.1"),
        rate(3, 2, "1.1"),
        rate(4, 1, "1.2"),
        rate(9, 2, "1.1"),
        rate(10, 1, "1.1"),
    ):
        repetitions.add(row, ["not", "looked", "at"])
    assert [(error.line, error.code, error.params["first"]) for error in repetitions.errors()] == [
        (4, Code.DUPLICATE_KEY, "2"),
        (9, Code.DUPLICATE_KEY, "3"),
        (10, Code.DUPLICATE_KEY, "2"),
    ]


def test_without_a_key_the_whole_line_counts() -> None:
    repetitions = Repetitions(OPENING_POSITIONS)
    for line, cells in enumerate((["a", "1"], ["a", "2"], ["a", "1"]), start=2):
        repetitions.add((line,), cells)
    assert [(error.line, error.code) for error in repetitions.errors()] == [(4, Code.DUPLICATE_LINE)]


def test_many_lines_cost_twelve_bytes_each() -> None:
    repetitions = Repetitions(OPENING_POSITIONS)
    for line in range(50_000):
        repetitions.add((line,), [str(line)])
    kept = repetitions._hashes, repetitions._lines
    assert sum(part.itemsize * len(part) for part in kept) == 12 * 50_000
    assert list(repetitions.errors()) == []
