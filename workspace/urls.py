"""Addresses of the pages."""

from django.urls import path

from workspace.views.appearance import appearance_choose, language_choose
from workspace.views.design import design_index

urlpatterns = [
    path("design/", design_index, name="design_index"),
    path("preferences/appearance/", appearance_choose, name="appearance_choose"),
    path("preferences/language/", language_choose, name="language_choose"),
]
