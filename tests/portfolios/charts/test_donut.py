"""The ring."""

import re
from decimal import Decimal
from typing import Any

from portfolios.charts.donut import Share, donut_chart
from portfolios.charts.palette import LIGHT


def test_shares_follow_in_order_and_close_the_ring(drawing: Any) -> None:
    shares = [Share("a", Decimal(3), 1), Share("b", 1, 8)]
    chart = drawing(donut_chart(shares, title="t", middle="12.48m", unit="EUR"))
    first, second = chart.of("ch-surface")
    assert (first.get("fill"), second.get("fill")) == (LIGHT.classes[0], LIGHT.classes[7])
    start = re.match(r"M([\d.]+) ([\d.]+)", first.get("d")).groups()  # type: ignore[union-attr]
    assert start == ("68.00", "1.00")
    assert " 1 1 " in first.get("d")
    assert " 0 0 1 " in second.get("d")
    assert chart.texts == ["12.48m", "EUR"]


def test_a_single_share_is_a_whole_ring(drawing: Any) -> None:
    (ring,) = drawing(donut_chart([Share("a", 5, 2)], title="t")).of("ch-c2")
    assert ring.get("d").count("A") == 4
    assert ring.get("fill-rule") == "evenodd"


def test_what_is_no_share_is_left_out(drawing: Any) -> None:
    shares = [
        Share("a", 5, 1),
        Share("b", -2, 2),
        Share("c", None, 3),
        Share("d", 0, 4),
        Share("e", float("nan"), 5),
    ]
    assert len(drawing(donut_chart(shares, title="t")).of("ch-surface")) == 1


def test_without_shares_the_ring_is_empty(drawing: Any) -> None:
    chart = drawing(donut_chart([], title="t"))
    assert chart.of("ch-surface") == []
    assert len(chart.of("ch-track")) == 1


def test_a_long_figure_shrinks_into_the_hole(drawing: Any) -> None:
    chart = drawing(donut_chart([Share("a", 5, 1)], title="t", middle="1,234,567,890.12"))
    assert float(chart.of("ch-strong")[0].get("font-size")) < 12


def test_hints_are_escaped(drawing: Any) -> None:
    chart = drawing(donut_chart([Share("a & <b>", 5, 1, "1%")], title="t"))
    assert "a & <b> 1%" in [e.text for e in chart.root.iter() if e.tag.endswith("title")]
