"""May this workspace have one more? Asks the judge that billing registers at start."""

from collections.abc import Callable
from uuid import UUID

from accounts.errors import Refused

Judge = Callable[[UUID, str, int], None]
_judges: list[Judge] = []


def register_judge(judge: Judge) -> None:
    """Billing calls this once, at start; a later call takes the place of the earlier."""
    _judges[:] = [judge]


def check_limit(workspace_id: UUID, resource: str, count: int) -> None:
    """Raise Refused when `count` of a resource ("members", "sources") is more than was bought.

    Lock the workspace's row before you count, or two who ask at once are both let through.
    With no judge at all nothing is allowed: a limit that nobody watches fails closed.
    """
    if not _judges:
        raise Refused("No judge of limits is registered; billing has not started.")
    _judges[0](workspace_id, resource, count)
