"""When monitors look: after each sync that ended well, and every hour for what nobody asked for."""

from contextlib import AbstractContextManager
from typing import Any

from accounts.jobs import enqueue
from accounts.limits import allowance, asked_once
from accounts.standing import stands_still
from accounts.tenancy import in_each_workspace, inside, require_workspace_id
from analytics.models import Monitor
from analytics.selectors import monitors_within

_TASK = "analytics.tasks.evaluate_monitors"


def request_evaluations() -> int:
    """Ask in each workspace that has monitors; how many."""
    return in_each_workspace(ask_to_evaluate)


def ask_to_evaluate() -> int:
    """Ask once for all monitors of the entered workspace, unless it stands still."""
    if stands_still(require_workspace_id()):
        return 0
    if not Monitor.objects.filter(deleted_at=None, paused_at=None).exists():
        return 0
    return int(enqueue(_TASK, dedupe_key="all") is not None)


def follow_sync(*, workspace_id: Any, state: str, **_signal: Any) -> None:
    """What a sync brought is looked at when it is over."""
    if state in ("succeeded", "partial"):
        with inside(workspace_id):
            ask_to_evaluate()


def evaluate_monitors(*, hold: Any = None, detector: Any = None) -> int:
    """Look with each monitor that runs and that the plan has room for; how many did.

    `hold` is the worker's lease, whose transactions it is done in; without one, it is done inside
    of the entered workspace. Nothing looks in a workspace that came to a standstill since it was
    asked for. Detection is imported here: it is for workers alone.
    """
    from analytics.monitors.evaluating import Evaluator

    return Evaluator(_looking, hold or _Here(), detector).run()


def _looking() -> list[Monitor]:
    with asked_once():
        return [] if stands_still(require_workspace_id()) else running_monitors()


class _Here:
    """For who is inside of the workspace already."""

    def batch(self) -> AbstractContextManager[Any]:
        return inside(require_workspace_id())

    def keep(self) -> None:
        """There is nothing to hold."""


def running_monitors() -> list[Monitor]:
    """Those that look: neither paused nor beyond what the plan holds."""
    allowed = allowance(require_workspace_id(), "monitors")
    return [one for one in monitors_within(allowed) if one.paused_at is None]
