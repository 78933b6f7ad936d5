"""When monitors look: after each sync that ended well, and every hour for what nobody asked for."""

from typing import Any

from accounts.jobs import enqueue
from accounts.limits import allowance
from accounts.models import Workspace
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


def evaluate_monitors(*, detector: Any = None) -> int:
    """Look with each monitor that runs and that the plan has room for. In a transaction.

    Nothing looks in a workspace that came to a standstill since it was asked for. Detection is
    imported here: it is for workers alone.
    """
    if stands_still(require_workspace_id()):
        return 0
    from analytics.monitors.evaluating import Evaluator

    workspace = Workspace.objects.get(pk=require_workspace_id())
    # Two at once would open the same incident twice.
    locked = Monitor.objects.select_for_update().order_by("pk")
    running = [one.pk for one in running_monitors()]
    return Evaluator(workspace, detector).run(list(locked.filter(pk__in=running)))


def running_monitors() -> list[Monitor]:
    """Those that look: neither paused nor beyond what the plan holds."""
    allowed = allowance(require_workspace_id(), "monitors")
    return [one for one in monitors_within(allowed) if one.paused_at is None]
