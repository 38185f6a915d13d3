"""Cells of texts, choices, codes, yes and no, whole numbers and lots."""

from datetime import date
from decimal import Decimal

import pytest

from portfolios.importing import values
from portfolios.importing.columns import ParserOf
from portfolios.importing.messages import Code
from portfolios.importing.reading import Reading, ValueRefused
from portfolios.importing.rows import LotRow


def read(parser: ParserOf, text: str, reading: Reading | None = None) -> object:
    try:
        return parser.bind(reading or Reading(decimal_mark="."))(text)
    except ValueRefused as refusal:
        return refusal.code


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  Müller ", "Müller"),
        ("", None),
        (" \t", None),
        ('="00123"', "00123"),
        ("'=1+1", "=1+1"),
        ("'quoted'", "'quoted'"),
        ("two\nlines", "two\nlines"),
        ("x" * 11, Code.TEXT_TOO_LONG),
        ("bell\x07", Code.TEXT_HAS_CONTROL_CHARACTER),
    ],
)
def test_text(raw: str, text: object) -> None:
    assert read(values.text(10), raw) == text


@pytest.mark.parametrize(
    ("raw", "code"),
    [("buy", "buy"), ("BUY ", "buy"), ("买入", "buy"), ("", None), ("sel", Code.CHOICE_UNKNOWN)],
)
def test_choice(raw: str, code: object) -> None:
    assert read(values.choice({"buy": ("purchase", "买入"), "sell": ()}), raw) == code


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("yes", True),
        ("TRUE", True),
        ("1", True),
        ("是", True),
        ("No", False),
        ("0", False),
        ("", None),
        ("x", Code.BOOLEAN_UNKNOWN),
    ],
)
def test_boolean(raw: str, value: object) -> None:
    assert read(values.boolean(), raw) is value or read(values.boolean(), raw) == value


@pytest.mark.parametrize(
    ("parser", "raw", "value"),
    [
        (values.isin(), "us0378331005", "US0378331005"),
        (values.isin(), "US 037833 1005", "US0378331005"),
        (values.isin(), "US0378331004", Code.ISIN_INVALID),
        (values.isin(), "", None),
        (values.mic(), "xnas", "XNAS"),
        (values.mic(), "NASDAQ", Code.MIC_INVALID),
        (values.currency(), "eur", "EUR"),
        (values.currency(), "人民币", "CNY"),
        (values.currency(), "RMB", "CNY"),
        (values.currency(), "€", Code.CURRENCY_UNREADABLE),
        (values.country(), "lu", "LU"),
        (values.country(), "LUX", Code.COUNTRY_INVALID),
        (values.integer(), "12", 12),
        (values.integer(), "1.5", Code.NUMBER_TOO_PRECISE),
        (values.integer(), "-1", Code.NUMBER_NEGATIVE),
        (values.day(), "2022-01-04", date(2022, 1, 4)),
        (values.amount(), "12.3456", Decimal("12.3456")),
        (values.amount(), "12.34567", Code.NUMBER_TOO_PRECISE),
        (values.amount(), "10000000000000000", Code.NUMBER_TOO_LARGE),
        (values.quantity(), "0.00000001", Decimal("0.00000001")),
        (values.quantity(), "0", Code.NUMBER_NOT_POSITIVE),
        (values.price(), "0.000000000001", Decimal("0.000000000001")),
    ],
)
def test_codes_and_numbers(parser: ParserOf, raw: str, value: object) -> None:
    assert read(parser, raw) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("", None),
        (
            "60 2019-03-01 6000.00 1.12 | 40 2020-05-04",
            (
                LotRow(Decimal(60), date(2019, 3, 1), Decimal("6000.00"), Decimal("1.12")),
                LotRow(Decimal(40), date(2020, 5, 4), None, None),
            ),
        ),
        ("60", Code.LOTS_UNREADABLE),
        ("60 2019-03-01 1 2 3", Code.LOTS_UNREADABLE),
        ("60 2019-03-01 |", Code.LOTS_UNREADABLE),
        ("x 2019-03-01", Code.NUMBER_UNREADABLE),
        ("60 2019-13-01", Code.DATE_IMPOSSIBLE),
        ("0 2019-03-01", Code.NUMBER_NOT_POSITIVE),
    ],
)
def test_lots(raw: str, value: object) -> None:
    assert read(values.lots(), raw) == value


def test_lots_use_the_files_decimal_mark() -> None:
    assert read(values.lots(), "1,5 2019-03-01 10,25", Reading(decimal_mark=",")) == (
        LotRow(Decimal("1.5"), date(2019, 3, 1), Decimal("10.25"), None),
    )
