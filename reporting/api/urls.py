"""Addresses of statements and bridges in the API."""

from django.urls import path

from reporting.api import bridges, views

urlpatterns = [
    path("statements/", views.StatementListView.as_view(), name="statement_list"),
    path(
        "portfolios/<uuid:public_id>/statements/",
        views.StatementPrepareView.as_view(),
        name="statement_prepare",
    ),
    path("statements/<uuid:public_id>/pdf/", views.StatementPdfView.as_view(), name="statement_pdf"),
    *(path(route, view.as_view(), name=name) for route, view, name in bridges.ROUTES),
]
