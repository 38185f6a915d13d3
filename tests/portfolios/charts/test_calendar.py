"""Months in a table."""

from typing import Any

import pytest

from portfolios.charts.calendar import CalendarWords, YearReturns, calendar_chart

WORDS = CalendarWords(
    months=list("JFMAMJJASOND"), total="Year", value=lambda v: f"{v * 100:+.1f}", empty="No month yet."
)


def test_each_month_has_its_figure_and_strength(drawing: Any) -> None:
    year = YearReturns(2026, [0.04, -0.02, None, 0.0, *[None] * 8], 0.0192)
    chart = drawing(calendar_chart([year], title="t", words=WORDS))
    assert {"+4.0", "-2.0", "+0.0", "+1.9", "2026"} <= set(chart.texts)
    assert len(chart.of("ch-cell")) == 9
    strong, flat = chart.of("ch-rise", "rect")
    (weak,) = chart.of("ch-fall", "rect")
    assert float(strong.get("fill-opacity")) == pytest.approx(0.40)
    assert float(weak.get("fill-opacity")) == pytest.approx(0.23)
    assert float(flat.get("fill-opacity")) == 0


def test_an_unknown_year_has_no_total(drawing: Any) -> None:
    chart = drawing(calendar_chart([YearReturns(2026, [0.01, *[None] * 11])], title="t", words=WORDS))
    assert len([t for t in chart.texts if t.startswith(("+", "-"))]) == 1


def test_all_flat_divides_by_nothing(drawing: Any) -> None:
    chart = drawing(calendar_chart([YearReturns(2026, [0.0] * 12, 0.0)], title="t", words=WORDS, width=348))
    assert len(chart.of("ch-rise", "rect")) == 12


@pytest.mark.parametrize("years", [[], [YearReturns(2026, [None] * 12)]])
def test_nothing_says_so(years: list[YearReturns], drawing: Any) -> None:
    assert drawing(calendar_chart(years, title="t", words=WORDS)).texts == ["No month yet."]
