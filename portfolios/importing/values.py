"""How the cells of each sort of column are read: texts, choices, yes and no, codes, lots.

Numbers and dates have modules of their own. Each function here makes a `ParserOf`: given how the file is
read, a parser.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from portfolios.importing import identifiers
from portfolios.importing.columns import ParserOf
from portfolios.importing.dates import date_parser, read_date
from portfolios.importing.messages import Code, snippet
from portfolios.importing.numbers import Sign, number_parser, read_number
from portfolios.importing.reading import Parser, Reading, ValueRefused
from portfolios.importing.rows import LotRow

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPREADSHEET_TEXT = re.compile(r'="(.*)"', re.DOTALL).fullmatch
_NEUTRALISED = ("'=", "'+", "'-", "'@")

_YES = frozenset({"true", "yes", "y", "1", "是", "真"})
_NO = frozenset({"false", "no", "n", "0", "否", "假"})
_CURRENCY_NAMES: Mapping[str, str] = {
    "RMB": "CNY",
    "人民币": "CNY",
    "美元": "USD",
    "港币": "HKD",
    "港元": "HKD",
    "欧元": "EUR",
    "日元": "JPY",
    "英镑": "GBP",
    "瑞士法郎": "CHF",
    "新加坡元": "SGD",
}


def plain_text(raw: str) -> str:
    """A cell's text as meant: trimmed; ="00123" (a spreadsheet's way to keep text) and '=1 (our own export)
    undone.
    """
    text = raw.strip()
    if text[:1] == "=" and (match := _SPREADSHEET_TEXT(text)):
        return match[1].strip()
    if text[:1] == "'" and text.startswith(_NEUTRALISED):
        return text[1:]
    return text


def text(limit: int = 200) -> ParserOf:
    """Free text of at most `limit` characters."""

    def parse(raw: str) -> str | None:
        value = plain_text(raw)
        if not value:
            return None
        if len(value) > limit:
            raise ValueRefused(Code.TEXT_TOO_LONG, found=str(len(value)), limit=str(limit))
        if not value.isprintable() and _CONTROL.search(value):
            raise ValueRefused(Code.TEXT_HAS_CONTROL_CHARACTER)
        return value

    return ParserOf("text", lambda reading: parse)


def choice(spellings: Mapping[str, tuple[str, ...]]) -> ParserOf:
    """One of the keys of `spellings`, in that or in another declared spelling; case and spacing do not
    matter.
    """
    known = {_folded(word): code for code, words in spellings.items() for word in (code, *words)}
    choices = ", ".join(spellings)

    def parse(raw: str) -> str | None:
        value = plain_text(raw)
        if not value:
            return None
        code = known.get(_folded(value))
        if code is None:
            raise ValueRefused(Code.CHOICE_UNKNOWN, value=snippet(value), choices=choices)
        return code

    return ParserOf("choice", lambda reading: parse, tuple(spellings))


def _folded(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())


def boolean() -> ParserOf:
    """Yes or no, in English, Chinese, or as 1 and 0."""

    def parse(raw: str) -> bool | None:
        value = plain_text(raw).casefold()
        if not value:
            return None
        if value in _YES:
            return True
        if value in _NO:
            return False
        raise ValueRefused(Code.BOOLEAN_UNKNOWN, value=snippet(raw))

    return ParserOf("boolean", lambda reading: parse)


def _code(is_valid: Callable[[str], bool], refusal: Code, names: Mapping[str, str]) -> ParserOf:
    def parse(raw: str) -> str | None:
        value = plain_text(raw).upper().replace(" ", "")
        if not value:
            return None
        value = names.get(value, value)
        if not is_valid(value):
            raise ValueRefused(refusal, value=snippet(raw))
        return value

    return ParserOf("text", lambda reading: parse)


def isin() -> ParserOf:
    """An ISIN with the right check digit."""
    return _code(identifiers.is_isin, Code.ISIN_INVALID, {})


def mic() -> ParserOf:
    """A market identifier code of four characters."""
    return _code(identifiers.is_mic, Code.MIC_INVALID, {})


def currency() -> ParserOf:
    """A currency code of three letters, or a common Chinese name of a currency."""
    return _code(identifiers.is_currency_code, Code.CURRENCY_UNREADABLE, _CURRENCY_NAMES)


def country() -> ParserOf:
    """A country code of two letters."""
    return _code(identifiers.is_country_code, Code.COUNTRY_INVALID, {})


def day() -> ParserOf:
    """A date."""
    return ParserOf("date", lambda reading: date_parser(reading.date_order))


def number(*, whole: int, decimals: int, sign: Sign = Sign.NOT_NEGATIVE) -> ParserOf:
    """A number that fits a column of `whole` digits before and `decimals` after the mark."""
    return ParserOf(
        "number",
        lambda reading: number_parser(reading.decimal_mark, whole=whole, decimals=decimals, sign=sign),
    )


def amount(sign: Sign = Sign.NOT_NEGATIVE) -> ParserOf:
    """Booked money: NUMERIC(20,4). Whether the decimals suit the currency is judged when it is posted."""
    return number(whole=16, decimals=4, sign=sign)


def quantity(sign: Sign = Sign.POSITIVE) -> ParserOf:
    """Units of an instrument: NUMERIC(24,8)."""
    return number(whole=16, decimals=8, sign=sign)


def price(sign: Sign = Sign.NOT_NEGATIVE) -> ParserOf:
    """A price or exchange rate: NUMERIC(24,12)."""
    return number(whole=12, decimals=12, sign=sign)


def integer(whole: int = 9) -> ParserOf:
    """A whole number, not negative."""

    def bind(reading: Reading) -> Parser[int]:
        read = number_parser(reading.decimal_mark, whole=whole, decimals=0, sign=Sign.NOT_NEGATIVE)

        def parse(raw: str) -> int | None:
            value = read(raw)
            return None if value is None else int(value)

        return parse

    return ParserOf("number", bind)


def lots() -> ParserOf:
    """Tax lots in one cell: "quantity date cost rate", cost and rate may be left out, lots separated by
    "|".
    """

    def bind(reading: Reading) -> Parser[tuple[LotRow, ...]]:
        def parse(raw: str) -> tuple[LotRow, ...] | None:
            value = plain_text(raw)
            if not value:
                return None
            return tuple(_lot(part, reading, value) for part in value.split("|"))

        return parse

    return ParserOf("lots", bind)


def _lot(part: str, reading: Reading, value: str) -> LotRow:
    words = part.split()
    if not 2 <= len(words) <= 4:
        raise ValueRefused(Code.LOTS_UNREADABLE, value=snippet(value))
    quantity, *rest = (_positive(word, reading) for word in (words[0], *words[2:]))
    cost, rate = [*rest, None, None][:2]
    return LotRow(quantity, read_date(words[1], reading.date_order), cost, rate)


def _positive(word: str, reading: Reading) -> Decimal:
    value = read_number(word, reading.decimal_mark)
    if value <= 0:
        raise ValueRefused(Code.NUMBER_NOT_POSITIVE, value=snippet(word))
    return value
