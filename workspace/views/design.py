"""The living page of components, for the people who build and review Limpid's pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from workspace import design_samples
from workspace.design_charts import charts


def design_index(request: HttpRequest) -> HttpResponse:
    """Every component once, with invented figures; the form is bound so that its errors show."""
    context = {
        "charts": charts(get_language() or "en"),
        "kpis": design_samples.KPIS,
        "facts": design_samples.FACTS,
        "tabs": design_samples.TABS,
        "holdings": design_samples.HOLDINGS,
        "attention": design_samples.ATTENTION,
        "timeline": design_samples.TIMELINE,
        "files": design_samples.FILES,
        "periods": design_samples.PERIODS,
        "steps": design_samples.STEPS,
        "changes": design_samples.CHANGES,
        "form": design_samples.SampleForm(
            {"name": "Anna Keller", "reference": "", "amount": "12.50", "kind": "person"}
        ),
        "filter_form": design_samples.SampleFilter(),
    }
    return render(request, "design/index.html", context)
