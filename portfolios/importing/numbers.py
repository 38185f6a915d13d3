"""Numbers as people and systems write them, to exact `Decimal`, without guessing.

"1,234" is 1234 or 1.234: which one is only known when the file shows its decimal mark somewhere, or when
someone declares it. Not here: rounding. A number with more digits than its column keeps is refused.
"""

import re
import unicodedata
from decimal import Decimal
from enum import Enum
from typing import Final, Literal

from portfolios.importing.messages import Code, snippet
from portfolios.importing.reading import Parser, ValueRefused

type Mark = Literal[".", ","]

POINT: Final = "."
COMMA: Final = ","
_SPACES_AND_APOSTROPHES = "  \u00a0\u2009\u202f'\u2019"
_ALTERED = str.maketrans({"\u2212": "-", "\u2013": "-", "\u066b": ",", "\u3000": " "})


def _written(mark: str, other: str) -> re.Pattern[str]:
    """A whole number in groups of three or in one run, then perhaps the mark and decimals."""
    group = f"[{re.escape(other)}{_SPACES_AND_APOSTROPHES}]"
    return re.compile(
        rf"(?P<whole>\d{{1,3}}(?:(?P<group>{group})\d{{3}}(?:(?P=group)\d{{3}})*)|\d+|)"
        rf"(?:{re.escape(mark)}(?P<decimals>\d+))?"
    )


_PATTERN: Final[dict[str, re.Pattern[str]]] = {POINT: _written(POINT, COMMA), COMMA: _written(COMMA, POINT)}
_UNIT = re.compile(r"[^\d\s.,'()+\-]")
_EXPONENT = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")


class Sign(Enum):
    """Which signs a column accepts."""

    ANY = "any"
    NOT_NEGATIVE = "not_negative"
    POSITIVE = "positive"


def decimal_mark_shown(text: str) -> Mark | None:
    """The decimal mark a written number proves, or None when it proves none ("12", "1,234", "1.234").

    Proofs: both marks ("1.234,50": the last one), one mark several times (then it groups thousands), a
    number of decimals other than three, a leading zero or more than three digits before the mark, another
    grouping character.
    """
    body = _unsigned(text)[1]
    fits = [mark for mark in _PATTERN if _fits(mark, body)]
    if not ("." in body or "," in body) or len(fits) != 1:
        return None
    return POINT if fits[0] == POINT else COMMA


def _fits(mark: str, body: str) -> bool:
    match = _PATTERN[mark].fullmatch(body)
    if match is None or not body:
        return False
    group = match["group"]
    grouped_zero = group is not None and body.startswith("0")
    return not grouped_zero


def _unsigned(text: str) -> tuple[bool, str]:
    """Is it negative, and the digits without sign: "-5", "5-", "(5)", "−5" and full-width forms."""
    body = text.strip()
    if not body.isascii():
        body = unicodedata.normalize("NFKC", body.translate(_ALTERED)).strip()
    if body.startswith("(") and body.endswith(")"):
        return True, body[1:-1].strip()
    if body.startswith("-"):
        return True, body[1:].strip()
    if body.endswith("-"):
        return True, body[:-1].strip()
    return False, body.removeprefix("+").strip()


def read_number(text: str, mark: Mark | None) -> Decimal:
    """The exact value of a written number; `mark` None means the file shows no decimal mark.

    Raises `ValueRefused` with the reason: no number, ambiguous, other mark, currency sign, exponent.
    """
    negative, body = _unsigned(text)
    if mark is None:
        _refuse_if_open(text, body)
    match = _PATTERN[mark or POINT].fullmatch(body)
    if match is None or not _fits(mark or POINT, body):
        raise _unreadable(text, body, mark)
    whole = re.sub(r"\D", "", match["whole"])
    value = Decimal(f"{whole or 0}.{match['decimals'] or ''}")
    return -value if negative else value


def _refuse_if_open(text: str, body: str) -> None:
    readings = [format(read_number(body, mark), "f") if _fits(mark, body) else "" for mark in (POINT, COMMA)]
    if all(readings) and readings[0] != readings[1]:
        raise ValueRefused(
            Code.NUMBER_AMBIGUOUS, value=snippet(text), as_point=readings[0], as_comma=readings[1]
        )


def _unreadable(text: str, body: str, mark: Mark | None) -> ValueRefused:
    value = snippet(text)
    if _EXPONENT.fullmatch(body):
        return ValueRefused(Code.NUMBER_HAS_EXPONENT, value=value)
    other = COMMA if mark == POINT else POINT
    if mark is not None and _fits(other, body):
        return ValueRefused(Code.NUMBER_HAS_OTHER_MARK, value=value, mark=mark)
    if _UNIT.search(body) and any(character.isdigit() for character in body):
        return ValueRefused(Code.NUMBER_HAS_UNIT, value=value)
    return ValueRefused(Code.NUMBER_UNREADABLE, value=value)


def number_parser(mark: Mark | None, *, whole: int, decimals: int, sign: Sign) -> Parser[Decimal]:
    """A parser for one numeric column: at most `whole` digits before and `decimals` after the mark.

    Text of blanks only gives None (missing, never zero). Trailing zeros beyond `decimals` are accepted.
    """
    fraction = rf"(?:{re.escape(mark)}[0-9]{{1,{decimals}}})?" if mark and decimals else ""
    is_plain = re.compile(rf"[0-9]{{1,{whole}}}{fraction}").fullmatch
    swap = mark == COMMA
    positive = sign is Sign.POSITIVE

    def parse(text: str) -> Decimal | None:
        if is_plain(text):
            value = Decimal(text.replace(",", ".") if swap else text)
            if value or not positive:
                return value
        if not text.strip():
            return None
        value = read_number(text, mark)
        _check_size(text, value, whole=whole, decimals=decimals)
        _check_sign(text, value, sign)
        return value

    return parse


def _check_size(text: str, value: Decimal, *, whole: int, decimals: int) -> None:
    if abs(value) >= Decimal(10) ** whole:
        raise ValueRefused(Code.NUMBER_TOO_LARGE, value=snippet(text), limit=str(whole))
    fraction = format(value, "f").partition(".")[2].rstrip("0")
    if len(fraction) > decimals:
        raise ValueRefused(Code.NUMBER_TOO_PRECISE, value=snippet(text), limit=str(decimals))


def _check_sign(text: str, value: Decimal, sign: Sign) -> None:
    if sign is Sign.NOT_NEGATIVE and value < 0:
        raise ValueRefused(Code.NUMBER_NEGATIVE, value=snippet(text))
    if sign is Sign.POSITIVE and value < 0:
        raise ValueRefused(Code.NUMBER_NEGATIVE, value=snippet(text))
    if sign is Sign.POSITIVE and value == 0:
        raise ValueRefused(Code.NUMBER_NOT_POSITIVE, value=snippet(text))
