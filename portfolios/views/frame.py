"""What stands above every page of a portfolio: its name, its facts, its tabs."""

from typing import Any, Final
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portfolios.models import Portfolio
from tenancy.figures import day_text
from tenancy.pages import PageRequest, shows
from tenancy.permissions import visible_or_404

# The pages of a portfolio in the order of its tabs; some of them belong to the apps above and are known by name only.
TABS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("portfolio_overview", _("Overview")),
    ("portfolio_holdings", _("Holdings")),
    ("portfolio_performance", _("Performance")),
    ("portfolio_bridge", pgettext_lazy("bridge", "What changed")),
    ("transaction_list", _("Transactions")),
    ("portfolio_mandate", _("Mandate and limits")),
    ("portfolio_breaks", _("Differences")),
)


def portfolio_shown(request: PageRequest, public_id: UUID) -> Portfolio:
    """The portfolio of the page, with its client; hidden and absent are the same 404. Says that its client was shown."""
    rows = Portfolio.objects.select_related("client", "client__household")
    portfolio = visible_or_404(request.actor, rows, public_id)
    portfolio.tenant = request.actor.tenant
    shows(request, portfolio.client_id, obj=portfolio)
    return portfolio


def address_of(name: str, public_id: object) -> str:
    """The address of an object's page; "" while no page of that name exists."""
    try:
        return reverse(name, kwargs={"public_id": public_id})
    except NoReverseMatch:
        return ""


def portfolio_frame(
    request: PageRequest, portfolio: Portfolio, current: str, *, break_count: int = 0
) -> dict[str, Any]:
    """Heading, breadcrumbs, facts and tabs of one of the portfolio's pages; `current` is its URL name."""
    language = getattr(request, "LANGUAGE_CODE", "en")
    client = portfolio.client
    return {
        "portfolio": portfolio,
        "heading": portfolio.name,
        "breadcrumbs": [
            {"label": _("Portfolios"), "url": reverse("portfolio_list")},
            {"label": client.name, "url": address_of("client_detail", client.public_id)},
        ],
        "facts": [
            {"label": _("Portfolio"), "value": portfolio.reference},
            {"label": _("Client"), "value": f"{client.name} ({client.reference})"},
            {"label": _("Currency"), "value": portfolio.currency},
            {"label": _("Since"), "value": day_text(portfolio.opened_on, language=language)},
            *_closed(portfolio, language),
        ],
        "tabs": [
            {
                "label": label,
                "url": url,
                "current": name == current,
                "count": break_count if name == "portfolio_breaks" else 0,
            }
            for name, label in TABS
            if (url := address_of(name, portfolio.public_id))
        ],
    }


def _closed(portfolio: Portfolio, language: str) -> list[dict[str, Any]]:
    if portfolio.closed_on is None:
        return []
    return [{"label": _("Closed"), "value": day_text(portfolio.closed_on, language=language), "chip": "info"}]
