"""May this workspace have one more, or do this? Asks the judge that billing registers at start."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from accounts.errors import Refused


@dataclass(frozen=True)
class Judge:
    """Who knows what was bought: each function takes the workspace's id first."""

    # Raises Refused when so many of a resource are more than may be.
    limit: Callable[[UUID, str, int], None]
    # Raises Refused when the plan cannot do this.
    feature: Callable[[UUID, str], None]
    # How many of a resource may run; None for no end.
    allowance: Callable[[UUID, str], int | None]
    # How many minutes lie between two readings of a source at least.
    pace: Callable[[UUID], int] = lambda _workspace_id: 0
    # How many of a resource may run under every plan there is, whatever was bought.
    least: Callable[[str], int] = lambda _resource: 0


T = TypeVar("T")
_said: ContextVar[dict[UUID, object] | None] = ContextVar("said", default=None)
_judges: list[Judge] = []
_counters: dict[str, Callable[[], int]] = {}
_namers: dict[str, Callable[[int], list[str]]] = {}
_resumers: list[Callable[[], object]] = []


@contextmanager
def asked_once() -> Iterator[None]:
    """Within this block the judge reads what was bought once: for work that buys nothing itself."""
    token = _said.set({})
    try:
        yield
    finally:
        _said.reset(token)


def said_once(workspace_id: UUID, read: Callable[[], T]) -> T:
    """What `read` said of a workspace within `asked_once`; elsewhere what it says now."""
    said = _said.get()
    if said is None:
        return read()
    if workspace_id not in said:
        said[workspace_id] = read()
    found: T = said[workspace_id]  # type: ignore[assignment]
    return found


def register_judge(judge: Judge) -> None:
    """Billing calls this once, at start; a later call takes the place of the earlier."""
    _judges[:] = [judge]


def register_counter(resource: str, counter: Callable[[], int]) -> None:
    """An app tells at start how its resource is counted in the entered workspace."""
    _counters[resource] = counter


def register_names(resource: str, namer: Callable[[int], list[str]]) -> None:
    """An app tells at start what those are called that are beyond a number, in the same place."""
    _namers[resource] = namer


def register_resumer(resume: Callable[[], object]) -> None:
    """An app tells at start what goes on at once when a workspace may have more, or pays again."""
    _resumers.append(resume)


def resume() -> None:
    """What stood still in the entered workspace goes on as far as it may; in one transaction."""
    for one in _resumers:
        one()


def names_beyond(resource: str, allowed: int) -> list[str]:
    """The names of those that would stand still if only so many were allowed; the newest last."""
    return _namers[resource](allowed) if resource in _namers else []


def counted(*resources: str) -> dict[str, int]:
    """{resource: how many there are} in the entered workspace; nothing of what no app counts."""
    return {one: _counters[one]() for one in resources if one in _counters}


def check_limit(workspace_id: UUID, resource: str, count: int) -> None:
    """Raise Refused when `count` of a resource ("members", "sources") is more than was bought.

    Lock the workspace's row before you count, or two who ask at once are both let through.
    With no judge at all nothing is allowed: a limit that nobody watches fails closed.
    """
    _judge().limit(workspace_id, resource, count)


def has_feature(workspace_id: UUID, feature: str) -> bool:
    """Whether the plan has a feature, for what goes on without a person."""
    try:
        require_feature(workspace_id, feature)
    except Refused:
        return False
    return True


def require_feature(workspace_id: UUID, feature: str) -> None:
    """Raise Refused when the plan lacks a feature ("single_sign_on")."""
    _judge().feature(workspace_id, feature)


def allowance(workspace_id: UUID, resource: str) -> int | None:
    """How many of a resource may run, None for no end.

    After a move to a smaller plan there may be more: all of them stay, the newest stand still.
    """
    return _judge().allowance(workspace_id, resource)


def pace(workspace_id: UUID) -> timedelta:
    """How long to wait at least between two readings of a source that begin by themselves."""
    return timedelta(minutes=_judge().pace(workspace_id))


def least(resource: str) -> int:
    """How many of a resource may run whatever was bought: of those nobody has to ask."""
    return _judge().least(resource)


def _judge() -> Judge:
    if not _judges:
        raise Refused("No judge of limits is registered; billing has not started.")
    return _judges[0]
