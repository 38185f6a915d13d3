"""Falls from the peak."""

from collections.abc import Callable
from datetime import date
from typing import Any

from portfolios.charts.drawdown import drawdown_chart, performance_chart
from portfolios.charts.labels import Labels
from portfolios.charts.palette import LIGHT
from portfolios.charts.series import Series

Days = Callable[[int], list[date]]


def test_the_deepest_point_is_named(labels: Labels, drawing: Any, days: Days) -> None:
    chart = drawing(drawdown_chart(Series("a", days(5), [0, -0.1, -0.3, -0.2, 0]), title="t", labels=labels))
    assert "-30.00%" in chart.texts
    assert len(chart.of("ch-fall-line")) == 1


def test_no_fall_at_all_names_nothing(labels: Labels, drawing: Any, days: Days) -> None:
    chart = drawing(drawdown_chart(Series("a", days(3), [0, 0, 0]), title="t", labels=labels))
    assert not chart.of("ch-fall", "circle")


def test_nothing_known_says_so(labels: Labels, drawing: Any, days: Days) -> None:
    chart = drawing(drawdown_chart(Series("a", days(2), [None, None]), title="t", labels=labels))
    assert chart.texts == ["Nothing here yet."]


def test_performance_has_both_on_the_same_days(labels: Labels, drawing: Any, days: Days) -> None:
    ours = Series("Portfolio", days(60), [i / 100 for i in range(60)])
    falls = Series("Fall", days(60), [-(i % 7) / 100 for i in range(60)])
    chart = drawing(performance_chart([ours], falls, title="t", labels=labels))
    upper, lower = chart.of("ch-line-1")[0].get("d"), chart.of("ch-fall-line")[0].get("d")
    assert upper.split(" ")[0] == lower.split(" ")[0]
    assert "-6.00%" in chart.texts


def test_performance_without_values_says_so(labels: Labels, drawing: Any, days: Days) -> None:
    nothing = Series("a", days(2), [None, None])
    assert drawing(performance_chart([nothing], nothing, title="t", labels=labels)).texts == [
        "Nothing here yet."
    ]


def test_readers_in_china_see_falls_in_green(labels: Labels, drawing: Any, days: Days) -> None:
    series = Series("a", days(3), [0, -0.1, -0.2])
    chart = drawing(drawdown_chart(series, title="t", labels=labels, palette=LIGHT.swapped()))
    assert chart.of("ch-fall-line")[0].get("stroke") == LIGHT.rise
