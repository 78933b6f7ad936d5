"""Writes what was noted, in one statement every few seconds, in a thread of the web process."""

import logging
import time
from contextlib import suppress
from dataclasses import asdict
from threading import Thread

from django.db import close_old_connections, connection

from accounts.access_log.noting import Noted, waiting
from accounts.access_log.sealing import COLUMN, TABLE
from accounts.crypto import Sealer
from accounts.models import AccessLine
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside

log = logging.getLogger(__name__)
_EVERY_SECONDS = 5.0


def start_writing() -> Thread:
    """Begin, once a process; what is not written when it ends is lost."""
    thread = Thread(target=_write_for_ever, name="access-log", daemon=True)
    thread.start()
    return thread


def flush() -> int:
    """Write all that waits; how many lines."""
    taken: list[Noted] = []
    with suppress(IndexError):
        while True:
            taken.append(waiting.popleft())
    if not taken:
        return 0
    with inside(HOUSE_ID):
        sealer = Sealer(HOUSE_ID, TABLE, COLUMN)
        AccessLine.objects.bulk_create([_line(noted, sealer) for noted in taken])
    return len(taken)


def _line(noted: Noted, sealer: Sealer) -> AccessLine:
    line = AccessLine(workspace_id=HOUSE_ID, **{**asdict(noted), "ip": None})
    line.ip = sealer.seal(line.pk, noted.ip) if noted.ip else None
    return line


def _write_for_ever() -> None:
    while True:
        time.sleep(_EVERY_SECONDS)
        try:
            flush()
        except Exception as error:  # noqa: BLE001  the log may have holes
            log.warning("A part of the access log is lost (%s).", type(error).__name__)
            connection.close()
        close_old_connections()
