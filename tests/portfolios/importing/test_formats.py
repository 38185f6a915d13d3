"""How a file is written: delimiter, header, marks, and what is said about it."""

import io
from typing import Any

import pytest

from portfolios.importing.columns import FileKind
from portfolios.importing.formats import Declared, FileFormat, detect_format, text_of
from portfolios.importing.kinds import CUSTODIAN_POSITIONS, INSTRUMENTS, KINDS, PRICES, TRANSACTIONS
from portfolios.importing.messages import Code, Finding, RowError, render

PRICE_LINES = "isin{0}currency{0}on{0}price\nUS0378331005{0}USD{0}2022-01-04{0}179.70\n"


def detect(
    text: str, kind: FileKind[Any] = PRICES, declared: Declared | None = None
) -> FileFormat | tuple[RowError, ...]:
    return detect_format(io.BytesIO(text.encode()), kind, declared)


def known(text: str, kind: FileKind[Any] = PRICES, declared: Declared | None = None) -> FileFormat:
    answer = detect(text, kind, declared)
    assert isinstance(answer, FileFormat), answer
    return answer


def refused(
    text: str, kind: FileKind[Any] = PRICES, declared: Declared | None = None
) -> list[tuple[int, str, Code]]:
    answer = detect(text, kind, declared)
    assert isinstance(answer, tuple)
    assert all(render(error) for error in answer)
    return [(error.line, error.field, error.code) for error in answer]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_under_which_the_header_makes_sense(delimiter: str) -> None:
    found = known(PRICE_LINES.format(delimiter))
    assert (found.header.delimiter, found.header.line, found.header.matched) == (delimiter, 1, 4)
    assert found.reading.decimal_mark == "."
    assert found.lines == 2


def test_everything_decided_is_said() -> None:
    found = known(
        "Statement;of;today\nISIN;Currency;Date;Close;Colour\nUS0378331005;USD;31/01/2022;1,5;red\n"
    )
    assert [finding.code for finding in found.findings] == [
        Code.ENCODING_ASCII,
        Code.DELIMITER_BY_HEADER,
        Code.LINES_BEFORE_HEADER,
        Code.DECIMAL_MARK_PROVED,
        Code.DATE_DAY_FIRST_PROVED,
        Code.COLUMN_IGNORED,
    ]
    assert all("%(" not in render(finding) for finding in found.findings)
    assert found.ignored == ("Colour",)
    assert found.header.line == 2


def test_headers_in_any_case_width_and_language() -> None:
    for header in (
        "ISIN,Quote Currency,As-of Date,Closing price",
        "ＩＳＩＮ,货币,净值日期,单位净值",
        "isin_code,币种,on,NAV",
    ):
        assert known(f"{header}\nUS0378331005,USD,2022-01-04,1.5\n").header.matched == 4


def test_a_spreadsheets_sep_line_is_passed_over() -> None:
    found = known("sep=;\n" + PRICE_LINES.format(";"))
    assert (found.header.line, found.header.delimiter) == (2, ";")


def test_nine_lines_of_preamble() -> None:
    found = known("Account : NAME ,,,\n" * 8 + ",,,\n" + PRICE_LINES.format(","))
    assert found.header.line == 10


def test_missing_columns_are_all_named() -> None:
    assert refused("isin,currency\nUS0378331005,USD\n") == [
        (1, "on", Code.COLUMN_MISSING),
        (1, "price", Code.COLUMN_MISSING),
    ]
    assert refused("currency,on,price\nUSD,2022-01-04,1.5\n") == [
        (1, "isin", Code.COLUMN_ALTERNATIVE_MISSING)
    ]


def test_two_columns_of_one_meaning_are_refused() -> None:
    assert refused("isin,currency,on,price,Close\nUS0378331005,USD,2022-01-04,1.5,1.6\n") == [
        (1, "price", Code.COLUMN_TWICE)
    ]


@pytest.mark.parametrize(
    "text", ["nothing here\n", "a,b,c\n1,2,3\n", '"open quote\n', "\n\n\n", "price\n1.5\n"]
)
def test_no_header_is_said_with_what_was_expected(text: str) -> None:
    assert refused(text) == [(0, "", Code.HEADER_NOT_FOUND)]


def test_a_file_that_proves_both_marks_equally_is_refused_until_declared() -> None:
    text = "isin;currency;on;price\nUS0378331005;USD;2022-01-04;1.5\nUS0378331005;USD;2022-01-05;1,5\n"
    assert refused(text) == [(3, "", Code.DECIMAL_MARK_CONTRADICTORY)]
    assert known(text, declared=Declared(decimal_mark=",")).reading.decimal_mark == ","


def test_what_is_declared_is_not_looked_for() -> None:
    found = known(PRICE_LINES.format(";"), declared=Declared("utf-8", ";", ".", "day_first"))
    assert [finding.code for finding in found.findings] == [
        Code.ENCODING_DECLARED,
        Code.DELIMITER_DECLARED,
        Code.DECIMAL_MARK_DECLARED,
        Code.DATE_DAY_FIRST_DECLARED,
    ]
    assert refused(PRICE_LINES.format(";"), declared=Declared(delimiter=",")) == [
        (0, "", Code.HEADER_NOT_FOUND)
    ]


def test_an_unreadable_file_is_one_error() -> None:
    answer = detect_format(io.BytesIO(b"PK\x03\x04"), TRANSACTIONS)
    assert isinstance(answer, tuple)
    assert [error.code for error in answer] == [Code.FILE_IS_WORKBOOK]


def test_text_of_leaves_the_stream_open() -> None:
    stream = io.BytesIO(b"a\nb\n")
    with text_of(stream, "utf-8") as text:
        assert list(text) == ["a\n", "b\n"]
    assert stream.read() == b""


def test_findings_are_plain_values() -> None:
    assert Finding(Code.ENCODING_ASCII) == Finding(Code.ENCODING_ASCII, {})


def test_the_kinds_are_told_apart_by_their_own_headers() -> None:
    assert set(KINDS) >= {TRANSACTIONS.code, CUSTODIAN_POSITIONS.code, INSTRUMENTS.code}
    assert known("name,symbol,currency,asset_class\nApple,AAPL,USD,equity\n", INSTRUMENTS).header.matched == 4
