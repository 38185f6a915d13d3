"""Weights against bands."""

from decimal import Decimal
from typing import Any

import pytest

from portfolios.charts.bands import Band, bands_chart


@pytest.mark.parametrize(
    ("weight", "outside", "text"),
    [
        ("0.083", True, "▲ x"),
        ("0.03", True, "▼ x"),
        ("0.06", False, "x"),
        ("0.08", False, "x"),
        ("0.04", False, "x"),
    ],
)
def test_outside_is_beyond_a_limit_and_has_a_mark(
    weight: str, outside: bool, text: str, drawing: Any
) -> None:
    band = Band("Alternatives", Decimal(weight), 5, "x", Decimal("0.06"), Decimal("0.04"), Decimal("0.08"))
    assert band.is_outside is outside
    chart = drawing(bands_chart([band], title="t", empty="-"))
    assert text in chart.texts
    assert bool(chart.of("ch-warn")) is outside


def test_an_unknown_weight_has_no_bar(drawing: Any) -> None:
    band = Band("Alternatives", None, 5, "—", 0.06, 0.04, 0.08)
    chart = drawing(bands_chart([band], title="t", empty="-"))
    assert not band.is_outside
    assert chart.of("ch-c5") == []
    assert len(chart.of("ch-band")) == 1


def test_overdrawn_cash_reaches_left_of_zero(drawing: Any) -> None:
    bands = [Band("Cash", -0.1, 8, "−10%"), Band("Equities", 1.1, 1, "110%")]
    chart = drawing(bands_chart(bands, title="t", empty="-"))
    cash, equities = chart.of("ch-c8")[0], chart.of("ch-c1")[0]
    assert float(cash.get("x")) + float(cash.get("width")) == pytest.approx(
        float(equities.get("x")), abs=0.11
    )


def test_without_limits_there_is_no_band_and_no_mark(drawing: Any) -> None:
    chart = drawing(bands_chart([Band("Equities", 0.5, 1, "50%")], title="t", empty="-"))
    assert chart.of("ch-band") == []
    assert chart.of("ch-target") == []


def test_nothing_says_so(drawing: Any) -> None:
    assert drawing(bands_chart([], title="t", empty="No mandate yet.")).texts == ["No mandate yet."]
