"""`{{ entry.action|action_words }}`: the trail in words."""

from django.template import Library

from tenancy import trail_words

register = Library()
register.filter("action_words", trail_words.action_words)
register.filter("purpose_words", trail_words.purpose_words)
register.filter("role_words", trail_words.role_words)
register.filter("surface_words", trail_words.surface_words)
