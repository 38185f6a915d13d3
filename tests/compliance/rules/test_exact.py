"""Exact comparison and rounding for showing."""

from decimal import Decimal, Inexact
from fractions import Fraction

import pytest

from compliance.rules.exact import difference, product, shown_fraction, shown_ratio, total


def test_products_and_sums_keep_every_digit() -> None:
    long = Decimal("123456789012345678901234567890.12345678")
    assert product(long, Decimal("0.00000001")) == Decimal("1234567890123456789012.3456789012345678")
    assert (
        str(difference(long, Decimal("1e-30")))
        == "123456789012345678901234567890.123456779999999999999999999999"
    )
    assert difference(long, long) == 0
    assert total([Decimal("0.1")] * 10) == 1
    assert total([]) == 0


def test_what_does_not_fit_is_refused_rather_than_rounded() -> None:
    with pytest.raises(Inexact):
        difference(Decimal("1e150"), Decimal("1e-60"))


def test_shown_figures_are_rounded_half_even_to_twelve_places() -> None:
    assert shown_ratio(Decimal(1), Decimal(3)) == Decimal("0.333333333333")
    assert shown_ratio(Decimal(2), Decimal(3)) == Decimal("0.666666666667")
    assert shown_fraction(Fraction(1, 8)) == Decimal("0.125")
