"""From opening to closing."""

from typing import Any

import pytest

from portfolios.charts.waterfall import Step, waterfall_chart


def bridge(*amounts: float | None, opening: float = 1000.0) -> list[Step]:
    """Opening, changes, closing."""
    changes = [Step(f"change {i}", amount, str(amount)) for i, amount in enumerate(amounts)]
    closing = opening + sum(a for a in amounts if a is not None)
    return [
        Step("Opening", opening, "o", is_total=True),
        *changes,
        Step("Closing", closing, "c", is_total=True),
    ]


def edges(bar: Any) -> tuple[float, float]:
    """Left and right end of a bar."""
    return float(bar.get("x")), float(bar.get("x")) + float(bar.get("width"))


def test_each_change_begins_where_the_last_ended(drawing: Any) -> None:
    chart = drawing(waterfall_chart(bridge(200, -50), title="t", empty="-"))
    opening, closing = chart.of("ch-total")
    (rise,), (fall,) = chart.of("ch-rise"), chart.of("ch-fall")
    assert edges(rise)[0] == pytest.approx(edges(opening)[1], abs=0.15)
    assert edges(fall)[1] == pytest.approx(edges(rise)[1], abs=0.15)
    assert edges(closing)[1] == pytest.approx(edges(fall)[0], abs=0.15)


def test_what_is_not_known_has_no_bar_and_moves_nothing(drawing: Any) -> None:
    chart = drawing(waterfall_chart(bridge(None, 100), title="t", empty="-"))
    opening, (rise,) = chart.of("ch-total")[0], chart.of("ch-rise")
    assert edges(rise)[0] == pytest.approx(edges(opening)[1], abs=0.15)
    assert "None" in chart.texts


def test_from_nothing_to_something(drawing: Any) -> None:
    chart = drawing(waterfall_chart(bridge(500, opening=0.0), title="t", empty="-"))
    opening, closing = chart.of("ch-total")
    assert edges(opening)[0] == pytest.approx(edges(closing)[0], abs=0.15)


def test_below_zero(drawing: Any) -> None:
    chart = drawing(waterfall_chart(bridge(-1500), title="t", empty="-"))
    for bar in (*chart.of("ch-total"), *chart.of("ch-fall")):
        left, right = edges(bar)
        assert 0 <= left < right <= 720


def test_small_changes_of_a_large_value_can_be_seen(drawing: Any) -> None:
    chart = drawing(waterfall_chart(bridge(20_000, opening=12_000_000.0), title="t", empty="-"))
    left, right = edges(chart.of("ch-rise")[0])
    assert right - left > 40


@pytest.mark.parametrize("steps", [[], [Step("a", None, "—")]])
def test_nothing_says_so(steps: list[Step], drawing: Any) -> None:
    assert drawing(waterfall_chart(steps, title="t", empty="No valuation yet.")).texts == [
        "No valuation yet."
    ]
