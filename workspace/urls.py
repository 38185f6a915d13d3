"""Addresses of the pages."""

from django.urls import path

from workspace.views.appearance import appearance_choose, language_choose

urlpatterns = [
    path("preferences/appearance/", appearance_choose, name="appearance_choose"),
    path("preferences/language/", language_choose, name="language_choose"),
]
