"""Dates as files write them, to `date`, without guessing which number is the day.

Always accepted: 2022-05-04, 2022/05/04, 2022.05.04, 20220504, 2022年5月4日, 04.05.2022 (dots: day first), 4
May 2022, 04-May-2022. Accepted where the file shows or someone declares the order: 04/05/2022 and
04-05-2022. Never: two-digit years, times of day other than midnight, a spreadsheet's serial numbers.
"""

import re
import unicodedata
from datetime import date
from typing import Final

from portfolios.importing.messages import Code, snippet
from portfolios.importing.reading import DateOrder, Parser, ValueRefused

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100

_YEAR_FIRST = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d\d)(\d\d)|年(\d{1,2})月(\d{1,2})日)"
).fullmatch
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})").fullmatch
_EITHER_ORDER = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})").fullmatch
_NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})\.?[- ,]+(\d{4})").fullmatch
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?$")
_TIME = re.compile(r"\d[T ]\s*\d{1,2}:\d\d")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.0+)?").fullmatch
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}


def date_order_shown(text: str) -> DateOrder | None:
    """The order a written date proves: "19/12/2022" day first, "12/19/2022" month first, else None."""
    match = _EITHER_ORDER(_normal(text))
    if match is None:
        return None
    first, second = int(match[1]), int(match[3])
    if first > 12 >= second:
        return "day_first"
    if second > 12 >= first:
        return "month_first"
    return None


def read_date(text: str, order: DateOrder | None) -> date:
    """The day a text means; raises `ValueRefused` with the reason when it means none or two."""
    body = _normal(text)
    if match := _YEAR_FIRST(body):
        year, month, day = (group for group in match.groups() if group and group.isdigit())
        return _day(text, year, month, day)
    if match := _DOTTED(body):
        return _day(text, match[3], match[2], match[1])
    if (match := _NAMED(body)) and match[2].lower() in _MONTHS:
        return _day(text, match[3], str(_MONTHS[match[2].lower()]), match[1])
    if match := _EITHER_ORDER(body):
        return _ordered_day(text, match, order)
    raise _unreadable(text, body)


def _normal(text: str) -> str:
    body = text.strip()
    if not body.isascii():
        body = unicodedata.normalize("NFKC", body)
    return _MIDNIGHT.sub("", body)


def _ordered_day(text: str, match: re.Match[str], order: DateOrder | None) -> date:
    first, second, year = match[1], match[3], match[4]
    if order is None and int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
        raise ValueRefused(
            Code.DATE_AMBIGUOUS,
            value=snippet(text),
            day_first=_day(text, year, second, first).isoformat(),
            month_first=_day(text, year, first, second).isoformat(),
        )
    if (order or date_order_shown(text)) == "month_first":
        return _day(text, year, first, second)
    return _day(text, year, second, first)


def _day(text: str, year: str, month: str, day: str) -> date:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValueRefused(
            Code.DATE_OUT_OF_RANGE, value=snippet(text), first=str(FIRST_YEAR), last=str(LAST_YEAR)
        )
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueRefused(Code.DATE_IMPOSSIBLE, value=snippet(text)) from None


def _unreadable(text: str, body: str) -> ValueRefused:
    if _TIME.search(body):
        return ValueRefused(Code.DATE_HAS_TIME, value=snippet(text))
    if _SERIAL(body):
        return ValueRefused(Code.DATE_IS_SERIAL, value=snippet(text))
    return ValueRefused(Code.DATE_UNREADABLE, value=snippet(text))


def date_parser(order: DateOrder | None) -> Parser[date]:
    """A parser for one column of dates; blanks give None."""

    def parse(text: str) -> date | None:
        return read_date(text, order) if text.strip() else None

    return parse
