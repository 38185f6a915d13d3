"""Name of the app."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"
