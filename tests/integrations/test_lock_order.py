"""Work that touches the same rows waits in one order, so that nobody is stopped by a deadlock."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection, connections

from accounts.jobs import enqueue
from accounts.jobs.lease import Lease, claim
from accounts.models import Job
from accounts.tenancy import inside
from analytics.rollups.lock import count_version, lock_rollups
from integrations.changes import Change, changing
from integrations.models import Source, SyncRun
from integrations.services import pause_source, rename_source, request_sync
from integrations.services.sources import SYNC
from integrations.versions import raise_version
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase

Beside = Callable[[Callable[[], object]], Future[None]]


@pytest.fixture
def cast(fresh_database: FreshDatabase, clean_cache: None) -> Cast:
    return make_cast()


@pytest.fixture
def aside(cast: Cast) -> Iterator[Beside]:
    """Starts work of Acme in a thread and a transaction of its own."""

    def work(change: Callable[[], object]) -> None:
        try:
            with inside(cast.acme):
                change()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        yield lambda change: pool.submit(work, change)


@pytest.fixture
def beside(aside: Beside, fresh_database: FreshDatabase) -> Beside:
    """The same, and comes back when the work waits for a lock."""

    def start(change: Callable[[], object]) -> Future[None]:
        begun = aside(change)
        _await_waiting(fresh_database)
        return begun

    return start


def _await_waiting(database: FreshDatabase) -> None:
    asked = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
        "AND wait_event_type = 'Lock'"
    )
    end = time.monotonic() + 30
    with psycopg.connect(database.urls["DATABASE_URL"], autocommit=True) as watcher:
        while watcher.execute(asked).fetchone() is None:
            assert time.monotonic() < end, "nobody waits for a lock"
            time.sleep(0.02)


def begin_sync(cast: Cast) -> tuple[Source, Lease]:
    """A source and a worker's hold on its sync."""
    with inside(cast.acme):
        source = Source.objects.create(connector="salesforce", name="Acme")
        job_id = enqueue(SYNC, source.pk, dedupe_key=str(source.pk))
    assert job_id is not None
    lease = claim(cast.acme.pk, job_id, seconds=60, running_limit=4)
    assert lease is not None
    return source, lease


def test_a_source_is_paused_while_its_worker_is_in_mid_batch(cast: Cast, beside: Beside) -> None:
    source, lease = begin_sync(cast)
    with lease.batch():
        paused = beside(lambda: pause_source(source_id=source.pk))
        raise_version()
    paused.result(30)
    with inside(cast.acme):
        assert Source.objects.get(pk=source.pk).paused_at is not None


def test_who_asks_for_what_runs_already_does_not_wait_for_its_batch(
    cast: Cast, aside: Beside
) -> None:
    source, lease = begin_sync(cast)
    with lease.batch():
        aside(lambda: request_sync(source_id=source.pk)).result(30)
    with inside(cast.acme):
        assert Job.objects.filter(task=SYNC).count() == 1


def test_a_batch_is_kept_while_somebody_changes_its_source(cast: Cast, aside: Beside) -> None:
    source, _lease = begin_sync(cast)
    with inside(cast.acme):
        rename_source(source_id=source.pk, name="Nordic")
        made = aside(lambda: SyncRun.objects.create(source_id=source.pk, kind="first"))
        made.result(30)


def test_whoever_changes_two_streams_waits_for_who_counts_before_the_first(
    cast: Cast, beside: Beside
) -> None:
    """As an erasure does for somebody who is a contact and a lead, while figures are loaded."""
    with inside(cast.acme):
        source = Source.objects.create(connector="salesforce", name="Acme")

    def change_both() -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE touched (external_id text) ON COMMIT DROP")
        for stream in ("Contact", "Lead"):
            with changing(Change(source.pk, stream, "touched")):
                pass

    with inside(cast.acme):
        lock_rollups()
        changed = beside(change_both)
        count_version()
    changed.result(30)
    cast.acme.refresh_from_db()
    assert cast.acme.data_version == 3
