# The production shape of web, workers and clock: one image, started with different commands.
FROM python:3.11-slim-bookworm AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /srv
COPY requirements/uv.txt requirements/base.txt requirements/
RUN python -m venv /opt/uv \
    && /opt/uv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/uv.txt \
    && python -m venv --without-pip /opt/venv \
    && /opt/uv/bin/uv pip sync --no-cache --require-hashes --only-binary :all: \
        --python /opt/venv/bin/python requirements/base.txt
COPY . .
# collectstatic and the catalogues need settings that are whole, and no server; the keys below live
# in this stage alone and protect nothing.
RUN PATH="/opt/venv/bin:$PATH" python -m proactivox.launch catalogues \
    && PATH="/opt/venv/bin:$PATH" python -m proactivox.launch collect

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home proactivox \
    && install -d -o 10001 -m 0700 /var/lib/proactivox/uploads /var/lib/proactivox/ledger /var/lib/proactivox/anchors /var/lib/proactivox/backups
WORKDIR /srv
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv /srv
ENV PATH="/opt/venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    DJANGO_SETTINGS_MODULE=proactivox.settings \
    PROACTIVOX_ENV=production
USER 10001
EXPOSE 8000
# By the name that people type: any other host is refused before its page is looked for.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['PUBLIC_URL'].split('/')[2]}), timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "--http", "1", "--no-ws", "--respawn-failed-workers", "proactivox.wsgi:application"]
