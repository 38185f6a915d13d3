"""Which encoding is a file in: UTF-8 with or without mark, or GB18030, decided over every byte and with its
reason.

GB18030 accepts almost any bytes, a German file in Windows-1252 too; so it is only believed when the
characters it gives are common Chinese ones.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from portfolios.importing.messages import Code, Finding, RowError

UTF8: Final = "utf-8"
UTF8_BOM: Final = "utf-8-sig"
GB18030: Final = "gb18030"
_ALIASES: Final = {
    "utf8": UTF8,
    "utf-8": UTF8,
    "utf-8-sig": UTF8_BOM,
    "gb18030": GB18030,
    "gbk": GB18030,
    "gb2312": GB18030,
}

LONGEST_LINE: Final = 1_000_000
_CHUNK: Final = 1 << 20
_ENOUGH: Final = 2_000
_PLAUSIBLE: Final = 0.8
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_WORKBOOKS: Final = (
    (b"PK\x03\x04", "Excel (.xlsx) or ZIP"),
    (b"\xd0\xcf\x11\xe0", "Excel (.xls)"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding to read with, why, and how many lines the file has (for progress)."""

    name: str
    finding: Finding
    lines: int


def detect_encoding(stream: BinaryIO, declared: str | None = None) -> Encoding | RowError:
    """Read the whole stream once from its start, in constant memory, and say how it is encoded, or what is
    wrong.
    """
    refusal = _refused_by_first_bytes(stream, declared)
    if refusal is not None:
        return refusal
    with_bom = _head(stream, 3) == codecs.BOM_UTF8
    scan = _scan(stream, _ALIASES[declared.lower()] if declared else UTF8)
    if scan.problem is not None:
        return scan.problem
    if declared and scan.broken_line is not None:
        return RowError(
            scan.broken_line,
            "",
            Code.ENCODING_CONTRADICTED,
            {"line": str(scan.broken_line), "value": declared},
        )
    if scan.broken_line is not None:
        return _as_gb18030(stream, scan.broken_line)
    name = UTF8_BOM if with_bom else _ALIASES[declared.lower()] if declared else UTF8
    if declared:
        return Encoding(name, Finding(Code.ENCODING_DECLARED, {"value": declared}), scan.lines)
    code = (
        Code.ENCODING_UTF8_BOM if with_bom else Code.ENCODING_ASCII if scan.is_ascii else Code.ENCODING_UTF8
    )
    return Encoding(name, Finding(code), scan.lines)


def _refused_by_first_bytes(stream: BinaryIO, declared: str | None) -> RowError | None:
    if declared and declared.lower() not in _ALIASES:
        return RowError(0, "", Code.ENCODING_UNSUPPORTED, {"value": declared})
    head = _head(stream, 8)
    if not head:
        return RowError(0, "", Code.FILE_EMPTY)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return RowError(0, "", Code.ENCODING_UNSUPPORTED, {"value": "UTF-16"})
    for magic, product in _WORKBOOKS:
        if head.startswith(magic):
            return RowError(0, "", Code.FILE_IS_WORKBOOK, {"product": product})
    return None


def _as_gb18030(stream: BinaryIO, broken_line: int) -> Encoding | RowError:
    unknown = RowError(broken_line, "", Code.ENCODING_UNKNOWN, {"line": str(broken_line)})
    scan = _scan(stream, GB18030)
    if scan.problem is not None:
        return scan.problem
    if scan.broken_line is not None or scan.common_share < _PLAUSIBLE:
        return unknown
    share = str(int(scan.common_share * 100))
    return Encoding(
        GB18030, Finding(Code.ENCODING_GB18030, {"line": str(broken_line), "share": share}), scan.lines
    )


@dataclass(slots=True)
class _Scan:
    """What one pass over the bytes found out under one encoding."""

    lines: int = 0
    is_ascii: bool = True
    broken_line: int | None = None
    problem: RowError | None = None
    examined: int = 0
    common: int = 0

    @property
    def common_share(self) -> float:
        """Share of common Chinese characters (GB 2312) among the characters outside ASCII."""
        return self.common / self.examined if self.examined else 0.0


def _scan(stream: BinaryIO, encoding: str) -> _Scan:
    """Decode everything; stop at the first byte that does not decode, a zero byte or an endless line."""
    scan = _Scan()
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    open_line = 0
    ended_with_newline = True
    for chunk in _chunks(stream):
        open_line, longest, offset = _line_lengths(chunk, open_line)
        if b"\0" in chunk:
            line = scan.lines + 1 + chunk[: chunk.index(b"\0")].count(b"\n")
            scan.problem = RowError(line, "", Code.FILE_IS_BINARY, {"line": str(line)})
            return scan
        if longest > LONGEST_LINE:
            line = scan.lines + 1 + chunk[:offset].count(b"\n")
            scan.problem = RowError(
                line, "", Code.LINE_TOO_LONG, {"line": str(line), "limit": str(LONGEST_LINE)}
            )
            return scan
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as error:
            scan.broken_line = scan.lines + 1 + chunk[: max(error.start, 0)].count(b"\n")
            return scan
        _judge(scan, text, chunk)
        scan.lines += chunk.count(b"\n") or chunk.count(b"\r")
        ended_with_newline = chunk.endswith((b"\n", b"\r"))
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        scan.broken_line = scan.lines + 1
    scan.lines += 0 if ended_with_newline else 1
    return scan


def _line_lengths(chunk: bytes, open_line: int) -> tuple[int, int, int]:
    """Bytes of the line left open at the end of the chunk; the longest line, and where in the chunk it
    begins.
    """
    lengths = [len(line) for line in chunk.replace(b"\r", b"\n").split(b"\n")]
    lengths[0] += open_line
    longest = max(lengths)
    place = lengths.index(longest)
    offset = sum(lengths[:place]) + place - (open_line if place else 0)
    return lengths[-1], longest, offset


def _judge(scan: _Scan, text: str, chunk: bytes) -> None:
    if chunk.isascii():
        return
    scan.is_ascii = False
    if scan.examined >= _ENOUGH:
        return
    foreign = _NON_ASCII.findall(text)[:_ENOUGH]
    scan.examined += len(foreign)
    scan.common += sum(_is_common(character) for character in foreign)


def _is_common(character: str) -> bool:
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _head(stream: BinaryIO, size: int) -> bytes:
    stream.seek(0)
    return stream.read(size)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        yield chunk
