"""Texts of Django for which it has no Chinese yet: marked here, they are translated in our catalogue, which comes first."""

from typing import Final

from django.utils.translation import gettext_noop

BORROWED: Final = (gettext_noop("- Select an option -"),)
