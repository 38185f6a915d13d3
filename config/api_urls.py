"""Addresses of the API, under /api/v1/."""

from django.urls import include, path, re_path

from tenancy.api.unknown import UnknownView

app_name = "api"

urlpatterns = [
    path("", include("tenancy.api.urls")),
    path("", include("clients.api.urls")),
    path("", include("portfolios.api.urls")),
    path("", include("compliance.api.urls")),
    path("", include("reporting.api.urls")),
    re_path("", UnknownView.as_view(), name="unknown"),
]
