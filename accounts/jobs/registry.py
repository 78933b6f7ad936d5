"""What a task is, and how its dotted name becomes a function."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

QUEUES = ("interactive", "sync", "bulk", "backfill", "mail", "webhook")
_NAME = re.compile(r"^[a-z_]+\.tasks(\.[a-z_]+)*\.[a-z_]+$")


@dataclass(frozen=True)
class JobTask:
    """A function that jobs may name, with its queue and how often it may be tried."""

    function: Callable[..., None]
    queue: str
    max_attempts: int

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        self.function(*args, **kwargs)


def job_task(*, queue: str, max_attempts: int = 8) -> Callable[[Callable[..., None]], JobTask]:
    """Mark a function as one that jobs may name."""
    if queue not in QUEUES:
        raise ValueError(f"{queue!r} is no queue; choose one of {', '.join(QUEUES)}.")

    def mark(function: Callable[..., None]) -> JobTask:
        return JobTask(function, queue, max_attempts)

    return mark


def title_of(name: str) -> str:
    """A task's name is its title; `proactivox.job_titles` has those of all apps to translate."""
    return name.rpartition(".")[2].replace("_", " ").capitalize()


def resolve(name: str) -> JobTask:
    """The task behind "app.tasks.verb_noun"; raises LookupError for anything else."""
    if not _NAME.match(name):
        raise LookupError(f"{name!r} is not a dotted name inside an app's tasks.")
    module, _, attribute = name.rpartition(".")
    task = getattr(import_module(module), attribute, None)
    if not isinstance(task, JobTask):
        raise LookupError(f"{name!r} is not a task.")
    return task
