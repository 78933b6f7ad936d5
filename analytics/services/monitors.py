"""What members do with monitors: make, change, pause, delete, try, and set a budget of alarms."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Trouble
from accounts.jobs import enqueue
from accounts.limits import check_limit
from accounts.models import Workspace
from accounts.tenancy import inside, require_workspace_id
from analytics.models import (
    AlarmBudget,
    Incident,
    IncidentEnd,
    IncidentEvent,
    IncidentStatus,
    Monitor,
    MonitorMemory,
    MonitorState,
    MonitorTrial,
    MonitorWatch,
    MuteWindow,
)
from analytics.monitors.counting import count_open
from analytics.monitors.definition import Definition, check_definition, definition_from
from analytics.monitors.suggesting import suggestions
from analytics.selectors import monitors
from analytics.services.watching import ask_to_evaluate


def create_monitor(*, name: str, asked: Definition) -> Monitor:
    """Watch something from now on. Raises BadQuery, and Refused where the plan has no room."""
    check_definition(asked)
    with inside(require_workspace_id()):
        # Two who ask at once must not both be let through.
        Workspace.objects.select_for_update(no_key=True).get(pk=require_workspace_id())
        check_limit(require_workspace_id(), "monitors", monitors().count() + 1)
        monitor = asked.put_on(Monitor(name=name, made_by_id=_person()))
        monitor.save(force_insert=True)
        record("monitor.created", monitor.pk, name=name)
        ask_to_evaluate()
    return monitor


def change_monitor(*, monitor_id: UUID, name: str, asked: Definition) -> Monitor:
    """Ask something else; what was found by the old question is over."""
    check_definition(asked)
    with inside(require_workspace_id()):
        monitor = _locked(monitor_id)
        wanted = asked.columns()
        if any(getattr(monitor, column) != value for column, value in wanted.items()):
            _start_anew(monitor)
            asked.put_on(monitor)
        monitor.name, monitor.changed_at = name, timezone.now()
        monitor.save()
        record("monitor.changed", monitor.pk, name=name)
        ask_to_evaluate()
    return monitor


def pause_monitor(*, monitor_id: UUID, reason: str) -> None:
    """Look no more until somebody resumes; who and why stands beside it."""
    with inside(require_workspace_id()):
        monitor = _locked(monitor_id)
        if monitor.paused_at is None:
            monitor.paused_at, monitor.paused_by_id = timezone.now(), _person()
            monitor.pause_reason = reason
            monitor.save(update_fields=["paused_at", "paused_by", "pause_reason"])
            record("monitor.paused", monitor.pk, name=monitor.name)


def resume_monitor(*, monitor_id: UUID) -> None:
    """Look again, at what has come meanwhile, too."""
    with inside(require_workspace_id()):
        monitor = _locked(monitor_id)
        if monitor.paused_at is not None:
            monitor.paused_at, monitor.paused_by_id, monitor.pause_reason = None, None, ""
            monitor.save(update_fields=["paused_at", "paused_by", "pause_reason"])
            record("monitor.resumed", monitor.pk, name=monitor.name)
            ask_to_evaluate()


def delete_monitor(*, monitor_id: UUID) -> None:
    """Watch no more; its incidents are over and stay as what happened."""
    with inside(require_workspace_id()):
        monitor = _locked(monitor_id)
        _end_all(monitor, IncidentEnd.RETIRED)
        monitor.deleted_at = timezone.now()
        monitor.save(update_fields=["deleted_at"])
        record("monitor.deleted", monitor.pk, name=monitor.name)


def add_suggested() -> int:
    """Make the monitors that we suggest and that are not there yet; how many."""
    made = 0
    with inside(require_workspace_id()):
        workspace = Workspace.objects.get(pk=require_workspace_id())
        wanted = suggestions(workspace, monitors())
    for one in wanted:
        with inside(require_workspace_id()):
            asked = one.asked
            known = monitors().filter(kind=asked.kind, metric=asked.metric, by=asked.by.value)
            if not known.exists():
                create_monitor(name=str(one.name), asked=asked)
                made += 1
    return made


def try_monitor(*, name: str, asked: Definition, monitor_id: UUID | None = None) -> MonitorTrial:
    """Ask what it would have told over the past year; a job answers. Raises BadQuery."""
    check_definition(asked)
    with inside(require_workspace_id()):
        monitor = _locked(monitor_id) if monitor_id else None
        words: dict[str, Any] = {"name": name, **asked.columns()}
        trial = MonitorTrial.objects.create(monitor=monitor, asked=words)
        enqueue("analytics.tasks.try_monitor", trial.pk, dedupe_key=str(trial.pk))
    return trial


def keep_trial(*, trial_id: UUID) -> Monitor:
    """Make of what was tried a monitor, or the change of one."""
    with inside(require_workspace_id()):
        trial = MonitorTrial.objects.filter(pk=trial_id).first()
        if trial is None:
            raise Trouble(_("This trial is gone. Fill in the form once more."))
        name, asked = str(trial.asked["name"]), trial_definition(trial.asked)
        if trial.monitor_id is not None:
            return change_monitor(monitor_id=trial.monitor_id, name=name, asked=asked)
        # A double click makes one monitor.
        trial.monitor = monitor = create_monitor(name=name, asked=asked)
        trial.save(update_fields=["monitor"])
    return monitor


def trial_definition(asked: Mapping[str, Any]) -> Definition:
    """What a trial asks, without its name."""
    return definition_from({key: value for key, value in asked.items() if key != "name"})


def set_alarm_budget(*, most: int) -> None:
    """At most so many incidents a week; a job then sets the thresholds of all monitors together."""
    if not 1 <= most <= 100:
        raise Trouble(_("Say how many incidents a week you want at most: 1 to 100."))
    with inside(require_workspace_id()):
        AlarmBudget.objects.update_or_create(
            workspace_id=require_workspace_id(),
            defaults={"most": most, "plan": None, "set_at": timezone.now()},
        )
        enqueue("analytics.tasks.plan_alarms", dedupe_key="all")
        record("alarm_budget.set", most=most)


def mute_days(
    *,
    first_on: date,
    last_on: date | None,
    weekday: int | None,
    reason: str,
    monitor_id: UUID | None = None,
) -> MuteWindow:
    """Tell nobody of these days; they are judged and shown all the same."""
    if last_on is not None and last_on < first_on:
        raise Trouble(_("The last day comes before the first."))
    if last_on is None and weekday is None:
        raise Trouble(_("Say the last day, or a weekday that is quiet from then on."))
    with inside(require_workspace_id()):
        monitor = _locked(monitor_id) if monitor_id else None
        window = MuteWindow.objects.create(
            monitor=monitor,
            first_on=first_on,
            last_on=last_on,
            weekday=weekday,
            reason=reason,
            made_by_id=_person(),
        )
        record("monitors.muted", window.pk, first_on=first_on.isoformat())
    return window


def unmute_days(*, window_id: UUID) -> None:
    """Tell of these days again."""
    with inside(require_workspace_id()):
        if MuteWindow.objects.filter(pk=window_id).delete()[0]:
            record("monitors.unmuted", window_id)


def _locked(monitor_id: UUID) -> Monitor:
    rows = Monitor.objects.select_for_update(no_key=True).filter(deleted_at=None)
    monitor = rows.filter(pk=monitor_id).first()
    if monitor is None:
        raise Trouble(_("This monitor has been deleted."), code="not_found")
    return monitor


def _start_anew(monitor: Monitor) -> None:
    _end_all(monitor, IncidentEnd.CLOSED)
    monitor.judged_on, monitor.accepted, monitor.told = None, {}, {}
    monitor.state = MonitorState.NEW


def _end_all(monitor: Monitor, how: IncidentEnd) -> None:
    MonitorWatch.objects.filter(monitor=monitor).delete()
    MonitorMemory.objects.filter(monitor=monitor).delete()
    going_on = Incident.objects.filter(monitor=monitor).exclude(status=IncidentStatus.RESOLVED)
    for incident in going_on:
        incident.status, incident.ended_as = IncidentStatus.RESOLVED, how
        incident.ended_on = timezone.now().date()
        incident.save(update_fields=["status", "ended_as", "ended_on"])
        IncidentEvent.objects.create(incident=incident, what=how.value, by_id=_person())
    count_open()


def _person() -> UUID | None:
    actor = current_actor()
    return actor.id if actor.kind == "user" else None
