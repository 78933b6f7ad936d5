"""Walks over all workspaces: syncs that nothing would start again, files that nobody imported."""

import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.jobs import enqueue
from accounts.models import Job, JobState
from accounts.tenancy import in_each_workspace, require_workspace_id
from integrations.connectors import CONNECTORS
from integrations.files import store
from integrations.models import Certificate, Credential, Formula, Source, StreamState
from integrations.services.controls import can_be_controlled
from integrations.services.sources import START, SYNC

# Within which missed syncs begin: no vendor is rung up by all of them in one second.
_SPREAD_SECONDS = 300
_CENSUS_EVERY = timedelta(days=7)
_CENSUS_SPREAD_SECONDS = 3600
_CONTROL_SPREAD_SECONDS = 3600
_FORMULAS_SPREAD_SECONDS = 3600
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


def forget_certificates() -> int:
    """Delete key pairs by which nobody connected anything for a month; how many."""
    return in_each_workspace(_forget_certificates)


def delete_old_files() -> int:
    """Delete uploads that nobody imported and lists of rejects that are old; how many files."""
    return in_each_workspace(lambda: store.sweep(require_workspace_id()))


def _request_missed_syncs() -> int:
    going_on = _sources_with_jobs()
    # What has no credential, such as a file, is not synced at all.
    synced = Credential.objects.values("source_id")
    active = Source.objects.filter(pk__in=synced, paused_at=None, disconnected_at=None)
    missed = [source for source in active.order_by("pk") if str(source.pk) not in going_on]
    for source in missed:
        delay = timedelta(seconds=1 + secrets.randbelow(_SPREAD_SECONDS))
        enqueue(
            "integrations.tasks.sync.sync_source", source.pk, dedupe_key=str(source.pk), delay=delay
        )
        audit.record("source.sync_missed", source)
    return len(missed)


def _request_censuses() -> int:
    week_ago = timezone.now() - _CENSUS_EVERY
    is_due = Q(counted_at=None) | Q(counted_at__lt=week_ago)
    read = StreamState.objects.filter(is_due, cursor__isnull=False).values("source_id")
    counted = [key for key, known in CONNECTORS.items() if known.has_census]
    due = Source.objects.filter(
        pk__in=read, connector__in=counted, paused_at=None, disconnected_at=None
    )
    for source in due.order_by("pk"):
        delay = timedelta(seconds=1 + secrets.randbelow(_CENSUS_SPREAD_SECONDS))
        enqueue(
            "integrations.tasks.sync.take_census", source.pk, dedupe_key=str(source.pk), delay=delay
        )
    return len(due)


def _forget_certificates() -> int:
    unused = Certificate.objects.filter(used_at=None)
    return unused.filter(created_at__lt=timezone.now() - _UNUSED_FOR).delete()[0]


def _request_formulas() -> int:
    picked = Formula.objects.values("source_id")
    due = Source.objects.filter(pk__in=picked, paused_at=None, disconnected_at=None)
    for source in due.order_by("pk"):
        delay = timedelta(seconds=1 + secrets.randbelow(_FORMULAS_SPREAD_SECONDS))
        enqueue(
            "integrations.tasks.sync.refresh_formulas",
            source.pk,
            dedupe_key=str(source.pk),
            delay=delay,
        )
    return len(due)


def _request_controls() -> int:
    controlled = [key for key, known in CONNECTORS.items() if can_be_controlled(known)]
    read = StreamState.objects.filter(synced_at__isnull=False).values("source_id")
    due = Source.objects.filter(
        pk__in=read, connector__in=controlled, paused_at=None, disconnected_at=None
    )
    for source in due.order_by("pk"):
        delay = timedelta(seconds=1 + secrets.randbelow(_CONTROL_SPREAD_SECONDS))
        enqueue(
            "integrations.tasks.sync.control_source",
            source.pk,
            1,
            dedupe_key=str(source.pk),
            delay=delay,
        )
    return len(due)


def _sources_with_jobs() -> set[str]:
    jobs = Job.objects.filter(task__in=(SYNC, START), state__in=(JobState.QUEUED, JobState.RUNNING))
    keys = jobs.exclude(dedupe_key=None).values_list("dedupe_key", flat=True)
    # Reading a range again has a key of "<source>:<range>"; its end plans the next sync as well.
    return {str(key).partition(":")[0] for key in keys}
