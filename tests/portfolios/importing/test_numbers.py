"""Numbers as they are written all over the world."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importing.messages import Code
from portfolios.importing.numbers import Mark, Sign, decimal_mark_shown, number_parser, read_number
from portfolios.importing.reading import ValueRefused

AMBIGUOUS, OTHER, UNIT, UNREADABLE, EXPONENT = (
    Code.NUMBER_AMBIGUOUS,
    Code.NUMBER_HAS_OTHER_MARK,
    Code.NUMBER_HAS_UNIT,
    Code.NUMBER_UNREADABLE,
    Code.NUMBER_HAS_EXPONENT,
)


def outcome(text: str, mark: Mark | None) -> str | Code:
    try:
        return format(read_number(text, mark), "f")
    except ValueRefused as refusal:
        return refusal.code


@pytest.mark.parametrize(
    ("text", "shown", "undeclared", "with_point", "with_comma"),
    [
        ("12", None, "12", "12", "12"),
        ("1,234", None, AMBIGUOUS, "1234", "1.234"),
        ("1.234", None, AMBIGUOUS, "1.234", "1234"),
        ("-1.000", None, AMBIGUOUS, "-1.000", "-1000"),
        ("1234,5", ",", UNREADABLE, OTHER, "1234.5"),
        ("1,234.56", ".", "1234.56", "1234.56", OTHER),
        ("1.234,56", ",", UNREADABLE, OTHER, "1234.56"),
        ("1,234,567", ".", "1234567", "1234567", OTHER),
        ("1.234.567", ",", UNREADABLE, OTHER, "1234567"),
        ("0,123", ",", UNREADABLE, OTHER, "0.123"),
        ("0.123", ".", "0.123", "0.123", OTHER),
        (".5", ".", "0.5", "0.5", OTHER),
        ("12345.678", ".", "12345.678", "12345.678", OTHER),
        ("1'234.567", ".", "1234.567", "1234.567", OTHER),
        ("1’234’567", None, "1234567", "1234567", "1234567"),
        ("1 234,5", ",", UNREADABLE, OTHER, "1234.5"),
        ("1\u202f234", None, "1234", "1234", "1234"),
        ("(1,234.50)", ".", "-1234.50", "-1234.50", OTHER),
        ("5-", None, "-5", "-5", "-5"),
        ("+5", None, "5", "5", "5"),
        ("\u22123,5", ",", UNREADABLE, OTHER, "-3.5"),
        ("１２．５", ".", "12.5", "12.5", OTHER),
        ("€12.50", None, UNIT, UNIT, UNIT),
        ("12.50 EUR", None, UNIT, UNIT, UNIT),
        ("5%", None, UNIT, UNIT, UNIT),
        ("1e5", None, EXPONENT, EXPONENT, EXPONENT),
        ("1.5E-07", None, EXPONENT, EXPONENT, EXPONENT),
        ("5.", None, UNREADABLE, UNREADABLE, UNREADABLE),
        ("1,23,456", None, UNREADABLE, UNREADABLE, UNREADABLE),
        ("1,234.567.890", None, UNREADABLE, UNREADABLE, UNREADABLE),
        ("--5", None, UNREADABLE, UNREADABLE, UNREADABLE),
        ("abc", None, UNREADABLE, UNREADABLE, UNREADABLE),
        ("NaN", None, UNREADABLE, UNREADABLE, UNREADABLE),
        ("Infinity", None, UNREADABLE, UNREADABLE, UNREADABLE),
        ("-", None, UNREADABLE, UNREADABLE, UNREADABLE),
        ("1_000", None, UNIT, UNIT, UNIT),
    ],
)
def test_readings(text: str, shown: Mark | None, undeclared: str, with_point: str, with_comma: str) -> None:
    assert decimal_mark_shown(text) == shown
    assert [outcome(text, mark) for mark in (None, ".", ",")] == [undeclared, with_point, with_comma]


@pytest.mark.parametrize(
    ("text", "sign", "expected"),
    [
        ("", Sign.POSITIVE, None),
        ("  \t", Sign.POSITIVE, None),
        ("5", Sign.POSITIVE, "5"),
        (" 5.25 ", Sign.POSITIVE, "5.25"),
        ("0", Sign.POSITIVE, Code.NUMBER_NOT_POSITIVE),
        ("0.00", Sign.NOT_NEGATIVE, "0.00"),
        ("-0.01", Sign.NOT_NEGATIVE, Code.NUMBER_NEGATIVE),
        ("-5", Sign.POSITIVE, Code.NUMBER_NEGATIVE),
        ("-5", Sign.ANY, "-5"),
        ("999.99", Sign.ANY, "999.99"),
        ("1000", Sign.ANY, Code.NUMBER_TOO_LARGE),
        ("0999", Sign.ANY, "999"),
        ("00000999", Sign.ANY, "999"),
        ("1.234", Sign.ANY, Code.NUMBER_TOO_PRECISE),
        ("1.2300", Sign.ANY, "1.2300"),
    ],
)
def test_a_column_of_three_digits_and_two_decimals(text: str, sign: Sign, expected: str | None) -> None:
    parse = number_parser(".", whole=3, decimals=2, sign=sign)
    try:
        value = parse(text)
        result: str | None = None if value is None else format(value, "f")
    except ValueRefused as refusal:
        result = refusal.code
    assert result == expected


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=4), st.sampled_from([(".", ","), (",", ".")])
)
def test_what_was_written_with_groups_is_read_back(value: Decimal, marks: tuple[Mark, Mark]) -> None:
    mark, group = marks
    text = f"{value:,.4f}".replace(",", "_").replace(".", mark).replace("_", group)
    assert read_number(text, mark) == value
    assert decimal_mark_shown(text) == mark


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    reasons = {AMBIGUOUS, OTHER, UNIT, UNREADABLE, EXPONENT}
    for mark in (None, ".", ","):
        found = outcome(text, mark)
        assert found in reasons or Decimal(found).is_finite()
