"""Colours of charts: one set for light pages and paper, one for dark pages.

The SVG carries the light set as presentation attributes, which paper uses; on a page the classes beside them
take the colours of static/css/tokens.css instead, which holds the same values. Every colour keeps 3:1 on its
surface and the asset classes stay apart for colour-blind readers; a test measures both.
"""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours one chart is drawn with, each as #rrggbb."""

    surface: str
    ink: str
    muted: str
    line: str
    line_strong: str
    series: str
    comparison: str
    area: str
    rise: str
    fall: str
    warn: str
    classes: tuple[str, ...]

    def swapped(self) -> "Palette":
        """The same with red for rising and green for falling, as readers in China expect."""
        return replace(self, rise=self.fall, fall=self.rise)


LIGHT: Final = Palette(
    surface="#ffffff",
    ink="#17212c",
    muted="#5f6b78",
    line="#e2e6eb",
    line_strong="#c4ccd5",
    series="#1d5a8a",
    comparison="#6b7681",
    area="#eef3f7",
    rise="#17764a",
    fall="#b3261e",
    warn="#8a5a00",
    classes=("#223985", "#12a2c3", "#4f6b4a", "#c5883c", "#6e3b12", "#8287e3", "#79205e", "#8f8a8c"),
)
DARK: Final = Palette(
    surface="#141c24",
    ink="#e8edf2",
    muted="#93a1af",
    line="#26323e",
    line_strong="#3a4958",
    series="#6fb1e3",
    comparison="#93a1af",
    area="#1d2b38",
    rise="#4fc48c",
    fall="#ff8d80",
    warn="#e8b44c",
    classes=("#2f7fc4", "#a9e0f2", "#32b67e", "#efcd6d", "#c66446", "#9a9bf8", "#fe93be", "#786b62"),
)

# Each asset class has its colour everywhere; a class not named here shares the colour of "other".
SLOTS: Final = {
    "equity": 1,
    "fund": 2,
    "bond": 3,
    "real_estate": 4,
    "alternative": 5,
    "commodity": 6,
    "other": 7,
    "cash": 8,
}


def slot_of(asset_class: str) -> int:
    """The number (1 to 8) of an asset class's colour: `ch-c1` in a chart, `dot-1` in a table."""
    return SLOTS.get(asset_class, SLOTS["other"])
