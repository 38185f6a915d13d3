"""Addresses of people, roles, grants, tokens, jobs and the trail."""

from django.urls import path

from tenancy.views.firms import firm_choose

urlpatterns = [
    path("firms/", firm_choose, name="firm_choose"),
]
