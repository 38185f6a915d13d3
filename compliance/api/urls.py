"""Addresses of alerts and mandates in the API."""

from django.urls import path

from compliance.api import views

urlpatterns = [
    path("alerts/", views.AlertListView.as_view(), name="alert_list"),
    path("portfolios/<uuid:public_id>/mandates/", views.RuledMandateListView.as_view(), name="mandate_list"),
]
