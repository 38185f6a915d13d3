"""Where every address leads."""

from django.urls import include, path

from config.api_docs import api_docs_view, api_schema_view
from config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("config.account_urls")),
    path("api/v1/", include("config.api_urls")),
    path("api/schema/", api_schema_view, name="api_schema"),
    path("api/docs/", api_docs_view, name="api_docs"),
    path("", include("tenancy.urls")),
    path("", include("clients.urls")),
    path("", include("portfolios.urls")),
    path("", include("compliance.urls")),
    path("", include("reporting.urls")),
    path("", include("workspace.urls")),
]

handler400 = "workspace.views.errors.bad_request"
handler403 = "workspace.views.errors.forbidden"
handler404 = "workspace.views.errors.not_found"
handler500 = "workspace.views.errors.server_error"
