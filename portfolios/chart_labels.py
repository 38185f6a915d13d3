"""The words of charts in a language: portfolios/charts/ is given them and decides no language itself."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext, override

from portfolios.charts.calendar import CalendarWords
from portfolios.charts.labels import Labels
from portfolios.charts.scale import DayTick
from tenancy import figures


def percent_labels(language: str, *, places: int = 2, sign: bool = True) -> Labels:
    """For values that are fractions: returns (with a plus) or weights and falls (`sign=False`)."""
    return _labels(
        language,
        value=lambda v: figures.percent_text(v, places=places, language=language, sign=sign),
        tick=lambda v: figures.percent_text(
            v, places=0 if abs(v * 100 - round(v * 100)) < 1e-6 else 1, language=language
        ),
    )


def money_labels(language: str, *, places: int = 0) -> Labels:
    """For amounts of money: exact in the read-out, in few digits on the axis."""
    return _labels(
        language,
        value=lambda v: figures.number_text(v, places=places, language=language),
        tick=lambda v: figures.compact_text(v, language=language),
    )


def calendar_words(language: str) -> CalendarWords:
    """The heads of the monthly table and its figures: percent with one digit, its sign left out."""
    style = figures.style_of(language)
    chinese = language.startswith("zh")
    with override(language):
        return CalendarWords(
            months=[f"{number}月" for number in range(1, 13)] if chinese else list(style.months),
            total=gettext("Year"),
            value=lambda v: figures.number_text(v * 100, places=1, language=language, sign=True),
            empty=gettext("No month is complete yet."),
        )


def _labels(language: str, *, value: Callable[[float], str], tick: Callable[[float], str]) -> Labels:
    def time(mark: DayTick) -> str:
        if mark.step == "day":
            return figures.day_text(mark.on, language=language)
        if mark.step == "year":
            return f"{mark.on.year}年" if language.startswith("zh") else str(mark.on.year)
        return figures.month_text(mark.on, language=language)

    def day(on: dt.date) -> str:
        return figures.day_text(on, language=language)

    with override(language):
        empty = gettext("There are no valuations in this period yet.")
    return Labels(value=value, tick=tick, day=day, time=time, empty=empty)
