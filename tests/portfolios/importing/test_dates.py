"""Dates, and which number is the day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importing.dates import date_order_shown, date_parser, read_date
from portfolios.importing.messages import Code
from portfolios.importing.reading import DateOrder, ValueRefused

MAY_4, APRIL_5 = "2022-05-04", "2022-04-05"


def outcome(text: str, order: DateOrder | None) -> str | Code:
    try:
        return read_date(text, order).isoformat()
    except ValueRefused as refusal:
        return refusal.code


@pytest.mark.parametrize(
    "text",
    [
        "2022-05-04",
        " 2022-05-04 ",
        "2022/5/4",
        "2022.05.04",
        "20220504",
        "2022年5月4日",
        "２０２２年０５月０４日",
        "04.05.2022",
        "4.5.2022",
        "4 May 2022",
        "04-May-2022",
        "04-MAY-2022",
        "2022-05-04 00:00:00",
        "2022-05-04T00:00:00.000",
    ],
)
def test_the_same_day_in_any_order(text: str) -> None:
    assert [outcome(text, order) for order in (None, "day_first", "month_first")] == [MAY_4] * 3
    assert date_order_shown(text) is None


@pytest.mark.parametrize(
    ("text", "shown", "undeclared", "day_first", "month_first"),
    [
        ("04/05/2022", None, Code.DATE_AMBIGUOUS, MAY_4, APRIL_5),
        ("04-05-2022", None, Code.DATE_AMBIGUOUS, MAY_4, APRIL_5),
        ("05/05/2022", None, "2022-05-05", "2022-05-05", "2022-05-05"),
        ("19/12/2022", "day_first", "2022-12-19", "2022-12-19", Code.DATE_IMPOSSIBLE),
        ("12/19/2022", "month_first", "2022-12-19", Code.DATE_IMPOSSIBLE, "2022-12-19"),
        ("31/02/2022", "day_first", Code.DATE_IMPOSSIBLE, Code.DATE_IMPOSSIBLE, Code.DATE_IMPOSSIBLE),
        ("13/13/2022", None, Code.DATE_IMPOSSIBLE, Code.DATE_IMPOSSIBLE, Code.DATE_IMPOSSIBLE),
        ("04/05-2022", None, *[Code.DATE_UNREADABLE] * 3),
        ("04/05/22", None, *[Code.DATE_UNREADABLE] * 3),
        ("yesterday", None, *[Code.DATE_UNREADABLE] * 3),
        ("4 Foo 2022", None, *[Code.DATE_UNREADABLE] * 3),
        ("2022-13-01", None, *[Code.DATE_IMPOSSIBLE] * 3),
        ("2022-02-29", None, *[Code.DATE_IMPOSSIBLE] * 3),
        ("0001-01-01", None, *[Code.DATE_OUT_OF_RANGE] * 3),
        ("2022-05-04T12:00", None, *[Code.DATE_HAS_TIME] * 3),
        ("04.05.2022 13:01:45", None, *[Code.DATE_HAS_TIME] * 3),
        ("2023-06-02 16:06:47-04:00", None, *[Code.DATE_HAS_TIME] * 3),
        ("44927", None, *[Code.DATE_IS_SERIAL] * 3),
    ],
)
def test_readings(
    text: str, shown: DateOrder | None, undeclared: str, day_first: str, month_first: str
) -> None:
    assert date_order_shown(text) == shown
    assert [outcome(text, order) for order in (None, "day_first", "month_first")] == [
        undeclared,
        day_first,
        month_first,
    ]


def test_blanks_are_no_date() -> None:
    assert date_parser(None)("  ") is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_what_was_written_is_read_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%d.%m.%Y", "%d-%b-%Y", "%d %B %Y"):
        assert read_date(day.strftime(form).replace(f"{day.year}", f"{day.year:04d}"), None) == day
    assert (
        read_date(day.strftime("%d/%m/%Y"), "day_first")
        == read_date(day.strftime("%m/%d/%Y"), "month_first")
        == day
    )


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    orders: tuple[DateOrder | None, ...] = (None, "day_first", "month_first")
    for order in orders:
        assert outcome(text, order)
