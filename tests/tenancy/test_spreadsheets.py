"""CSV for spreadsheets: numbers are numbers and nothing in a cell is run."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importing.values import plain_text
from tenancy.spreadsheets import Cell, cell_text, safe_text, write_csv


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "=cmd|' /C calc'!A0", "-2+3"],
)
def test_text_that_could_be_a_formula_is_neutralised(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Müller & Söhne", "3=3", "O'Neill", "招商银行", "A-share"])
def test_other_text_stays(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (Decimal("-12.50"), "-12.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.00000001"), "0.00000001"),
        (-7, "-7"),
        (True, "true"),
        (False, "false"),
        (date(2022, 12, 28), "2022-12-28"),
        (datetime(2022, 12, 28, 17, 30, tzinfo=UTC), "2022-12-28T17:30:00+00:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ("-12.50", "'-12.50"),
    ],
)
def test_cells(value: Cell, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize("value", [1.5, Decimal("NaN"), Decimal("Infinity"), b"bytes", ["list"]])
def test_what_has_no_exact_text_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        cell_text(value)


def test_a_table_reads_back() -> None:
    stream = io.StringIO(newline="")
    rows = [("P1", Decimal("-1.50"), "=HYPERLINK(1)"), ('say "hi", twice', None, "two\nlines")]
    assert write_csv(stream, ("portfolio", "amount", "note"), rows) == 2
    text = stream.getvalue()
    assert text.startswith("\ufeffportfolio,amount,note\r\n")
    assert list(csv.reader(io.StringIO(text[1:], newline=""))) == [
        ["portfolio", "amount", "note"],
        ["P1", "-1.50", "'=HYPERLINK(1)"],
        ['say "hi", twice', "", "two\nlines"],
    ]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells, the header 2"):
        write_csv(io.StringIO(newline=""), ("a", "b"), [("1", "2"), ("1",)])


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not cell_text(text).lstrip().startswith(("=", "+", "-", "@"))


@given(st.sampled_from("=+-@"), st.text(st.characters(whitelist_categories=("L", "N")), max_size=20))
def test_reading_an_export_gives_the_text_back(first: str, rest: str) -> None:
    assert plain_text(cell_text(first + rest)) == first + rest
