"""The schema for programs and the page for people. Neither shows anything of a firm."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.api_schema import api_groups, api_schema


@require_safe
def api_schema_view(request: HttpRequest) -> HttpResponse:
    """The API in OpenAPI 3.1."""
    return JsonResponse(api_schema(), content_type="application/vnd.oai.openapi+json; charset=utf-8")


@require_safe
def api_docs_view(request: HttpRequest) -> HttpResponse:
    """The same, arranged for a reader."""
    return render(request, "api/docs.html", {"groups": api_groups()})
