"""SVG as text."""

from portfolios.charts.svg import Size, document, element, label, number


def test_numbers_are_short() -> None:
    assert [number(v) for v in (1.0, 1.25, -0.04, 10, 1234.56)] == ["1", "1.2", "0", "10", "1234.6"]


def test_elements_escape_and_leave_out_nothing() -> None:
    assert (
        element("line", css="a", x1=1.0, stroke_width="2", rx=None)
        == '<line class="a" x1="1" stroke-width="2"/>'
    )
    assert element("g", "<a/>", id='"<') == "<g id='\"&lt;'><a/></g>"
    assert label("", 0, 0) == ""
    assert label("a<b", 1, 2) == '<text x="1" y="2">a&lt;b</text>'


def test_a_document_has_a_name_and_a_size() -> None:
    svg = document(Size(10, 20), title="A & B", data={"readout": "{}"})
    assert 'viewBox="0 0 10 20"' in svg
    assert 'aria-label="A &amp; B"' in svg
    assert "<title>A &amp; B</title>" in svg
    assert 'data-readout="{}"' in svg
