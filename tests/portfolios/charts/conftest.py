"""What tests of charts share: reading an SVG, and plain labels."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree

import pytest

from portfolios.charts.labels import Labels

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A parsed SVG."""

    root: ElementTree.Element

    def of(self, css: str, tag: str = "") -> list[ElementTree.Element]:
        """All elements with a class, and of a tag when given."""
        return [
            e
            for e in self.root.iter()
            if css in (e.get("class") or "").split() and (not tag or e.tag == SVG + tag)
        ]

    @property
    def texts(self) -> list[str]:
        """All text written into the drawing."""
        return [e.text or "" for e in self.root.iter(f"{SVG}text")]


@pytest.fixture
def labels() -> Labels:
    """Labels in plain ASCII."""
    return Labels(
        value=lambda v: f"{v:+.2%}",
        tick=lambda v: f"{v:.0%}",
        day=lambda d: d.isoformat(),
        time=lambda t: f"{t.on:%b %Y}",
        empty="Nothing here yet.",
    )


@pytest.fixture
def drawing() -> Callable[[str], Drawing]:
    """Parses a chart; fails on what is no XML, carries a style, or has no name."""

    def parse(svg: str) -> Drawing:
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own output
        assert "style=" not in svg
        assert root.get("role") == "img"
        title = root.find(f"{SVG}title")
        assert title is not None
        assert root.get("aria-label") == title.text
        return Drawing(root)

    return parse


@pytest.fixture
def days() -> Callable[[int], list[dt.date]]:
    """Consecutive days from the first of 2025."""
    return lambda count: [dt.date(2025, 1, 1) + dt.timedelta(days=i) for i in range(count)]
