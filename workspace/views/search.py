"""Search from the top bar."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portfolios.charts.palette import slot_of
from portfolios.views.frame import address_of
from tenancy.pages import PageRequest, page, shows
from tenancy.roles import Action
from workspace.selectors.search import search as find


@page(action=Action.STAFF_PAGES, purpose="search")
@require_safe
def search(request: PageRequest) -> HttpResponseBase:
    """What fits; a single portfolio or client that fits exactly is opened at once."""
    text = request.GET.get("q", "")[:200]
    found = find(actor=request.actor, text=text)
    if found.count == 1 and found.portfolios:
        return redirect(reverse("portfolio_overview", kwargs={"public_id": found.portfolios[0].public_id}))
    if found.count == 1 and found.instruments:
        return redirect(reverse("instrument_detail", kwargs={"public_id": found.instruments[0].public_id}))
    shows(
        request,
        *(each.pk for each in found.clients),
        *(each.client_id for each in found.portfolios),
    )
    context = {
        "heading": _("Search"),
        "search_query": text,
        "found": found,
        "clients": [(each, address_of("client_detail", each.public_id)) for each in found.clients],
        "instruments": [(each, slot_of(each.asset_class)) for each in found.instruments],
    }
    return render(request, "workspace/search.html", context)
