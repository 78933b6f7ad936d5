"""Keeps out of every process what libraries load only because it happens to be installed."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

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
# The same of what is imported where it is needed, and not at the start.
_UNASKED_LATER = {
    # Its pages for browsers, in Markdown with colours: ours are of our own.
    "rest_framework.compat": ("requests", "markdown", "pygments"),
}
# {library: (a module of which it asks for a factory only, and calls it when it draws a document)}
_CALLED_LATER = {"drf_spectacular.plumbing": ("rest_framework.test", "APIRequestFactory")}


def import_lean() -> None:
    """Import these libraries as if what they bring were not there; a tenth of a worker's memory."""
    for library, brought in _UNASKED.items():
        with _hidden(*brought):
            __import__(library)
    sys.meta_path.insert(0, _Later())


class _Later(MetaPathFinder):
    """Does the same for whoever imports one of the others, once."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _UNASKED_LATER and fullname not in _CALLED_LATER:
            return None
        found = PathFinder.find_spec(fullname, path)
        if found is not None and found.loader is not None:
            run = found.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                with _hidden(*_UNASKED_LATER.get(fullname, ())), _put_off(fullname):
                    run(module)

            found.loader.exec_module = exec_module  # type: ignore[method-assign]
        return found


@contextmanager
def _put_off(library: str) -> Iterator[None]:
    """In the place of the module that it asks one is seen that imports it when it is called."""
    name, factory = _CALLED_LATER.get(library, ("", ""))
    if not name or name in sys.modules:
        yield
        return

    def made(*args: object, **more: object) -> object:
        return getattr(import_module(name), factory)(*args, **more)

    seen = ModuleType(name)
    setattr(seen, factory, made)
    sys.modules[name] = seen
    try:
        yield
    finally:
        sys.modules.pop(name, None)


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
