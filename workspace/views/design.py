"""The living page of components, for the people who build and review Limpid's pages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from tenancy.pages import PageRequest, page
from tenancy.roles import Action
from workspace.design_samples import page_context


@page(action=Action.STAFF_PAGES, purpose="design")
def design_index(request: PageRequest) -> HttpResponse:
    """Every component once, with invented figures."""
    return render(request, "design/index.html", page_context(get_language() or "en"))
