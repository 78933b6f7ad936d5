"""What the operator sees: how logs are written, and who gets metrics, traces, errors and alarms."""

import os
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from proactivox.settings.base import IS_PRODUCTION
from proactivox.settings.environment import address, chosen, env, parsed

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_FORMAT = chosen("LOG_FORMAT", "json" if IS_PRODUCTION else "plain", ("json", "plain"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "redact": {"()": "accounts.redaction.RedactSecrets"},
        "request": {"()": "proactivox.observing.logs.AddRequest"},
    },
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
        "json": {"()": "proactivox.observing.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["redact", "request"],
            "formatter": LOG_FORMAT,
        }
    },
    "root": {"handlers": ["console"], "level": chosen("LOG_LEVEL", "INFO", _LEVELS)},
    # httpx writes whole addresses at INFO; an OAuth answer may stand in one.
    "loggers": {name: {"level": "WARNING"} for name in ("httpx", "httpcore", "stripe")},
}
# Statements that take longer are written down without their values; 0 writes none.
SLOW_QUERY_MS = parsed("SLOW_QUERY_MS", 1000, int, "a number of milliseconds")

# Who asks /metrics brings it as a bearer token; without one there is no such page.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if METRICS_TOKEN and len(METRICS_TOKEN) < 32:
    raise ImproperlyConfigured(
        "METRICS_TOKEN is too short; it has to be 32 or more random characters."
    )
if METRICS_TOKEN:
    # Where the web's processes on one machine count together; prometheus_client reads it once.
    METRICS_DIR = env.str(
        "METRICS_DIR", default=str(Path(tempfile.gettempdir()) / "proactivox-metrics")
    )
    Path(METRICS_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_DIR


def _server(name: str) -> str:
    text = str(env.str(name, default=""))
    return address(name, "the operator's own server", ("https", "http")) if text else ""


# The operator's own servers, or subprocessors that SUBPROCESSORS names: docs/operate.md.
SENTRY_DSN = _server("SENTRY_DSN")
OTEL_EXPORTER_OTLP_ENDPOINT = _server("OTEL_EXPORTER_OTLP_ENDPOINT")
TRACE_SHARE = parsed("TRACE_SHARE", 0.05, float, "a number between 0 and 1")

# Who hears of alarms, and after how long a wait there is one.
OPERATOR_MAIL = env.str("OPERATOR_MAIL", default="")
ALARM_QUEUE_SECONDS = parsed("ALARM_QUEUE_SECONDS", 600, int, "a number of seconds")
