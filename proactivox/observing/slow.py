"""Writes down which statements are slow: their shape and how long they took, never a value."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.signals import connection_created

log = logging.getLogger("proactivox.slow")
_VALUES = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
_MOST = 2000


def watch_statements() -> None:
    """From now on, on every connection that is opened; nothing where SLOW_QUERY_MS is 0."""
    if settings.SLOW_QUERY_MS > 0:
        connection_created.connect(_watch, dispatch_uid="slow statements")


def shape_of(statement: str) -> str:
    """The statement without what was written out in it, on one line."""
    return " ".join(_VALUES.sub("?", statement).split())[:_MOST]


def _watch(connection: Any, **kwargs: Any) -> None:
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


def _timed(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    begin = time.monotonic()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.monotonic() - begin) * 1000
        if took >= settings.SLOW_QUERY_MS:
            log.warning("A statement took %d ms: %s", took, shape_of(str(sql)))
