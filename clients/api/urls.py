"""Addresses of clients in the API."""

from django.urls import path

from clients.api import views

urlpatterns = [
    path("clients/", views.ClientListView.as_view(), name="client_list"),
    path("clients/<uuid:public_id>/", views.ClientDetailView.as_view(), name="client_detail"),
    path("households/", views.HouseholdListView.as_view(), name="household_list"),
]
