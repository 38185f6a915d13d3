"""The wiring as an app: it has commands and no model, and makes every job kind known to every process."""

from typing import override

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WiringConfig(AppConfig):
    """Comes first: whatever asks for a job must find its kind registered, in web processes as in workers."""

    name = "config"

    @override
    def ready(self) -> None:
        from config import celery  # noqa: F401  (makes it the current app of `shared_task`)

        autodiscover_modules("tasks", "schedule")
