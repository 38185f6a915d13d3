"""Every number that can be read in a statement's PDF is a figure of its frozen value, written as the page writes it."""

import io
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.utils import translation

from reporting.document import statement_charts, statement_html
from reporting.pdf import pdf_render
from reporting.statement_data import StatementData, data_hash
from tenancy import figures
from tenancy.models import Tenant
from tests.reporting.story import Story, tell

pytestmark = pytest.mark.usefixtures("fonts")

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
FIXED = (r"Act/365", r"SHA-256")
"""What the fixed sentences say in figures, whatever the statement."""


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def readings(value: Any, data: StatementData) -> Iterator[str]:
    """The ways in which the page writes one value."""
    language = data.language
    if isinstance(value, Decimal):
        for currency in ("EUR", "USD"):
            yield figures.number_text(value, places=figures.places_of(currency), language=language)
        yield figures.quantity_text(value, language=language)
        yield figures.quantity_text(value, language=language, minimum=2, maximum=6)
        for places in (0, 1, 2):
            yield figures.percent_text(value, places=places, language=language)
    elif isinstance(value, datetime):
        zone = ZoneInfo(data.firm.zone)
        yield figures.moment_text(value.astimezone(zone), language=language)
    elif isinstance(value, date):
        yield figures.day_text(value, language=language)
    elif isinstance(value, int | str):
        yield str(value)


def values_in(value: Any) -> Iterator[Any]:
    if is_dataclass(value):
        for each in fields(value):
            yield from values_in(getattr(value, each.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from values_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from values_in(item)
    else:
        yield value


def known_numbers(data: StatementData, *, version: int, pages: int) -> set[str]:
    """Every number of the value in its writings; of the daily series only both ends, which is all a picture names."""
    series = [data.series[0], data.series[-1]]
    plain = [getattr(data, each.name) for each in fields(data) if each.name != "series"]
    found = {str(number) for number in range(1, pages + 1)} | {str(version)}
    first = date.fromordinal(data.period.after.toordinal() + 1)
    middle = data.change.closing_value
    words = [
        words
        for value in (*values_in(tuple(plain)), *values_in(tuple(series)), first)
        for words in readings(value, data)
    ]
    if middle is not None:
        words.append(figures.compact_text(middle, language=data.language))
    for text in words:
        found.update(NUMBER.findall(text))
    return found | totals(data)


def totals(data: StatementData) -> set[str]:
    """The foot of a table by kind is the step it adds up to, without its sign."""
    return {
        number
        for line in data.change.steps
        if line.shown is not None
        for number in NUMBER.findall(figures.number_text(line.shown, places=2, language=data.language))
    }


def scale_marks(data: StatementData) -> set[str]:
    """The marks of the pictures' scales, which are of the axis and not of the client: taken from the drawing itself."""
    with translation.override(data.language):
        charts = statement_charts(data, interactive=False, red_rises=data.language.startswith("zh"))
    marks = re.findall(r'<text [^>]*text-anchor="(?:end|middle)"[^>]*>([^<]*)</text>', charts.performance)
    assert marks, "the pictures have scales"
    return {number for mark in marks for number in NUMBER.findall(mark)}


def paper(data: StatementData) -> str:
    return statement_html(data, data_hash=data_hash(data), version=1)


def unmatched(data: StatementData) -> list[str]:
    pdf = pdf_render(paper(data))
    text = text_of(pdf)
    pages = len(pypdfium2.PdfDocument(io.BytesIO(pdf)))
    hashed = r"\s*".join(data_hash(data))
    text, times = re.subn(hashed, " ", text)
    assert times == 1, "the hash stands in the paper once"
    for fixed in FIXED:
        text = re.sub(fixed, " ", text)
    known = known_numbers(data, version=1, pages=pages) | scale_marks(data)
    numbers = NUMBER.findall(text)
    assert len(numbers) > 150
    return [number for number in numbers if number not in known]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_number_of_the_paper_is_a_figure_of_the_value(scope: Tenant, language: str) -> None:
    story: Story = tell(scope, language=language)
    assert unmatched(story.build()) == []


def test_a_number_from_elsewhere_is_found(scope: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The net has no hole: one foreign figure in the paper is reported."""
    data = tell(scope).build()
    tampered = paper(data).replace("</h1>", " 987,654.32</h1>")
    monkeypatch.setitem(globals(), "paper", lambda _data: tampered)
    assert set(unmatched(data)) == {"987,654.32"}
