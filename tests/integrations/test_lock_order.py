"""Work that touches the same rows waits in one order, so that nobody is stopped by a deadlock."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection, connections

from accounts.jobs import enqueue
from accounts.jobs.lease import claim
from accounts.tenancy import inside
from analytics.rollups.lock import count_version, lock_rollups
from integrations.changes import Change, changing
from integrations.models import Source
from integrations.services import pause_source
from integrations.services.sources import SYNC
from integrations.versions import raise_version
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase

Beside = Callable[[Callable[[], None]], Future[None]]


@pytest.fixture
def cast(fresh_database: FreshDatabase, clean_cache: None) -> Cast:
    return make_cast()


@pytest.fixture
def beside(cast: Cast, fresh_database: FreshDatabase) -> Iterator[Beside]:
    """Starts work of Acme in a thread of its own, and comes back when it waits for a lock."""
    with ThreadPoolExecutor(1) as pool:

        def work(change: Callable[[], None]) -> None:
            try:
                with inside(cast.acme):
                    change()
            finally:
                connections.close_all()

        def start(change: Callable[[], None]) -> Future[None]:
            begun = pool.submit(work, change)
            _await_waiting(fresh_database)
            return begun

        yield start


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


def test_a_source_is_paused_while_its_worker_is_in_mid_batch(cast: Cast, beside: Beside) -> None:
    with inside(cast.acme):
        source = Source.objects.create(connector="salesforce", name="Acme")
        job_id = enqueue(SYNC, source.pk, dedupe_key=str(source.pk))
    assert job_id is not None
    lease = claim(cast.acme.pk, job_id, seconds=60, running_limit=4)
    assert lease is not None
    with lease.batch():
        paused = beside(lambda: pause_source(source_id=source.pk))
        raise_version()
    paused.result(30)
    with inside(cast.acme):
        assert Source.objects.get(pk=source.pk).paused_at is not None


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
