"""Jobs that replay the past year: of a monitor before it is saved, of all for the alarm budget."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import Workspace
from accounts.tenancy import in_each_workspace, require_workspace_id
from analytics.models import AlarmBudget, Incident, MonitorKind, MonitorTrial
from analytics.monitors.definition import definition_of
from analytics.selectors import monitors
from analytics.services.monitors import trial_definition

_KEPT = timedelta(days=7)


def run_trial(*, trial_id: UUID, detector: Any = None) -> None:
    """Answer a trial. In a transaction; what cannot be answered says so on its page."""
    from analytics.monitors.trying import tried

    trial = MonitorTrial.objects.filter(pk=trial_id, done_at=None).first()
    if trial is None:
        return
    workspace = Workspace.objects.get(pk=require_workspace_id())
    today = timezone.now().astimezone(workspace.zone).date()
    trial.result = tried(trial_definition(trial.asked), workspace, today, detector)
    trial.done_at = timezone.now()
    trial.save(update_fields=["result", "done_at"])


def plan_alarms(*, detector: Any = None) -> None:
    """Set the thresholds of all unusual-day monitors together, so that a week holds so many."""
    from analytics.monitors.budgeting import planned

    budget = AlarmBudget.objects.select_for_update().first()
    if budget is None:
        return
    workspace = Workspace.objects.get(pk=require_workspace_id())
    watched = [one for one in monitors() if one.kind == MonitorKind.ANOMALY]
    marks = {one.pk: marks_of(one.pk) for one in watched}
    budget.plan, alphas = planned(watched, marks, workspace, budget.most, detector)
    budget.save(update_fields=["plan"])
    for one in watched:
        if str(one.pk) in alphas:
            one.parameters = {**definition_of(one).parameters, "alpha": alphas[str(one.pk)]}
            one.save(update_fields=["parameters"])


def marks_of(monitor_id: UUID) -> tuple[int, int]:
    """(useful, noise) of its incidents."""
    marked = Incident.objects.filter(monitor_id=monitor_id).exclude(is_useful=None)
    useful = marked.filter(is_useful=True).count()
    return useful, marked.count() - useful


def forget_trials() -> int:
    """What was tried and not kept is gone after a week."""
    return in_each_workspace(_forget_trials)


def _forget_trials() -> int:
    old = MonitorTrial.objects.filter(made_at__lt=timezone.now() - _KEPT)
    return int(old.delete()[0])
