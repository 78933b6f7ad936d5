"""/healthz says that the process lives, /readyz that what it needs is well."""

from datetime import timedelta
from functools import partial

from django.core.cache import cache
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.doors import public
from privacy.ledger.state import ledger_trouble
from proactivox.celery import app
from proactivox.patience import Check, ask_all

_WORKERS_SEEN = "workers-seen"
# Less than whoever asks usually waits.
_PATIENCE_SECONDS = 4.0


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
def readyz(request: HttpRequest) -> JsonResponse:
    """200 with each part "ok", or 503 with what is wrong in a few words."""
    states = ask_parts()
    is_well = all(state == "ok" for state in states.values())
    return JsonResponse(states, status=200 if is_well else 503)


def ask_parts() -> dict[str, str]:
    """{part: "ok" or what is wrong}, of everything that the product needs."""
    checks = {
        "database": partial(_safely, _database),
        "migrations": partial(_safely, _migrations),
        "broker": partial(_safely, _broker),
        "worker": partial(_safely, _worker),
        "erasures": partial(_safely, _erasures),
    }
    return ask_all(checks, within_seconds=_PATIENCE_SECONDS)


def _safely(check: Check) -> str:
    try:
        return check()
    except Exception as error:  # noqa: BLE001  what is wrong is the answer here
        return f"away ({type(error).__name__})"
    finally:
        # Each check is asked in a thread of its own, which takes no connection with it.
        connections.close_all()


def _database() -> str:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connections["default"])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} to be applied" if missing else "ok"


def _broker() -> str:
    with app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    return "ok"


def _worker() -> str:
    if cache.get(_WORKERS_SEEN):
        return "ok"
    if not app.control.ping(timeout=1.0):
        return "none answers"
    cache.set(_WORKERS_SEEN, True, timedelta(seconds=5).seconds)
    return "ok"


def _erasures() -> str:
    return ledger_trouble() or "ok"
