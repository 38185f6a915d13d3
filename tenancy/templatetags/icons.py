"""`{% icon "users" %}`: a Lucide icon written into the page, silent for screen readers."""

import re
from functools import cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZipFile

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = Library()


class IconNotFound(LookupError):
    """No icon of this name in the installed set."""


@cache
def _shapes(name: str) -> SafeString:
    archive = files("lucide").joinpath("lucide.zip").read_bytes()
    with ZipFile(BytesIO(archive)) as icons:
        try:
            svg = icons.read(f"{name}.svg").decode()
        except KeyError:
            raise IconNotFound(name) from None
    inner = re.sub(r"^\s*<svg[^>]*>|</svg>\s*$", "", svg)
    return mark_safe(re.sub(r"\s*\n\s*", "", inner))  # noqa: S308 - a file of the installed package


@register.simple_tag
def icon(name: str, **attributes: str) -> SafeString:
    """The icon as inline SVG; `class="…"` is added to `icon`. An unknown name raises `IconNotFound`."""
    classes = f"icon {attributes.get('class', '')}".strip()
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" '
        'aria-hidden="true" focusable="false">{}</svg>',
        classes,
        _shapes(name),
    )
