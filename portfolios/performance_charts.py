"""The pictures of a period and of a portfolio's parts, each with its figures as a table."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portfolios.chart_labels import calendar_words, percent_labels
from portfolios.chart_pairs import ChartPair, chart_pair
from portfolios.charts.bands import Band, bands_chart
from portfolios.charts.calendar import YearReturns, calendar_chart
from portfolios.charts.donut import Share, donut_chart
from portfolios.charts.drawdown import performance_chart
from portfolios.charts.palette import slot_of
from portfolios.charts.series import Series
from portfolios.charts.svg import WIDE, Size
from portfolios.choices import AssetClass
from portfolios.models import AllocationTarget
from portfolios.selectors.monthly_returns import YearOfReturns
from portfolios.selectors.performance import ReturnPoint
from tenancy import figures

WHOLE_PAGE = Size(1120, 300)
"""For a picture that has the whole page's width."""
WITH_FALLS = 84.0
"""How much taller a picture is that shows the falls below the line."""


def performance_pair(points: Sequence[ReturnPoint], *, title: str, wide: Size = WIDE) -> ChartPair:
    """Portfolio and benchmark since the opening day, with the portfolio's falls from its peak."""
    days = [each.on for each in points]
    lines = [Series(_("Portfolio"), days, [each.portfolio for each in points])]
    if any(each.benchmark is not None for each in points):
        lines.append(Series(_("Benchmark"), days, [each.benchmark for each in points]))
    falls = Series(_("Fall"), days, falls_of([each.portfolio for each in points]))
    return chart_pair(
        lambda language, size: performance_chart(
            lines,
            falls,
            title=title,
            labels=percent_labels(language),
            size=Size(size.width, size.height + WITH_FALLS),
        ),
        wide=wide,
    )


def falls_of(returns: Sequence[float | None]) -> list[float | None]:
    """How far each linked return lies below the highest before it, ≤ 0; None where it is not known."""
    peaks = accumulate((0.0 if each is None else each for each in returns), max, initial=0.0)
    return [
        None if each is None else (1 + each) / (1 + peak) - 1
        for each, peak in zip(returns, list(peaks)[1:], strict=True)
    ]


def performance_table(points: Sequence[ReturnPoint]) -> dict[str, Any]:
    """The lines in words: the opening day, each month's last day, and the closing day, latest first."""
    chosen = {(each.on.year, each.on.month): each for each in points}
    kept = {each.on: each for each in [*points[:1], *chosen.values()]}
    return {
        "head": [_("Day"), _("Portfolio"), _("Benchmark")],
        "rows": [
            [_day(each.on), _percent(each.portfolio), _percent(each.benchmark)]
            for each in sorted(kept.values(), key=lambda point: point.on, reverse=True)
        ],
    }


def calendar_pair(years: Sequence[YearOfReturns]) -> ChartPair:
    """A cell for each month."""
    drawn = [
        YearReturns(
            each.year,
            [None if month is None else float(month) for month in each.months],
            None if each.total is None else float(each.total),
        )
        for each in reversed(years)
    ]
    return chart_pair(
        lambda language, size: calendar_chart(
            drawn, title=_("Returns by month, in %"), words=calendar_words(language), width=size.width
        ),
        wide=WHOLE_PAGE,
    )


def calendar_table(years: Sequence[YearOfReturns]) -> dict[str, Any]:
    """The same as a table, which a screen reader goes through by month."""
    words = calendar_words(get_language() or "en")
    return {
        "head": [_("Year"), *words.months, words.total],
        "rows": [
            [str(each.year), *(_percent(month, 1) for month in each.months), _percent(each.total, 1)]
            for each in reversed(years)
        ],
    }


def allocation_donut(weights: Mapping[str, Decimal | None], *, total: Decimal | None, currency: str) -> str:
    """The ring of asset classes."""
    language = get_language()
    shares = [
        Share(
            str(AssetClass(name).label),
            None if weight is None else float(weight),
            slot_of(name),
            _percent(weight, 1),
        )
        for name, weight in in_order(weights)
    ]
    middle = "" if total is None else figures.compact_text(total, language=language)
    return donut_chart(shares, title=_("Allocation by asset class"), middle=middle, unit=currency)


def in_order(weights: Mapping[str, Decimal | None]) -> list[tuple[str, Decimal | None]]:
    """Classes as they are always listed: by weight, cash last, unknown ones before it."""
    return sorted(
        weights.items(),
        key=lambda item: (item[0] == "cash", -(item[1] if item[1] is not None else Decimal(-9))),
    )


def bands_pair(
    weights: Mapping[str, Decimal | None], bands: Mapping[str, AllocationTarget]
) -> ChartPair | None:
    """Weights against the mandate's bands; None when no bands were agreed."""
    if not bands:
        return None
    names = [name for name, _weight in in_order({**dict.fromkeys(bands, Decimal(0)), **weights})]
    drawn = [_band(name, weights.get(name, Decimal(0)), bands.get(name)) for name in names]
    return chart_pair(
        lambda language, size: bands_chart(
            drawn, title=_("Allocation against the mandate"), empty="", width=size.width
        )
    )


def _band(name: str, weight: Decimal | None, band: AllocationTarget | None) -> Band:
    return Band(
        label=str(AssetClass(name).label),
        weight=None if weight is None else float(weight),
        slot=slot_of(name),
        text=_percent(weight, 1),
        target=None if band is None else float(band.target),
        minimum=None if band is None else float(band.minimum),
        maximum=None if band is None else float(band.maximum),
    )


def _percent(value: Decimal | float | None, places: int = 2) -> str:
    return "–" if value is None else figures.percent_text(value, places=places, language=get_language())


def _day(on: Any) -> str:
    return figures.day_text(on, language=get_language())
