"""Room for deep calls, so that the interpreter does not map memory at every turn of a loop.

CPython 3.11 lays the frames of Python functions into chunks of 16 kB: one is mapped when a call
crosses the end of the last, and unmapped when that call returns (Python/pystate.c, push_chunk). A
loop whose calls cross it does so at every turn, and each new chunk costs page faults. A frame that
asks for more than half a megabyte gets a chunk of a whole one, and all that it calls finds room in
the rest of it. Pages of it that nobody touches are never there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from celery import Task

P = ParamSpec("P")
R = TypeVar("R")

# Words of the stack that the frame says it may need, and never uses.
_WORDS = 70_000


def call_with_room(call: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
    """What `call` returns; whatever it calls finds the interpreter's stack in one piece."""
    return call(*args, **named)


call_with_room.__code__ = call_with_room.__code__.replace(co_stacksize=_WORDS)


class DeepTask(Task):  # type: ignore[type-arg]
    """Every task of the product, with room."""

    abstract = True

    def __call__(self, *args: Any, **named: Any) -> Any:
        return call_with_room(self.run, *args, **named)
