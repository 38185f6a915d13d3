"""Which encoding a file is in, and what is no text at all."""

import io

import pytest

from portfolios.importing.encodings import LONGEST_LINE, Encoding, detect_encoding
from portfolios.importing.messages import Code, RowError

CHINESE = "组合编号,备注\n一号,客户首次入金,买入贵州茅台股票\n" * 30


def detected(data: bytes, declared: str | None = None) -> tuple[str, Code, int] | tuple[Code, int]:
    answer = detect_encoding(io.BytesIO(data), declared)
    if isinstance(answer, Encoding):
        return answer.name, answer.finding.code, answer.lines
    return answer.code, answer.line


@pytest.mark.parametrize(
    ("data", "name", "finding", "lines"),
    [
        (b"a,b\n1,2\n", "utf-8", Code.ENCODING_ASCII, 2),
        (b"a,b\r\n1,2", "utf-8", Code.ENCODING_ASCII, 2),
        (b"a,b\r1,2\r3,4", "utf-8", Code.ENCODING_ASCII, 3),
        ("a,b\nZürich,2\n".encode(), "utf-8", Code.ENCODING_UTF8, 2),
        ("a,b\n1,2\n".encode("utf-8-sig"), "utf-8-sig", Code.ENCODING_UTF8_BOM, 2),
        (CHINESE.encode("gb18030"), "gb18030", Code.ENCODING_GB18030, 60),
        ("备注\n入金\n".encode("gb18030"), "gb18030", Code.ENCODING_GB18030, 2),
    ],
)
def test_every_decision_has_its_reason(data: bytes, name: str, finding: Code, lines: int) -> None:
    assert detected(data) == (name, finding, lines)


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", Code.FILE_EMPTY, 0),
        (b"PK\x03\x04rest", Code.FILE_IS_WORKBOOK, 0),
        (b"\xd0\xcf\x11\xe0rest", Code.FILE_IS_WORKBOOK, 0),
        (b"%PDF-1.7", Code.FILE_IS_WORKBOOK, 0),
        ("a,b".encode("utf-16"), Code.ENCODING_UNSUPPORTED, 0),
        (b"a,b\n1,\x00\n", Code.FILE_IS_BINARY, 2),
        ("Name\nMüller\nKäse für Zürich\n".encode("cp1252"), Code.ENCODING_UNKNOWN, 2),
        (b"a,b\nx,\xff\xff\n", Code.ENCODING_UNKNOWN, 2),
        ("名".encode()[:2], Code.ENCODING_UNKNOWN, 1),
    ],
)
def test_what_is_no_readable_text_is_refused(data: bytes, code: Code, line: int) -> None:
    assert detected(data) == (code, line)


def test_an_endless_line_is_no_table() -> None:
    assert detected(b"a,b\n" + b"x" * (LONGEST_LINE + 1)) == (Code.LINE_TOO_LONG, 2)
    assert detected(b"x" * LONGEST_LINE + b"\n" + b"y" * LONGEST_LINE)[0] == "utf-8"


def test_a_declared_encoding_holds_or_is_contradicted() -> None:
    assert detected("备注\n".encode("gb18030"), "GBK") == ("gb18030", Code.ENCODING_DECLARED, 1)
    assert detected("a\nMüller\n".encode(), "utf-8") == ("utf-8", Code.ENCODING_DECLARED, 2)
    assert detected("a\nMüller\n".encode("utf-8-sig"), "utf-8") == ("utf-8-sig", Code.ENCODING_DECLARED, 2)
    assert detected("a\nMüller\n".encode("cp1252"), "utf-8") == (Code.ENCODING_CONTRADICTED, 2)
    assert detected(b"a\n", "latin-1") == (Code.ENCODING_UNSUPPORTED, 0)


@pytest.mark.parametrize("place", [1_048_575, 1_048_576, 1_048_577])
def test_a_character_across_the_border_of_two_chunks(place: int) -> None:
    data = (b"x" * 99 + b"\n") * 10_485 + b"x" * (place - 1_048_500) + "é\n".encode()
    assert detected(data)[:2] == ("utf-8", Code.ENCODING_UTF8)
    broken = data[:-2] + b"\n"
    answer = detect_encoding(io.BytesIO(broken))
    assert isinstance(answer, RowError)
    assert (answer.code, answer.line) == (Code.ENCODING_UNKNOWN, 10_486)
