"""Syncs sources, keeps their access alive and ends it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.jobs import Later, Lease, enqueue, job_task
from integrations.models import Source
from integrations.selectors.pacing import due_at
from integrations.services import access, controls, syncing

# A sync that took long ended long after it began: what is due so soon begins.
_EARLY = timedelta(minutes=5)


@job_task(queue="sync", max_attempts=20)
def sync_source(lease: Lease, source_id: str, from_at: str = "", to_at: str = "") -> None:
    """Bring a source up to date, or read what changed in a range (ISO moments) again."""
    syncing.sync_source(
        lease,
        source_id=UUID(source_id),
        from_at=datetime.fromisoformat(from_at) if from_at else None,
        to_at=datetime.fromisoformat(to_at) if to_at else None,
    )


@job_task(queue="backfill", max_attempts=20)
def backfill_source(lease: Lease, source_id: str) -> None:
    """Read the months before those that a sync reads."""
    syncing.backfill_source(lease, source_id=UUID(source_id))


@job_task(queue="backfill", max_attempts=20)
def take_census(lease: Lease, source_id: str) -> None:
    """Count all records of a source: once a week, and after a gap in the log of deletes."""
    syncing.take_census(lease, source_id=UUID(source_id))


@job_task(queue="backfill", max_attempts=20)
def refresh_formulas(lease: Lease, source_id: str) -> None:
    """Read picked formulas of all records again: every night, and when they were picked."""
    syncing.refresh_formulas(lease, source_id=UUID(source_id))


@job_task(queue="backfill")
def control_source(lease: Lease, source_id: str, look: int) -> None:
    """Compare the source's own sums with what is stored: every night, and after mending."""
    controls.control_source(lease, source_id=UUID(source_id), look=look)


@job_task(queue="interactive")
def start_sync(lease: Lease, source_id: str) -> None:
    """The start by itself: a job of its own, because a running sync cannot queue itself.

    What was planned by the pace of a larger plan waits for that of the present one.
    """
    with lease.batch():
        source = Source.objects.filter(pk=source_id).first()
        if source is not None and source.is_active:
            wait = due_at(source) - timezone.now()
            if wait > _EARLY:
                raise Later(wait, "the plan reads sources at a slower pace")
            enqueue("integrations.tasks.sync.sync_source", source.pk, dedupe_key=str(source.pk))


@job_task(queue="interactive")
def keep_alive(lease: Lease, source_id: str) -> None:
    """Use the refresh token once a week."""
    access.keep_alive(lease, source_id=UUID(source_id))


@job_task(queue="interactive", max_attempts=12)
def revoke_credential(lease: Lease, source_id: str) -> None:
    """Give the access back after a source was disconnected."""
    access.revoke_credential(lease, source_id=UUID(source_id))
