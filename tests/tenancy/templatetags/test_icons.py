"""Icons written into the page."""

import pytest
from django.template import Context, Template

from tenancy.templatetags.icons import IconNotFound, icon


def test_an_icon_is_silent_and_inherits_its_colour() -> None:
    svg = icon("users")
    assert svg.startswith('<svg class="icon" viewBox="0 0 24 24"')
    assert 'aria-hidden="true"' in svg
    assert 'stroke="currentColor"' in svg
    assert "<circle" in svg
    assert "style=" not in svg


def test_a_class_is_added_and_escaped() -> None:
    html = Template('{% load icons %}{% icon "check" class=extra %}').render(Context({"extra": 'a"b'}))
    assert 'class="icon a&quot;b"' in html


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(IconNotFound):
        icon("no-such-icon")
