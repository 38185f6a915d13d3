"""Components that hold other content."""

from django.template import Context, Template


def rendered(source: str, **values: object) -> str:
    """A snippet of a template with the tags loaded."""
    return Template("{% load components %}" + source).render(Context(values))


def test_a_card_escapes_its_title_and_keeps_its_content() -> None:
    html = rendered("{% card title=title %}<b>{{ text }}</b>{% endcard %}", title="A & B", text="<i>")
    assert "<h2>A &amp; B</h2>" in html
    assert "<b>&lt;i&gt;</b>" in html


def test_a_table_card_can_be_reached_by_keyboard() -> None:
    html = rendered('{% table_card title="Holdings" %}<table></table>{% endtable_card %}')
    assert 'role="region" tabindex="0" aria-label="Holdings"' in html


def test_a_bar_is_drawn_without_style_and_stays_inside() -> None:
    assert 'width="16.0"' in rendered("{% bar value 0.1 %}", value=0.05)
    assert 'width="32.0"' in rendered("{% bar value 0.1 %}", value=3)
    assert 'width="0.0"' in rendered("{% bar value 0.1 %}", value=-1)
    assert "style=" not in rendered("{% bar value %}", value=1)


def test_an_unknown_weight_has_no_bar() -> None:
    assert rendered("{% bar value %}", value=None) == ""
