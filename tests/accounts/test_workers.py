"""Real workers are killed in mid-job, and each piece of work is still done exactly once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import LazySettings

from accounts.jobs.sweeper import sweep
from accounts.models import Job, JobState, Workspace
from accounts.tenancy import inside
from tests.accounts.test_jobs import ask, job, marks
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase

Hire = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def cast(fresh_database: FreshDatabase, clean_cache: None) -> Cast:
    return make_cast()


@pytest.fixture
def hire(
    cast: Cast, fresh_database: FreshDatabase, settings: LazySettings, tmp_path: Path
) -> Iterator[Hire]:
    """Starts a worker of one process in a group of its own; all are gone at the end."""
    hired: list[subprocess.Popen[bytes]] = []
    words = ["celery", "-A", "proactivox", "worker", "-Q", "sync", "-c", "1", "--loglevel=INFO"]
    words += ["--without-gossip", "--without-mingle"]
    env = {**fresh_database.env, "JOB_LEASE_SECONDS": "2"}

    def start() -> "subprocess.Popen[bytes]":
        log = (tmp_path / f"worker{len(hired)}.log").open("wb")
        with log:
            worker = subprocess.Popen(
                [sys.executable, "-m", *words, f"--hostname=w{len(hired)}@test"],
                env=env,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        hired.append(worker)
        return worker

    yield start
    for worker in hired:
        kill(worker)


def kill(worker: "subprocess.Popen[bytes]") -> None:
    """Parent and pool child at once, without a word of warning."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def wait_until(is_true: Callable[[], bool], seconds: float = 60) -> None:
    """Sweep as beat would until it is true; fails when the time is over."""
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, "It did not come to pass."
        sweep()
        time.sleep(0.2)


def progress(workspace: Workspace, job_id: UUID) -> int:
    return int(job(workspace, job_id).progress.get("done", 0))


@pytest.mark.torture
def test_the_successor_of_a_killed_worker_finishes_exactly_once(cast: Cast, hire: Hire) -> None:
    worker = hire()
    job_id = ask(cast.acme, "tests.tasks.count_up", 30, 0.1)
    wait_until(lambda: progress(cast.acme, job_id) >= 5)
    kill(worker)
    done_by_first = progress(cast.acme, job_id)
    assert done_by_first < 30
    assert job(cast.acme, job_id).state == JobState.RUNNING
    hire()
    wait_until(lambda: job(cast.acme, job_id).state == JobState.DONE)
    assert marks(cast.acme) == [f"{job_id}:{number}" for number in range(30)]
    assert job(cast.acme, job_id).attempts == 2


@pytest.mark.torture
def test_poison_is_parked_and_the_worker_goes_on(cast: Cast, hire: Hire) -> None:
    poison = ask(cast.acme, "tests.tasks.die")
    hire()
    wait_until(lambda: job(cast.acme, poison).state == JobState.DEAD)
    assert job(cast.acme, poison).attempts == 3
    healthy = ask(cast.acme, "tests.tasks.leave_mark", "still here")
    wait_until(lambda: job(cast.acme, healthy).state == JobState.DONE)


@pytest.mark.torture
def test_many_kills_and_a_forgetful_broker_lose_and_repeat_nothing(
    cast: Cast, hire: Hire, clean_cache: None
) -> None:
    from django.core.cache import cache

    seed = int(os.environ.get("TORTURE_SEED", time.time()))
    print(f"seed {seed}")
    chance = random.Random(seed)
    workers = [hire() for _ in range(2)]
    jobs = [
        (workspace, ask(workspace, "tests.tasks.count_up", 3, 0.02))
        for workspace in (cast.acme, cast.rival)
        for _ in range(60)
    ]
    for _ in range(8):
        stop_at = time.monotonic() + chance.uniform(0.5, 4)
        while time.monotonic() < stop_at:
            sweep()
            time.sleep(0.2)
        unlucky = chance.randrange(len(workers))
        kill(workers[unlucky])
        if chance.random() < 0.4:
            cache.clear()  # FLUSHDB: the cache of the tests is their broker too
        workers[unlucky] = hire()
    wait_until(lambda: not _unfinished(cast), seconds=240)
    for workspace in (cast.acme, cast.rival):
        expected = {f"{j}:{n}" for w, j in jobs if w == workspace for n in range(3)}
        found = marks(workspace)
        assert len(found) == len(set(found)), "something was done twice"
        assert set(found) == expected


def _unfinished(cast: Cast) -> bool:
    for workspace in (cast.acme, cast.rival):
        with inside(workspace):
            if Job.objects.exclude(state=JobState.DONE).exists():
                return True
    return False
