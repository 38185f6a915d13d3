"""Addresses of statements."""

from django.urls import path

from reporting.views import exports
from reporting.views import statements as views

urlpatterns = [
    path("statements/", views.statement_list, name="statement_list"),
    path("statements/export/", exports.statement_export, name="statement_export"),
    path("statements/new/", views.statement_new, name="statement_new"),
    path("statements/<uuid:public_id>/", views.statement_detail, name="statement_detail"),
    path("statements/<uuid:public_id>/pdf/", views.statement_pdf, name="statement_pdf"),
    path("statements/<uuid:public_id>/release/", views.statement_release_do, name="statement_release"),
    path("statements/<uuid:public_id>/withdraw/", views.statement_withdraw_do, name="statement_withdraw"),
]
