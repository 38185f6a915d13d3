"""Addresses of people, roles, grants, tokens, jobs and the trail."""

from django.urls import path

from tenancy.views.firms import firm_choose
from tenancy.views.invitations import invitation_accept

urlpatterns = [
    path("firms/", firm_choose, name="firm_choose"),
    path("invitations/<str:secret>/", invitation_accept, name="invitation_accept"),
]
