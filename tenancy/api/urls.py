"""Addresses of the caller and of jobs in the API."""

from django.urls import path

from tenancy.api.firm import JobDetailView, MeView

urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    path("jobs/<uuid:public_id>/", JobDetailView.as_view(), name="job_detail"),
]
