"""Finding clients, portfolios and instruments by what people have at hand: a name, a reference, an ISIN."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from clients.models import Client
from clients.names import plain
from portfolios.models import Instrument, Portfolio
from tenancy.permissions import Actor, visible
from tenancy.roles import Action
from workspace.selectors.books import portfolio_rows

LIMIT: Final = 20


@dataclass(frozen=True, slots=True)
class Found:
    """At most `LIMIT` of each, names in order."""

    clients: list[Client]
    portfolios: list[Portfolio]
    instruments: list[Instrument]

    @property
    def count(self) -> int:
        """How many altogether."""
        return len(self.clients) + len(self.portfolios) + len(self.instruments)


def search(*, actor: Actor, text: str) -> Found:
    """What fits `text` among what the actor may see; nothing for fewer than two characters that are no Chinese ones."""
    text = text.strip()
    if not text or (len(text) < 2 and text.isascii()):
        return Found([], [], [])
    named = Q(name__icontains=text) | Q(reference__icontains=text) | Q(search__contains=plain(text))
    clients = visible(actor, Client).filter(named).order_by("sort_name", "pk")
    portfolios = portfolio_rows(actor=actor, text=text).order_by("name", "pk")
    instruments = Instrument.objects.filter(
        Q(isin__istartswith=text.upper()) | Q(symbol__istartswith=text) | Q(name__icontains=text)
    ).order_by("name", "pk")
    seen = list(instruments[:LIMIT]) if actor.may(Action.STAFF_PAGES) else []
    return Found(list(clients[:LIMIT]), list(portfolios[:LIMIT]), seen)
