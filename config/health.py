"""`/healthz`: database, cache, worker and beat, one by one. 200 when all answer, else 503."""

import time
from collections.abc import Callable

from celery import shared_task
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

BEAT_KEY, WORKER_KEY = "health:beat", "health:worker"
FRESH_SECONDS = 90


@shared_task(name="config.heartbeat")
def heartbeat(sent_at: float | None = None) -> None:
    """Sent by beat every 20 seconds and done by a worker: proves both."""
    now = time.time()
    cache.set(WORKER_KEY, now, FRESH_SECONDS)
    cache.set(BEAT_KEY, now, FRESH_SECONDS)


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _cache() -> bool:
    cache.set("health:cache", "1", 10)
    return bool(cache.get("health:cache") == "1")


def _fresh(key: str) -> bool:
    value = cache.get(key)
    return isinstance(value, float) and time.time() - value < FRESH_SECONDS


def _works(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, OSError, ValueError):
        return False


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Each part "up" or "down"."""
    parts = {
        "database": _works(_database),
        "cache": _works(_cache),
        "worker": _works(lambda: _fresh(WORKER_KEY)),
        "beat": _works(lambda: _fresh(BEAT_KEY)),
    }
    body = {name: "up" if up else "down" for name, up in parts.items()}
    return JsonResponse(body, status=200 if all(parts.values()) else 503)
