"""Celery's application: queues by purpose, schedule from `config.schedule`.

A worker: `celery -A config.celery worker`. One beat for all of them: `celery -A config.celery beat`.
"""

import os

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

from config.ticks import BEAT

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

QUEUES = ("default", "valuation", "reports", "notifications", "imports")

app = Celery("limpid")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Each with an exchange and key of its own: by default all of them share one, and every message would go to all of them.
app.conf.task_queues = [Queue(name, Exchange(name), routing_key=name) for name in QUEUES]
# Nothing of the schedule needs to be remembered over a restart: every task asks the database what is due.
app.conf.beat_scheduler = "celery.beat:Scheduler"
app.conf.beat_schedule = BEAT


@worker_init.connect
def refuse_privileged_role(**_: object) -> None:
    """A worker does not start with a role that row-level security does not hold."""
    from config.startup import database_role_require

    try:
        database_role_require()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error  # Celery swallows any other exception of a signal


@worker_init.connect
def relax_collector(**_: object) -> None:
    """Before the worker's processes are forked, which inherit it."""
    from config.collector import collector_relax

    collector_relax()


@beat_init.connect
def first_heartbeat(**_: object) -> None:
    """The first heartbeat goes out at once: whoever waits for every part to be up does not wait for the first tick."""
    from config.health import heartbeat

    heartbeat.delay()


@setup_logging.connect
def keep_django_logging(**_: object) -> None:
    """Celery's own set-up would replace the structured logs."""
