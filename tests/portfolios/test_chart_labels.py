"""The words of charts."""

import datetime as dt

from portfolios.chart_labels import calendar_words, money_labels, percent_labels
from portfolios.charts.scale import DayTick


def test_percent() -> None:
    labels = percent_labels("en")
    assert labels.value(0.1892) == "+18.92%"
    assert [labels.tick(v) for v in (0.1, -0.025, 0.3, -0.30000000000000004)] == [
        "10%",
        "−2.5%",
        "30%",
        "−30%",
    ]
    assert percent_labels("en", sign=False).value(0.1) == "10.00%"


def test_money() -> None:
    assert money_labels("en").value(12_481_903.4) == "12,481,903"
    assert money_labels("zh-hans").tick(12_000_000) == "1,200万"


def test_time() -> None:
    on = dt.date(2026, 1, 1)
    english, chinese = percent_labels("en"), percent_labels("zh-hans")
    assert [english.time(DayTick(on, step)) for step in ("day", "month", "year")] == [
        "1 Jan 2026",
        "Jan 2026",
        "2026",
    ]
    assert chinese.time(DayTick(on, "year")) == "2026年"
    assert chinese.day(on) == "2026年1月1日"


def test_months_of_the_calendar() -> None:
    assert calendar_words("zh-hans").months[11] == "12月"
    assert calendar_words("en").months[0] == "Jan"
    assert calendar_words("en").value(-0.0123) == "−1.2"
