"""All portfolios in sight: value, return of the year, state, alerts."""

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tenancy.clock import business_date
from tenancy.cursors import slice_links, slice_of
from tenancy.pages import PageRequest, page, shows
from tenancy.roles import Action
from workspace.selectors.books import BY_NAME, book_lines, portfolio_rows


class PortfolioFilterForm(forms.Form):
    """Narrows the list by name or reference of portfolio or client."""

    q = forms.CharField(
        label=gettext_lazy("Name or reference"),
        required=False,
        max_length=200,
        widget=forms.SearchInput(attrs={"class": "input"}),
    )


@page(action=Action.CLIENT_VIEW, purpose="portfolios")
@require_safe
def portfolio_list(request: PageRequest) -> HttpResponseBase:
    """Portfolios by name, as they stand at the firm's business date."""
    text = request.GET.get("q", "")[:200]
    found = slice_of(
        portfolio_rows(actor=request.actor, text=text), ordering=BY_NAME, mark=request.GET.get("mark", "")
    )
    today = business_date(request.actor.tenant)
    shows(request, *{each.client_id for each in found.rows})
    context = {
        "heading": _("Portfolios"),
        "form": PortfolioFilterForm(request.GET),
        "is_filtered": bool(text.strip()),
        "lines": book_lines(actor=request.actor, portfolios=found.rows, as_of=today),
        "today": today,
        **slice_links(found, query={"q": text}),
    }
    part = "#rows" if request.htmx and request.htmx.target == "portfolios" else ""
    return render(request, f"workspace/portfolio_list.html{part}", context)
