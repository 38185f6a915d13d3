"""Declarations of columns."""

import pytest

from portfolios.importing.columns import normal_header
from portfolios.importing.kinds import PRICES


@pytest.mark.parametrize(
    "text", ["Trade Date", "trade_date", "TRADE-DATE", " tradeDate ", "Ｔｒａｄｅ　Ｄａｔｅ", "trade.date"]
)
def test_headers_are_compared_by_letters_and_digits(text: str) -> None:
    assert normal_header(text) == "tradedate"


def test_a_column_is_found_by_name_and_by_any_of_its_headers() -> None:
    price = PRICES.column("price")
    assert {PRICES.by_header()[normal_header(header)] for header in price.headers()} == {price}
    with pytest.raises(KeyError):
        PRICES.column("colour")
