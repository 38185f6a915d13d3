"""Addresses of the pages."""

from django.urls import path

from workspace.views.appearance import appearance_choose, language_choose
from workspace.views.design import design_index
from workspace.views.home import home, staff_home
from workspace.views.overview import portfolio_overview
from workspace.views.portfolios import portfolio_list
from workspace.views.search import search

urlpatterns = [
    path("", home, name="home"),
    path("home/", staff_home, name="staff_home"),
    path("search/", search, name="search"),
    path("portfolios/", portfolio_list, name="portfolio_list"),
    path("portfolios/<uuid:public_id>/", portfolio_overview, name="portfolio_overview"),
    path("design/", design_index, name="design_index"),
    path("preferences/appearance/", appearance_choose, name="appearance_choose"),
    path("preferences/language/", language_choose, name="language_choose"),
]
