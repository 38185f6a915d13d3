"""Celery's application: queues by purpose, schedule from `config.schedule`."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("limpid")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["tenancy", "clients", "portfolios", "compliance", "reporting", "config"])


@setup_logging.connect
def keep_django_logging(**_: object) -> None:
    """Celery's own set-up would replace the structured logs."""
