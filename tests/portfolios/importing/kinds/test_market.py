"""Prices, rates and instruments."""

from typing import Any

from portfolios.importing.columns import FileKind
from portfolios.importing.kinds import FX_RATES, INSTRUMENTS, PRICES
from portfolios.importing.messages import Code, RowError
from portfolios.importing.parse import parse
from portfolios.importing.rows import InstrumentRow


def problems(source: str, kind: FileKind[Any]) -> list[tuple[str, Code]]:
    return [(item.field, item.code) for item in parse(source.encode(), kind) if isinstance(item, RowError)]


def test_a_price_needs_an_instrument() -> None:
    assert problems("isin,symbol,on,price\n,,2022-01-04,1.5\n", PRICES) == [("isin", Code.INSTRUMENT_MISSING)]


def test_a_rate_is_greater_than_zero() -> None:
    assert problems("base,quote,on,rate\nEUR,USD,2022-01-04,0.00\n", FX_RATES) == [
        ("rate", Code.NUMBER_NOT_POSITIVE)
    ]


def test_a_bond() -> None:
    header = "name,symbol,currency,asset_class,price_factor,coupon_rate,coupon_frequency,day_count,matures_on,risk_class"
    source = f"{header}\nBund 2.5 % 2030,BUND30,EUR,债券,0.01,0.025,1,Actual/Actual,2030-07-04,中低风险\n"
    [row] = parse(source.encode(), INSTRUMENTS)
    assert isinstance(row, InstrumentRow)
    assert (row.asset_class, row.day_count, row.risk_class, row.coupon_frequency) == (
        "bond",
        "act/act",
        "R2",
        1,
    )
    assert problems(source.replace("2030-07-04", ""), INSTRUMENTS) == [
        ("matures_on", Code.VALUE_NOT_TOGETHER)
    ]
    assert problems(source.replace("债券", "gold bars"), INSTRUMENTS) == [
        ("asset_class", Code.CHOICE_UNKNOWN)
    ]
