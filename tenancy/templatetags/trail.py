"""`{{ entry.action|action_words }}`: the trail in words."""

from django.template import Library

from tenancy import trail_words
from tenancy.roles import Role

register = Library()
register.filter("action_words", trail_words.action_words)
register.filter("purpose_words", trail_words.purpose_words)
register.filter("surface_words", trail_words.surface_words)


@register.filter
def role_words(code: str) -> str:
    """The name of a role."""
    return str(Role(code).label) if code in Role.values else code
