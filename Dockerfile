# The production image: web, worker, beat and migrations run from it with different commands (docker-compose.yml).

FROM python:3.13-slim AS packages
RUN pip install --no-cache-dir "uv>=0.9,<1"
WORKDIR /srv/limpid
COPY pyproject.toml uv.lock ./
# No default group: neither the development tools nor the demo's embedded database and data.
RUN UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy uv sync --frozen --no-default-groups --python "$(command -v python3.13)"

FROM python:3.13-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/limpid --shell /usr/sbin/nologin limpid \
    && install -d -o limpid -g limpid /srv/limpid /srv/limpid/home /srv/limpid/media
WORKDIR /srv/limpid
COPY --from=packages --chown=limpid:limpid /srv/limpid/.venv .venv
COPY --chown=limpid:limpid . .
ENV PATH="/srv/limpid/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    LIMPID_HOME=/srv/limpid/home \
    MEDIA_ROOT=/srv/limpid/media
USER limpid
# Fonts, translations and static files are part of the image. The addresses below are used by no command here and
# stay in this step: production settings refuse to start without them.
RUN python tools/compile_messages.py \
    && export SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
       DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost EMAIL_URL=smtp://localhost:25/ \
       ALLOWED_HOSTS=localhost BASE_URL=https://localhost \
    && python manage.py build_fonts \
    && python manage.py collectstatic --noinput
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--timeout", "60"]
