"""Look a code up in a table of words."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def word(table: Mapping[str, str], code: str) -> str:
    """The word for a code; the code itself where the table has none."""
    return table.get(code, code)
