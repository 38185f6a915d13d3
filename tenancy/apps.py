"""Name of the app."""

from typing import override

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TenancyConfig(AppConfig):
    name = "tenancy"

    @override
    def ready(self) -> None:
        """Every process that may ask for a job knows all kinds of jobs, not the workers alone."""
        autodiscover_modules("tasks")
