"""The charts of the living page, drawn from a made-up walk with a fixed seed."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from portfolios.chart_labels import calendar_words, money_labels, percent_labels
from portfolios.charts.bands import Band, bands_chart
from portfolios.charts.calendar import YearReturns, calendar_chart
from portfolios.charts.donut import Share, donut_chart
from portfolios.charts.drawdown import drawdown_chart, performance_chart
from portfolios.charts.line import line_chart
from portfolios.charts.series import Series
from portfolios.charts.svg import NARROW, WIDE, Size
from portfolios.charts.waterfall import Step, waterfall_chart
from tenancy import figures

DAYS = 782
FIRST = dt.date(2024, 9, 30)
PARTS = (
    ("Equities", 0.475, 0.46, 0.4, 0.55, 1),
    ("Mixed funds", 0.062, 0.06, 0.0, 0.1, 2),
    ("Bonds", 0.268, 0.28, 0.2, 0.35, 3),
    ("Real estate", 0.05, 0.05, 0.0, 0.08, 4),
    ("Alternatives", 0.083, 0.06, 0.04, 0.08, 5),
    ("Commodities", 0.02, 0.04, 0.0, 0.06, 6),
    ("Cash", 0.042, 0.05, 0.02, 0.1, 8),
)
BRIDGE = (
    ("Value on 31 Dec 2025", 11_482_300.0, True),
    ("Money put in", 40_000.0, False),
    ("Income", 182_440.0, False),
    ("Price gains", 921_800.0, False),
    ("Currency", -118_020.0, False),
    ("Fees and taxes", -26_617.0, False),
    ("Value on 30 Sep 2026", 12_481_903.0, True),
)


@dataclass(frozen=True, slots=True)
class ChartPair:
    """The same chart for wide pages and for phones."""

    wide: str
    narrow: str


def charts(language: str) -> dict[str, object]:
    """Every chart once, in a language."""
    days, portfolio, benchmark = _walk()
    return {
        "performance": _pair(lambda size: _performance(size, days, portfolio, benchmark, language)),
        "performance_table": _table(days, portfolio, benchmark, language),
        "value": _pair(lambda size: _value(size, days, portfolio, language)),
        "drawdown": _pair(lambda size: _drawdown(size, days, portfolio, language)),
        "waterfall": _pair(lambda size: _bridge(size.width, language)),
        "bands": _pair(lambda size: _bands(size.width, language)),
        "calendar": _pair(lambda size: _calendar(size.width, days, portfolio, language)),
        "donut": _donut(language),
        "parts": [
            {
                "label": name,
                "weight": weight,
                "target": target,
                "colour": slot,
                "over": not low <= weight <= high,
            }
            for name, weight, target, low, high, slot in PARTS
        ],
    }


def _performance(
    size: Size, days: list[dt.date], portfolio: list[float], benchmark: list[float], language: str
) -> str:
    gaps = [None if 300 < index < 330 else value for index, value in enumerate(portfolio)]
    return performance_chart(
        [Series("Portfolio", days, gaps), Series("Benchmark", days, benchmark)],
        Series("Fall", days, _falls(portfolio)),
        title="Portfolio and benchmark since September 2024, with the falls from the peak",
        labels=percent_labels(language),
        size=Size(size.width, size.height + 84),
    )


def _table(
    days: list[dt.date], portfolio: list[float], benchmark: list[float], language: str
) -> dict[str, object]:
    percent = percent_labels(language)
    rows = [
        [percent.day(day), percent.value(ours), percent.value(theirs)]
        for day, ours, theirs in list(zip(days, portfolio, benchmark, strict=True))[::90]
    ]
    return {"head": ["Date", "Portfolio", "Benchmark"], "rows": rows}


def _value(size: Size, days: list[dt.date], portfolio: list[float], language: str) -> str:
    value = [11_000_000 * (1 + move) for move in portfolio]
    put_in = [11_000_000.0 + 400_000 * (index > 200) - 150_000 * (index > 500) for index in range(DAYS)]
    return line_chart(
        [Series("Value", days, value), Series("Money put in", days, put_in, stepped=True)],
        title="Value against money put in",
        labels=money_labels(language),
        size=size,
    )


def _drawdown(size: Size, days: list[dt.date], portfolio: list[float], language: str) -> str:
    return drawdown_chart(
        Series("Fall", days, _falls(portfolio)),
        title="Falls from the peak",
        labels=percent_labels(language),
        size=size,
    )


def _donut(language: str) -> str:
    shares = [
        Share(name, weight, slot, figures.percent_text(weight, language=language))
        for name, weight, *_, slot in PARTS
    ]
    return donut_chart(shares, title="Allocation by asset class", middle="12.48m", unit="EUR")


def _pair(draw: Callable[[Size], str]) -> ChartPair:
    return ChartPair(wide=draw(WIDE), narrow=draw(NARROW))


def _walk() -> tuple[list[dt.date], list[float], list[float]]:
    chance = random.Random(7)  # noqa: S311 - a picture, not a secret
    days = [FIRST + dt.timedelta(days=index) for index in range(DAYS)]
    portfolio, benchmark = [1.0], [1.0]
    for index in range(1, DAYS):
        market = chance.gauss(0.0003, 0.0055) - (0.004 if 350 < index < 372 else 0)
        portfolio.append(portfolio[-1] * (1 + market + chance.gauss(0.0001, 0.002)))
        benchmark.append(benchmark[-1] * (1 + market))
    return days, [value - 1 for value in portfolio], [value - 1 for value in benchmark]


def _falls(returns: list[float]) -> list[float]:
    peak, falls = 0.0, []
    for value in returns:
        peak = max(peak, 1 + value)
        falls.append((1 + value) / peak - 1)
    return falls


def _bridge(width: float, language: str) -> str:
    steps = [
        Step(
            name,
            amount,
            figures.number_text(amount, places=0, language=language, sign=not total),
            is_total=total,
        )
        for name, amount, total in BRIDGE
    ]
    return waterfall_chart(steps, title="What changed the value", empty="", width=width)


def _bands(width: float, language: str) -> str:
    bands = [
        Band(
            label=name,
            weight=weight,
            slot=slot,
            text=figures.percent_text(weight, places=1, language=language),
            target=target,
            minimum=low,
            maximum=high,
            note=figures.percent_text(target, places=0, language=language),
        )
        for name, weight, target, low, high, slot in PARTS
    ]
    return bands_chart(bands, title="Allocation against the mandate", empty="", width=width)


def _calendar(width: float, days: list[dt.date], returns: list[float], language: str) -> str:
    level = {(day.year, day.month): 1 + value for day, value in zip(days, returns, strict=True)}
    rows = []
    for year in (2024, 2025, 2026):
        months = []
        for month in range(1, 13):
            before = level.get((year, month - 1) if month > 1 else (year - 1, 12))
            now = level.get((year, month))
            months.append(now / before - 1 if now and before else None)
        begun, ended = level.get((year - 1, 12)), level.get((year, 12))
        rows.append(YearReturns(year, months, ended / begun - 1 if begun and ended else None))
    return calendar_chart(
        rows, title="Monthly returns in percent", words=calendar_words(language), width=width
    )
