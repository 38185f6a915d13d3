"""Production: refuses to start half configured."""

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings import env
from config.settings.base import *  # noqa: F403

if os.environ.get("DEBUG", "0").lower() not in {"", "0", "false", "no", "off"}:
    raise ImproperlyConfigured("Production does not run with DEBUG.")
if env.flag("LIMPID_DEMO"):
    raise ImproperlyConfigured("Production does not run with LIMPID_DEMO: logins need their second factor.")

SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters, and not all alike.")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", env.text("ALLOWED_HOSTS"))
BASE_URL = env.text("BASE_URL")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

OWNER = env.text("LIMPID_DATABASE_ROLE", "app") == "owner"
DATABASES = {"default": env.database(env.text("DATABASE_OWNER_URL" if OWNER else "DATABASE_URL"))}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.cache_url(env.text("REDIS_URL")),
    }
}
CELERY_BROKER_URL = env.broker_url(env.text("REDIS_URL"))
MAILERS = {"default": env.mailer(env.text("EMAIL_URL"))}

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
if env.flag("TRUSTED_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
