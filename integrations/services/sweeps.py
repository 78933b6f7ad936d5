"""Walks over all workspaces: syncs that nothing would start again, files that nobody imported."""

import secrets
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import audit
from accounts.jobs import enqueue
from accounts.models import Closure, Job, JobState
from accounts.standing import stands_still
from accounts.tenancy import in_each_workspace, require_workspace_id
from integrations.connectors import CONNECTORS
from integrations.files import store
from integrations.models import Certificate, Credential, Formula, Source, StreamState
from integrations.services.controls import can_be_controlled
from integrations.services.sources import START, SYNC, disconnect_source

# Seconds within which they begin: no vendor is rung up by all of them at once.
_SOON, _SPREAD = 300, 3600
_CENSUS_EVERY = timedelta(days=7)
_UNUSED_FOR = timedelta(days=30)


def request_missed_syncs() -> int:
    """Ask for a sync of each active source for which none waits, is planned or runs; how many.

    A sync that died on its last attempt plans no successor. None is rung for at once: the sweeper
    does it when they are due, and takes the workspaces in turn.
    """
    return in_each_workspace(_request_missed_syncs)


def request_censuses() -> int:
    """Ask for a count of all records of each source that had none for a week; how many."""
    return in_each_workspace(_request_censuses)


def request_controls() -> int:
    """Ask for a control of each active source that tells sums, spread over an hour; how many."""
    return in_each_workspace(_request_controls)


def request_formulas() -> int:
    """Ask for a reading of picked formulas of each active source that has some; how many."""
    return in_each_workspace(_request_formulas)


def disconnect_closed() -> int:
    """End the access to every source of workspaces whose contract has ended; how many sources."""
    return in_each_workspace(_disconnect_closed)


def forget_certificates() -> int:
    """Delete key pairs by which nobody connected anything for a month; how many."""
    return in_each_workspace(_forget_certificates)


def delete_old_files() -> int:
    """Delete uploads that nobody imported and lists of rejects that are old; how many files."""
    return in_each_workspace(lambda: store.sweep(require_workspace_id()))


def _disconnect_closed() -> int:
    ended = Closure.objects.filter(pk=require_workspace_id(), erase_after__lte=timezone.now())
    if not ended.exists():
        return 0
    sources = list(Source.objects.filter(disconnected_at=None).values_list("pk", flat=True))
    for source_id in sources:
        disconnect_source(source_id=source_id)
    return len(sources)


def _request_missed_syncs() -> int:
    going_on = _sources_with_jobs()
    # What has no credential, such as a file, is not synced at all.
    synced = _active().filter(pk__in=Credential.objects.values("source_id"))
    missed = [source for source in synced if str(source.pk) not in going_on]
    for source in missed:
        enqueue("integrations.tasks.sync.sync_source", source.pk, **_once(source, _SOON))
        audit.record("source.sync_missed", source)
    return len(missed)


def _request_censuses() -> int:
    is_due = Q(counted_at=None) | Q(counted_at__lt=timezone.now() - _CENSUS_EVERY)
    read = StreamState.objects.filter(is_due, cursor__isnull=False).values("source_id")
    counted = [key for key, known in CONNECTORS.items() if known.has_census]
    due = _active().filter(pk__in=read, connector__in=counted)
    for source in due:
        enqueue("integrations.tasks.sync.take_census", source.pk, **_once(source))
    return len(due)


def _request_controls() -> int:
    controlled = [key for key, known in CONNECTORS.items() if can_be_controlled(known)]
    read = StreamState.objects.filter(synced_at__isnull=False).values("source_id")
    due = _active().filter(pk__in=read, connector__in=controlled)
    for source in due:
        enqueue("integrations.tasks.sync.control_source", source.pk, 1, **_once(source))
    return len(due)


def _request_formulas() -> int:
    due = _active().filter(pk__in=Formula.objects.values("source_id"))
    for source in due:
        enqueue("integrations.tasks.sync.refresh_formulas", source.pk, **_once(source))
    return len(due)


def _active() -> "QuerySet[Source]":
    """What is to be read in the entered workspace: nothing where it stands still."""
    if stands_still(require_workspace_id()):
        return Source.objects.none()
    return Source.objects.filter(paused_at=None, disconnected_at=None).order_by("pk")


def _once(source: Source, within: int = _SPREAD) -> dict[str, Any]:
    """One job of its kind for a source, some time within so many seconds."""
    delay = timedelta(seconds=1 + secrets.randbelow(within))
    return {"dedupe_key": str(source.pk), "delay": delay}


def _forget_certificates() -> int:
    unused = Certificate.objects.filter(used_at=None)
    return unused.filter(created_at__lt=timezone.now() - _UNUSED_FOR).delete()[0]


def _sources_with_jobs() -> set[str]:
    jobs = Job.objects.filter(task__in=(SYNC, START), state__in=(JobState.QUEUED, JobState.RUNNING))
    keys = jobs.exclude(dedupe_key=None).values_list("dedupe_key", flat=True)
    # Reading a range again has a key of "<source>:<range>"; its end plans the next sync as well.
    return {str(key).partition(":")[0] for key in keys}
