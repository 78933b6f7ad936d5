"""Has the statements of a look planned once, for they are the same in every workspace."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def prepared() -> Iterator[None]:
    """After LOOK_PREPARE_AFTER times, until it is left; 0 is never, as a pooler may need."""
    connection.ensure_connection()
    ours = connection.connection
    before = ours.prepare_threshold
    ours.prepare_threshold = settings.LOOK_PREPARE_AFTER or before
    try:
        yield
    finally:
        ours.prepare_threshold = before
