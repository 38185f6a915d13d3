"""Why somebody looked, and by which door, in words a client understands."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SURFACES: Final[Mapping[str, Promise]] = {
    "page": _("on screen"),
    "api": _("by a connected system"),
    "job": _("automatically"),
    "command": _("by maintenance"),
}
ABOUT: Final[tuple[tuple[str, Promise], ...]] = (
    ("portal", _("The portal")),
    ("statement", _("Statements")),
    ("prepare a statement", _("Statements")),
    ("release a statement", _("Statements")),
    ("withdraw a statement", _("Statements")),
    ("transaction", _("Transactions")),
    ("holding", _("Holdings")),
    ("performance", _("Performance")),
    ("changes", _("What changed the value")),
    ("portfolio", _("Portfolios")),
    ("alert", _("Monitoring of the mandate")),
    ("reconciliation", _("Comparison with the custodian")),
    ("import", _("Import of files")),
    ("mandate", _("The mandate")),
    ("goal", _("Goals")),
    ("risk_profile", _("Risk profile")),
    ("note", _("Notes of contacts")),
    ("document", _("Documents")),
    ("household", _("The household")),
    ("client.list", _("List of clients")),
    ("client", _("Your file")),
    ("relationship", _("Your file")),
    ("search", _("Search")),
    ("export.holdings", _("Holdings taken out as a file")),
    ("export.transactions", _("Transactions taken out as a file")),
    ("export", _("A list taken out as a file")),
    ("home", _("Overview of the day")),
    ("overview", _("Overview")),
)


def about(purpose: str) -> str:
    """What was looked at, by the purpose a page or route states; the purpose itself where there are no words for it."""
    for start, words in ABOUT:
        if purpose.startswith(start):
            return str(words)
    return purpose


def by_what(surface: str) -> str:
    """The door through which it was looked at."""
    words = SURFACES.get(surface)
    return surface if words is None else str(words)
