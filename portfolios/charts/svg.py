"""SVG as text: elements, numbers, and the document every chart is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

FONT: Final = "Inter, 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True, slots=True)
class Size:
    """The drawing's width and height in pixels; on a page it scales with its place."""

    width: float
    height: float


WIDE: Final = Size(720, 240)
NARROW: Final = Size(348, 232)


def number(value: float) -> str:
    """A coordinate with at most one digit after the point and no trailing zero."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def element(name: str, *children: str, **attributes: object) -> str:
    """An element; `_` in attribute names becomes `-`, floats are shortened, None is left out.

    `css` stands for the class. Values are escaped; children must be SVG already.
    """
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            shown = number(value) if isinstance(value, float) else str(value)
            parts.append(f"{'class' if key == 'css' else key.replace('_', '-')}={quoteattr(shown)}")
    inside = "".join(children)
    return f"<{' '.join(parts)}>{inside}</{name}>" if inside else f"<{' '.join(parts)}/>"


def label(text: str, x: float, y: float, **attributes: object) -> str:
    """A text element at its baseline; nothing for an empty text."""
    return element("text", escape(text), x=float(x), y=float(y), **attributes) if text else ""


def document(size: Size, *body: str, title: str, data: Mapping[str, str] | None = None) -> str:
    """The chart as an image with a name: `title` is what screen readers say and the PDF keeps as its text."""
    attributes: dict[str, object] = {f"data_{key}": value for key, value in (data or {}).items()}
    return element(
        "svg",
        element("title", escape(title)),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        css="chart",
        role="img",
        aria_label=title,
        viewBox=f"0 0 {number(size.width)} {number(size.height)}",
        width=number(size.width),
        height=number(size.height),
        font_family=FONT,
        font_size="11",
        **attributes,
    )


def empty_chart(size: Size, *, title: str, text: str, colour: str) -> str:
    """What stands where there is nothing to draw: a sentence in the middle."""
    middle = label(text, size.width / 2, size.height / 2, text_anchor="middle", fill=colour, font_size="12")
    return document(size, middle, title=title)
