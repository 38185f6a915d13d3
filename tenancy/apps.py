"""Name of the app."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "tenancy"
