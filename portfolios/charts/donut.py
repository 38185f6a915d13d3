"""Shares of a whole as a ring, with the whole in its middle."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from portfolios.charts.palette import LIGHT, Palette
from portfolios.charts.scale import Value, known
from portfolios.charts.svg import Size, document, element, label, number
from portfolios.charts.text_width import text_width


@dataclass(frozen=True, slots=True)
class Share:
    """One part of the ring: its value in any unit, its colour's number (1 to 8), its words for a hover."""

    label: str
    value: Value
    slot: int
    text: str = ""


def donut_chart(
    shares: Sequence[Share],
    *,
    title: str,
    middle: str = "",
    unit: str = "",
    size: float = 136.0,
    palette: Palette = LIGHT,
) -> str:
    """Shares clockwise from noon in the order given; `middle` and `unit` stand in the hole.

    Parts that are negative, zero or not known have no share of a ring and are left out (a legend beside it
    must name them); without any part the ring is empty.
    """
    drawn = [(share, value) for share in shares if (value := known(share.value)) is not None and value > 0]
    centre, outer = size / 2, size / 2 - 1
    inner = outer * 0.66
    ring = _ring(drawn, centre, outer, inner, palette) if drawn else _empty(centre, outer, inner, palette)
    return document(Size(size, size), ring, _middle(middle, unit, centre, inner, palette), title=title)


def _ring(
    shares: Sequence[tuple[Share, float]], centre: float, outer: float, inner: float, palette: Palette
) -> str:
    total = sum(value for _, value in shares)
    parts, begun = [], 0.0
    for share, value in shares:
        ended = begun + value / total
        colour = palette.classes[(share.slot - 1) % len(palette.classes)]
        hint = element("title", label_text(share)) if share.text else ""
        parts.append(
            element(
                "path",
                hint,
                css=f"ch-c{share.slot} ch-surface",
                d=_sector(begun, ended, centre, outer, inner),
                fill=colour,
                fill_rule="evenodd",
                stroke=palette.surface,
                stroke_width="1.5",
            )
        )
        begun = ended
    return "".join(parts)


def label_text(share: Share) -> str:
    """The words of a share, escaped for SVG: its name and figure."""
    words = f"{share.label} {share.text}"
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _sector(begun: float, ended: float, centre: float, outer: float, inner: float) -> str:
    if ended - begun > 0.9999:
        return _circle(centre, outer) + _circle(centre, inner)
    large = 1 if ended - begun > 0.5 else 0
    (x1, y1), (x2, y2) = _on(begun, centre, outer), _on(ended, centre, outer)
    (x3, y3), (x4, y4) = _on(ended, centre, inner), _on(begun, centre, inner)
    out, inn = number(outer), number(inner)
    return f"M{x1} {y1}A{out} {out} 0 {large} 1 {x2} {y2}L{x3} {y3}A{inn} {inn} 0 {large} 0 {x4} {y4}Z"


def _on(turn: float, centre: float, radius: float) -> tuple[str, str]:
    angle = 2 * math.pi * turn
    return f"{centre + radius * math.sin(angle):.2f}", f"{centre - radius * math.cos(angle):.2f}"


def _circle(centre: float, radius: float) -> str:
    c, r = number(centre), number(radius)
    top, bottom = number(centre - radius), number(centre + radius)
    return f"M{c} {top}A{r} {r} 0 1 1 {c} {bottom}A{r} {r} 0 1 1 {c} {top}Z"


def _empty(centre: float, outer: float, inner: float, palette: Palette) -> str:
    path = _circle(centre, outer) + _circle(centre, inner)
    return element("path", css="ch-track", d=path, fill=palette.line, fill_rule="evenodd")


def _middle(text: str, unit: str, centre: float, inner: float, palette: Palette) -> str:
    width = text_width(text, 16, bold=True)
    font = min(16.0, 16 * (inner * 1.7) / width) if width else 16.0
    y = centre + (2 if unit else font * 0.36)
    figure = label(
        text,
        centre,
        y,
        css="ch-strong",
        fill=palette.ink,
        font_size=font,
        font_weight="600",
        text_anchor="middle",
    )
    return figure + label(unit, centre, centre + 16, fill=palette.muted, text_anchor="middle", font_size="11")
