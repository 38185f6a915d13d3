"""Tests: an embedded database of their own, made by the owner and used as the application (tests/conftest.py)."""

import os

from config import embedded
from config.settings import env
from config.settings.base import *  # noqa: F403
from config.settings.base import HOME, STORAGES

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
HOME = HOME / "test"
if not (os.environ.get("DATABASE_OWNER_URL") and os.environ.get("REDIS_URL")):
    os.environ.update(embedded.ensure(HOME, durable=False).missing_from(os.environ))

DATABASES = {"default": env.database(env.text("DATABASE_OWNER_URL"))}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASE_APP = env.database(env.text("DATABASE_URL"))
SECRET_KEY = "for-tests-only-" + "0123456789" * 5
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = env.broker_url(env.text("REDIS_URL"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
MEDIA_ROOT = HOME / "media"
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_AUTOREFRESH = True  # no test needs collected files
