"""Figures as text."""

import datetime as dt
from decimal import Decimal

import pytest

from tenancy import figures


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "12,481,903.45"),
        ("zh-hans", "12,481,903.45"),
        ("de-ch", "12’481’903.45"),
        ("de", "12.481.903,45"),
        ("fr", "12,481,903.45"),
        (None, "12,481,903.45"),
    ],
)
def test_thousands_and_point_follow_the_language(language: str | None, expected: str) -> None:
    assert figures.number_text(Decimal("12481903.45"), places=2, language=language) == expected


@pytest.mark.parametrize(
    ("value", "sign", "expected"),
    [
        ("-38214.15", False, "−38,214.15"),
        ("-38214.15", True, "−38,214.15"),
        ("91420.2", True, "+91,420.20"),
        ("0", True, "0.00"),
        ("-0.004", True, "0.00"),
        ("0.004", True, "0.00"),
    ],
)
def test_signs_are_true_and_zero_has_none(value: str, sign: bool, expected: str) -> None:
    assert figures.number_text(Decimal(value), places=2, language="en", sign=sign) == expected


@pytest.mark.parametrize(("value", "expected"), [("0.125", "0.12"), ("0.135", "0.14"), ("2.675", "2.68")])
def test_rounding_is_half_to_even(value: str, expected: str) -> None:
    assert figures.number_text(Decimal(value), places=2, language="en") == expected


def test_a_large_amount_keeps_every_digit() -> None:
    assert (
        figures.number_text(Decimal("987654321987654.32"), places=2, language="en")
        == "987,654,321,987,654.32"
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_figure_is_refused(value: float | Decimal) -> None:
    with pytest.raises(ValueError, match="not a figure"):
        figures.number_text(value, places=2, language="en")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7420", "7,420"),
        ("7420.000", "7,420"),
        ("1240.50", "1,240.5"),
        ("0.123456789", "0.12345679"),
        ("1E+3", "1,000"),
    ],
)
def test_quantities_show_the_digits_they_have(value: str, expected: str) -> None:
    assert figures.quantity_text(Decimal(value), language="en") == expected


def test_a_price_has_at_least_two_digits() -> None:
    assert figures.quantity_text(Decimal("84.1"), language="en", minimum=2, maximum=6) == "84.10"


def test_percent_is_of_a_fraction() -> None:
    assert figures.percent_text(Decimal("0.0684"), language="en", sign=True) == "+6.84%"
    assert figures.percent_text(-0.09361, places=1, language="zh-hans") == "−9.4%"


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("12481903", "en", "12.48m"),
        ("12481903", "zh-hans", "1,248万"),
        ("248190300", "zh-hans", "2.48亿"),
        ("524240", "en", "524k"),
        ("-1500000", "en", "−1.5m"),
        ("950", "en", "950"),
        ("1000000", "de-ch", "1 Mio."),
        ("3.5", "en", "3.5"),
    ],
)
def test_compact_uses_the_words_of_the_language(value: str, language: str, expected: str) -> None:
    assert figures.compact_text(Decimal(value), language=language) == expected


def test_minor_units_follow_iso_4217() -> None:
    assert [figures.places_of(code) for code in ("EUR", "JPY", "kwd", "CNY")] == [2, 0, 3, 2]


def test_dates() -> None:
    day = dt.date(2026, 9, 30)
    assert figures.day_text(day, language="en") == "30 Sep 2026"
    assert figures.day_text(day, language="zh-hans") == "2026年9月30日"
    assert figures.day_text(day, language="de-ch") == "30. Sept. 2026"
    assert figures.month_text(day, language="zh-hans") == "2026年9月"
    moment = dt.datetime(2026, 9, 30, 18, 5, tzinfo=dt.UTC)
    assert figures.moment_text(moment, language="en") == "30 Sep 2026, 18:05"
    assert figures.moment_text(moment, language="zh-hans") == "2026年9月30日 18:05"
