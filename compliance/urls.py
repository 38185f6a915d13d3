"""Addresses of alerts and mandates."""

from django.urls import path

from compliance.views import alerts, exports, mandates

urlpatterns = [
    path("alerts/", alerts.alert_list_page, name="alert_list"),
    path("alerts/export/", exports.alert_export, name="alert_export"),
    path("alerts/<uuid:public_id>/", alerts.alert_detail, name="alert_detail"),
    path("alerts/<uuid:public_id>/acknowledge/", alerts.alert_acknowledge_page, name="alert_acknowledge"),
    path("alerts/<uuid:public_id>/assign/", alerts.alert_assign_page, name="alert_assign"),
    path("alerts/<uuid:public_id>/close/", alerts.alert_close_page, name="alert_close"),
    path("portfolios/<uuid:public_id>/mandate/", mandates.portfolio_mandate, name="portfolio_mandate"),
    path("portfolios/<uuid:public_id>/mandate/new/", mandates.mandate_create, name="mandate_create"),
]
