"""Keeps out of every process what libraries load only because it happens to be installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

# {library: what it would bring, which nobody here asks it for}
_UNASKED = {
    # A program for the command line, with colours.
    "httpx": ("httpx._main",),
    # Measures of its own; traces, where they are wanted, import it themselves.
    "redis": ("opentelemetry",),
    # Messages in YAML: ours are JSON.
    "kombu.serialization": ("yaml",),
    # Green threads: ours are processes.
    "celery.utils.threads": ("greenlet",),
    "celery.bootsteps": ("greenlet",),
}


def import_lean() -> None:
    """Import these libraries as if what they bring were not there; a tenth of a worker's memory."""
    for library, brought in _UNASKED.items():
        with _hidden(*brought):
            __import__(library)


@contextmanager
def _hidden(*names: str) -> Iterator[None]:
    """Whoever imports these meanwhile finds nothing; afterwards they are there as ever."""
    shut = [name for name in names if name not in sys.modules]
    # None in the place of a module is Python's own way to say that there is none.
    sys.modules.update(dict.fromkeys(shut))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in shut:
            sys.modules.pop(name, None)
