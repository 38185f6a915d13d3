"""A developer's machine and the demo: embedded services unless addresses are given, no TLS."""

import os

from config import embedded
from config.settings import env
from config.settings.base import *  # noqa: F403
from config.settings.base import HOME, STORAGES

DEBUG = False
DEMO = env.flag("LIMPID_DEMO")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")

if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
    os.environ.update(embedded.ensure(HOME).missing_from(os.environ))

OWNER = env.text("LIMPID_DATABASE_ROLE", "app") == "owner"
DATABASES = {"default": env.database(env.text("DATABASE_OWNER_URL" if OWNER else "DATABASE_URL"))}
SECRET_KEY = env.secret_file(HOME / "secret_key")

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.cache_url(env.text("REDIS_URL")),
    }
}
CELERY_BROKER_URL = env.broker_url(env.text("REDIS_URL"))
MAILERS = {
    "default": {"BACKEND": "clients.outbox.OutboxBackend", "OPTIONS": {"folder": HOME / "outbox"}},
}
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = True
