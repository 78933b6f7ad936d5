"""Keeps a job's lease while one long transaction runs, and tells the page how far it is."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, connection

from accounts.jobs import Lease, LeaseLost
from integrations.files.staging import Progress

log = logging.getLogger(__name__)
_EVERY_SECONDS = 2.0


@contextmanager
def kept_alive(lease: Lease, progress: Progress) -> Iterator[None]:
    """Renew in a thread with a connection of its own: the long transaction's would show nothing."""
    stopped = threading.Event()
    thread = threading.Thread(target=_beat, args=(lease, progress, stopped), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(timeout=30)


def _beat(lease: Lease, progress: Progress, stopped: threading.Event) -> None:
    try:
        while not stopped.wait(_EVERY_SECONDS):
            try:
                _tell(lease, progress)
            except LeaseLost:
                progress.is_lost = True
                return
            except (DatabaseError, InterfaceError) as error:
                log.warning("The lease of an import was not renewed this time: %s", error)
                connection.close()
    finally:
        connection.close()


def _tell(lease: Lease, progress: Progress) -> None:
    with lease.batch():
        lease.report(
            {
                "rows": progress.rows,
                "read_bytes": progress.read_bytes,
                "total_bytes": progress.total_bytes,
                "step": progress.step,
            }
        )
