"""The web process under ASGI; the walls run in threads as under WSGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
application = get_asgi_application()

from config.startup import database_role_require  # noqa: E402  (models are loaded by now)

database_role_require()
