"""A chart drawn twice, for wide pages and for phones, in the language of the page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import get_language

from portfolios.charts.svg import NARROW, WIDE, Size


@dataclass(frozen=True, slots=True)
class ChartPair:
    """The same chart as two SVG texts; the place decides which is shown."""

    wide: str
    narrow: str


def chart_pair(draw: Callable[[str, Size], str], *, wide: Size = WIDE, narrow: Size = NARROW) -> ChartPair:
    """Draw with (language, size) once for each."""
    language = get_language() or "en"
    return ChartPair(wide=draw(language, wide), narrow=draw(language, narrow))
