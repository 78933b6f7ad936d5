"""Each workspace writes its own counts and states down for the desk, inside of itself."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min
from django.forms.models import model_to_dict
from django.utils import timezone

from accounts.models import (
    DeadJob,
    Job,
    JobState,
    Membership,
    QueueStanding,
    SourceStanding,
    WorkspaceStanding,
)
from accounts.tenancy import in_each_workspace, inside, require_workspace_id
from billing.selectors import standing_of as plan_standing
from integrations.models import Source
from privacy.models import DataSubjectRequest, Register, RegisterEntry, RegisterEvent, State
from privacy.registers.breaches.standing import standing_of
from privacy.requests.finding import events_of
from privacy.requests.timing import clock_of

# A source that is synced every hour, and has had a whole day of bad luck.
LATE_AFTER = timedelta(hours=26)
_MOST_DEAD = 100


def refresh_standings() -> int:
    """Write down how each workspace stands; how many stand otherwise than before."""
    return in_each_workspace(_refresh)


def refresh_standing(workspace_id: UUID) -> None:
    """The same for one, at once."""
    with inside(workspace_id):
        _refresh()


def _refresh() -> int:
    workspace_id, now = require_workspace_id(), timezone.now()
    sources = _sources(workspace_id, now)
    dead = Job.objects.filter(state=JobState.DEAD)
    found = WorkspaceStanding(
        workspace_id=workspace_id,
        refreshed_at=now,
        members=Membership.objects.filter(workspace_id=workspace_id).count(),
        sources=len(sources),
        late_sources=sum(source.state == "late" for source in sources),
        broken_sources=sum(source.state == "broken" for source in sources),
        waiting_jobs=_keep_queues(workspace_id),
        dead_jobs=dead.count(),
        dead_mails=dead.filter(queue="mail").count(),
        **_subscription(),
        **_requests(),
        **_breaches(),
    )
    _replace(SourceStanding, workspace_id, sources)
    _replace(DeadJob, workspace_id, _dead(workspace_id))
    return _save(found)


def _save(found: WorkspaceStanding) -> int:
    before = WorkspaceStanding.objects.filter(pk=found.pk).first()
    found.save(force_insert=before is None, force_update=before is not None)
    return int(before is None or _told(before) != _told(found))


def _told(row: WorkspaceStanding) -> dict[str, Any]:
    return model_to_dict(row, exclude=["refreshed_at"])


def _replace(model: Any, workspace_id: UUID, rows: Iterable[Any]) -> None:
    model.objects.filter(workspace_id=workspace_id).delete()
    model.objects.bulk_create(rows)


def _subscription() -> dict[str, Any]:
    """The plan that counts now, which is not always the one that was bought."""
    stands = plan_standing(require_workspace_id())
    return {
        "plan": stands.plan.key,
        "status": stands.status,
        "trial_ends_at": stands.trial_ends_at,
    }


def _sources(workspace_id: UUID, now: datetime) -> list[SourceStanding]:
    return [
        SourceStanding(
            id=row.pk,
            workspace_id=workspace_id,
            connector=row.connector,
            state=state_of(row, now),
            fresh_until=row.fresh_until,
            code=row.trouble_code,
        )
        for row in Source.objects.filter(disconnected_at=None)
    ]


def state_of(source: Source, now: datetime) -> str:
    """fresh, late, broken, paused, or new for one that has not been read to its end yet."""
    if source.paused_at is not None:
        return "paused"
    if source.trouble_code:
        return "broken"
    # A file is as new as it was: nothing is expected of it.
    if source.connector == "file":
        return "fresh"
    if now - (source.fresh_until or source.created_at) > LATE_AFTER:
        return "late"
    return "fresh" if source.fresh_until else "new"


def _keep_queues(workspace_id: UUID) -> int:
    waiting = Job.objects.filter(state=JobState.QUEUED).order_by().values("queue")
    lines = list(waiting.annotate(waiting=Count("pk"), oldest_at=Min("run_after")))
    rows = [QueueStanding(workspace_id=workspace_id, **line) for line in lines]
    _replace(QueueStanding, workspace_id, rows)
    return sum(line["waiting"] for line in lines)


def _dead(workspace_id: UUID) -> list[DeadJob]:
    rows = Job.objects.filter(state=JobState.DEAD).order_by("-created_at").defer("args")
    return [
        DeadJob(
            id=job.pk,
            workspace_id=workspace_id,
            task=job.task,
            queue=job.queue,
            attempts=job.attempts,
            died_at=job.finished_at,
        )
        for job in rows[:_MOST_DEAD]
    ]


def _requests() -> dict[str, Any]:
    requests = list(DataSubjectRequest.objects.filter(state=State.OPEN))
    events = events_of(requests)
    days = [clock_of(request, events[request.pk]).due_on for request in requests]
    return {
        "open_requests": len(requests),
        "next_request_on": min((day for day in days if day), default=None),
    }


def _breaches() -> dict[str, Any]:
    entries = list(RegisterEntry.objects.filter(register=Register.BREACH, closed_at=None))
    events = list(RegisterEvent.objects.filter(entry__in=entries).order_by("at", "id"))
    standings = [
        standing_of(
            entry.began_at, entry.role, [event for event in events if event.entry_id == entry.pk]
        )
        for entry in entries
    ]
    due = [one.due_at for one in standings if one.due_at and one.authority_told_at is None]
    return {"open_breaches": len(entries), "next_breach_at": min(due, default=None)}
