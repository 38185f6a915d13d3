"""Addresses of the pages."""

from django.urls import path

from workspace.views import bridges
from workspace.views.appearance import appearance_choose, language_choose
from workspace.views.clients import client_detail
from workspace.views.design import design_index
from workspace.views.home import home, staff_home
from workspace.views.overview import portfolio_overview
from workspace.views.portal import (
    portal_access,
    portal_home,
    portal_notice,
    portal_notice_acknowledge,
    portal_notice_read,
    portal_notices,
    portal_portfolio,
    portal_profile,
    portal_statements,
    portal_transactions,
)
from workspace.views.portal_documents import portal_document, portal_documents
from workspace.views.portfolios import portfolio_list
from workspace.views.search import search

urlpatterns = [
    path("", home, name="home"),
    path("home/", staff_home, name="staff_home"),
    path("search/", search, name="search"),
    path("clients/<uuid:public_id>/", client_detail, name="client_detail"),
    path("portfolios/", portfolio_list, name="portfolio_list"),
    path("portfolios/<uuid:public_id>/", portfolio_overview, name="portfolio_overview"),
    path("portfolios/<uuid:public_id>/changes/", bridges.portfolio_bridge, name="portfolio_bridge"),
    path(
        "portfolios/<uuid:public_id>/changes/items/",
        bridges.portfolio_bridge_items,
        name="portfolio_bridge_items",
    ),
    path("households/<uuid:public_id>/changes/", bridges.household_bridge, name="household_bridge"),
    path(
        "households/<uuid:public_id>/changes/items/",
        bridges.household_bridge_items,
        name="household_bridge_items",
    ),
    path("portal/", portal_home, name="portal_home"),
    path("portal/portfolios/<uuid:public_id>/", portal_portfolio, name="portal_portfolio"),
    path("portal/changes/", bridges.portal_changes, name="portal_changes"),
    path("portal/changes/items/", bridges.portal_change_items, name="portal_change_items"),
    path("portal/transactions/", portal_transactions, name="portal_transactions"),
    path("portal/statements/", portal_statements, name="portal_statements"),
    path("portal/documents/", portal_documents, name="portal_documents"),
    path("portal/documents/<uuid:public_id>/", portal_document, name="portal_document"),
    path("portal/notices/", portal_notices, name="portal_notices"),
    path("portal/notices/<uuid:public_id>/", portal_notice, name="portal_notice"),
    path("portal/notices/<uuid:public_id>/read/", portal_notice_read, name="portal_notice_read"),
    path(
        "portal/notices/<uuid:public_id>/acknowledge/",
        portal_notice_acknowledge,
        name="portal_notice_acknowledge",
    ),
    path("portal/access/", portal_access, name="portal_access"),
    path("portal/profile/", portal_profile, name="portal_profile"),
    path("design/", design_index, name="design_index"),
    path("preferences/appearance/", appearance_choose, name="appearance_choose"),
    path("preferences/language/", language_choose, name="language_choose"),
]
