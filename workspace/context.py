"""What every page shows around its content: firm, business date, navigation."""

from typing import Any

from django.http import HttpRequest

from tenancy.clock import business_date


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the layouts; nothing for a visitor without a firm."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "navigation": []}
    return {
        "actor": actor,
        "firm": actor.tenant,
        "business_date": business_date(actor.tenant),
        "navigation": [],
    }
