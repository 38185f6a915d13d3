"""Block tags for components that hold other content (card, scrolling table, dialog) and the weight bar."""

from django.template import Library
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = Library()


@register.simple_block_tag
def card(content: str, title: str = "", note: str = "", **options: str) -> SafeString:
    """A titled surface with padding: `{% card title=… note=… action_url=… %}…{% endcard %}`."""
    context = {"content": content, "title": title, "note": note, **options}
    return render_to_string("components/card.html", context)


@register.simple_block_tag
def table_card(content: str, title: str = "", note: str = "", **options: str) -> SafeString:
    """A card around a `<table class="table">`, which scrolls; `label` names the region without a title."""
    context = {"content": content, "title": title, "note": note, **options}
    return render_to_string("components/table_card.html", context)


@register.simple_block_tag
def dialog(content: str, id: str, title: str, kind: str = "dialog") -> SafeString:
    """A modal (`kind="dialog"`) or a panel from the side (`kind="drawer"`), opened by `data-opens="<id>"`."""
    context = {"content": content, "id": id, "title": title, "kind": kind}
    return render_to_string("components/dialog.html", context)


@register.simple_tag
def bar(value: object, maximum: object = 1, over: bool = False) -> SafeString:
    """A weight as a bar of 32 px, drawn without inline style; nothing for an unknown value."""
    if value is None or not maximum:
        return SafeString()
    width = 32 * min(1.0, max(0.0, float(str(value)) / float(str(maximum))))
    return format_html(
        '<svg class="bar" viewBox="0 0 32 4" aria-hidden="true">'
        '<rect class="bar-track" width="32" height="4" rx="2"/>'
        '<rect class="bar-fill{}" width="{}" height="4" rx="2"/></svg>',
        " is-over" if over else "",
        f"{width:.1f}",
    )
