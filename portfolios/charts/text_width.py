"""How wide a text will be, so that labels get the room they need instead of a guessed margin."""

from typing import Final

from portfolios.charts.inter_advances import REGULAR, SEMIBOLD

_WIDE_FROM: Final = "\u2e80"
_UNKNOWN: Final = 660


def _by_character(table: dict[int, str]) -> dict[str, int]:
    return {character: width for width, characters in table.items() for character in characters}


_REGULAR: Final = _by_character(REGULAR)
_SEMIBOLD: Final = _by_character(SEMIBOLD)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in pixels at a font size: Inter's own advances, one em for each Chinese character.

    Kerning is left out, so the answer is a little too wide rather than too narrow. Empty text has no width.
    """
    table = _SEMIBOLD if bold else _REGULAR
    return sum(1000 if c >= _WIDE_FROM else table.get(c, _UNKNOWN) for c in text) * size / 1000


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as fits into `width` with an ellipsis."""
    if text_width(text, size, bold=bold) <= width:
        return text
    kept = text
    while kept and text_width(kept + "…", size, bold=bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…" if kept else ""
