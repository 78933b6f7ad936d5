"""A workspace with five hundred sources keeps one with two from nothing."""

from __future__ import annotations

import pytest

from accounts.jobs import enqueue
from accounts.jobs.sweeper import sweep
from accounts.models import Job, Workspace
from accounts.tenancy import inside, new_id
from integrations.models import Source
from integrations.services.sources import BACKFILL, SYNC
from tests.cast import make_cast
from tests.databases import FreshDatabase

_PLACES = 8


def ask(workspace: Workspace, count: int) -> None:
    """So many sources whose sync and backfill are due."""
    with inside(workspace):
        rows = [
            Source(id=new_id(), workspace=workspace, connector="google_ads", name=f"Source {n}")
            for n in range(count)
        ]
        Source.objects.bulk_create(rows)
        for row in rows:
            for task in (SYNC, BACKFILL):
                enqueue(task, row.pk, dedupe_key=str(row.pk))
        Job.objects.update(published_at=None)


def rung(workspace: Workspace, queue: str) -> int:
    with inside(workspace):
        return Job.objects.filter(queue=queue, published_at__isnull=False).count()


@pytest.mark.usefixtures("fresh_database")
def test_five_hundred_sources_do_not_delay_two(fresh_database: FreshDatabase) -> None:
    cast = make_cast()
    ask(cast.acme, 500)
    ask(cast.rival, 2)
    sweep()
    for queue in ("sync", "backfill"):
        assert rung(cast.rival, queue) == 2, queue
        assert 0 < rung(cast.acme, queue) <= _PLACES, queue
