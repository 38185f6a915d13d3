"""Whatever is uploaded, reading ends with rows and errors: it never raises, never hangs, never grows with the file."""

import io
import tracemalloc
from collections.abc import Buffer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importing.columns import FileKind
from portfolios.importing.kinds import KINDS, TRANSACTIONS, template_csv
from portfolios.importing.messages import Code, RowError, render
from portfolios.importing.parse import parse

BYTES = bytes(range(256))


@pytest.fixture(params=sorted(KINDS), scope="module")
def kind(request: pytest.FixtureRequest) -> FileKind[Any]:
    return KINDS[request.param]


def read_all(data: bytes, kind: FileKind[Any]) -> list[object]:
    items = list(parse(data, kind))
    assert items
    for item in items:
        if isinstance(item, RowError):
            assert item.line >= 0
            assert "%(" not in render(item)
    return items


@given(data=st.binary(max_size=400))
def test_any_bytes(kind: FileKind[Any], data: bytes) -> None:
    assert all(isinstance(item, RowError) for item in read_all(data, kind))


@given(
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 20), st.binary(max_size=8)), min_size=1, max_size=6
    ),
    chinese=st.booleans(),
)
def test_a_template_with_random_damage(
    kind: FileKind[Any], cuts: list[tuple[float, int, bytes]], chinese: bool
) -> None:
    data = template_csv(kind, language="zh-hans" if chinese else "en")
    for place, length, replacement in cuts:
        start = int(place * len(data))
        data = data[:start] + replacement + data[start + length :]
    read_all(data, kind)


@given(cells=st.lists(st.text(max_size=12), min_size=38, max_size=38))
def test_any_text_in_every_cell_of_a_transaction(cells: list[str]) -> None:
    header = ",".join(column.name for column in TRANSACTIONS.columns)
    line = ",".join(
        '"' + cell.replace('"', '""').replace("\x00", "") + '"' for cell in cells[: len(TRANSACTIONS.columns)]
    )
    data = f"{header}\n{line}\n".encode("utf-8", errors="replace")
    assert read_all(data, TRANSACTIONS)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.FILE_EMPTY),
        (b"\n\n\n", Code.HEADER_NOT_FOUND),
        (BYTES, Code.FILE_IS_BINARY),
        (b"\xef\xbb\xbf", Code.HEADER_NOT_FOUND),
        (b"{" + b'"a": 1,' * 1000 + b"}", Code.HEADER_NOT_FOUND),
        (b"<?xml version='1.0'?><Document><Stmt/></Document>", Code.HEADER_NOT_FOUND),
        (b":20:STARTUMS\n:25:123/456\n-}\n", Code.HEADER_NOT_FOUND),
        (b'"' * 5_001, Code.HEADER_NOT_FOUND),
        (b"," * 500_000, Code.HEADER_NOT_FOUND),
    ],
    ids=["empty", "blank", "all bytes", "mark only", "json", "xml", "mt940", "quotes", "delimiters"],
)
def test_files_of_another_kind_are_told_so(data: bytes, code: Code) -> None:
    [error] = list(parse(data, TRANSACTIONS))
    assert isinstance(error, RowError)
    assert error.code is code


def test_a_quote_that_is_never_closed_is_one_error_and_ends() -> None:
    lines = b"".join(b"P1,X%d,deposit,2022-01-03,EUR,5.00\n" % number for number in range(20_000))
    data = b'portfolio,external_id,type,trade_date,currency,amount\n"' + lines
    [error] = [item for item in parse(data, TRANSACTIONS) if isinstance(item, RowError)]
    assert (error.line, error.code) == (2, Code.QUOTES_BROKEN)


class Lines(io.RawIOBase):
    """A file of any number of lines that nobody has to keep in memory."""

    header = b"portfolio,external_id,type,trade_date,currency,amount,note\n"

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.width = len(self.line(0))
        self.size = len(self.header) + lines * self.width
        self.place = 0

    def line(self, number: int) -> bytes:
        return b"P-1001,X%09d,deposit,2022-01-03,EUR,%09d.25,%s\n" % (number, number + 1, b"n" * 400)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.place = offset if whence == 0 else self.size + offset
        return self.place

    def tell(self) -> int:
        return self.place

    def readinto(self, target: Buffer, /) -> int:
        buffer = memoryview(target)
        if self.place < len(self.header):
            chunk = self.header[self.place :]
        elif self.place < self.size:
            number, offset = divmod(self.place - len(self.header), self.width)
            chunk = self.line(number)[offset:]
        else:
            return 0
        chunk = chunk[: len(buffer)]
        buffer[: len(chunk)] = chunk
        self.place += len(chunk)
        return len(chunk)


def peak_memory(lines: int) -> int:
    source = io.BufferedReader(Lines(lines))
    tracemalloc.start()
    try:
        count = sum(1 for item in parse(source, TRANSACTIONS) if not isinstance(item, RowError))
        assert count == lines
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_file() -> None:
    small, large = peak_memory(4_000), peak_memory(14_000)
    assert large - small < 10_000 * 40
