"""Jobs commit with their cause, are done once, come back after a fall, and take turns."""

import subprocess
import sys
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerAway

from accounts.audit import record
from accounts.jobs import LeaseLost, cancel, enqueue, queue, retry
from accounts.jobs.celery_tasks import run_job
from accounts.jobs.endings import backoff
from accounts.jobs.lease import Lease, claim
from accounts.jobs.runner import run
from accounts.jobs.sweeper import Swept, sweep
from accounts.models import AuditEvent, Job, JobState, Workspace
from accounts.tenancy import inside
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase

Ring = tuple[UUID, UUID, str]
MARK = "tests.tasks.leave_mark"


@pytest.fixture
def cast(fresh_database: FreshDatabase, clean_cache: None) -> Cast:
    """The cast with real commits: what a job is about is what is left when others commit."""
    return make_cast()


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[Ring]:
    """What goes to the broker, in its order."""
    from accounts.jobs import sweeper

    heard: list[Ring] = []

    def ring(workspace_id: UUID, job_id: UUID, name: str) -> bool:
        heard.append((workspace_id, job_id, name))
        return True

    monkeypatch.setattr(queue, "ring", ring)
    monkeypatch.setattr(sweeper, "ring", ring)
    return heard


def ask(workspace: Workspace, task: str, *args: Any, **options: Any) -> UUID:
    with inside(workspace):
        job_id = enqueue(task, *args, **options)
    assert job_id is not None
    return job_id


def job(workspace: Workspace, job_id: UUID) -> Job:
    with inside(workspace):
        return Job.objects.get(pk=job_id)


def change(workspace: Workspace, job_id: UUID, **values: Any) -> None:
    with inside(workspace):
        Job.objects.filter(pk=job_id).update(**values)


def marks(workspace: Workspace) -> list[str]:
    with inside(workspace):
        events = AuditEvent.objects.filter(action="test.mark").order_by("seq")
        return list(events.values_list("target", flat=True))


def take(workspace: Workspace, job_id: UUID, seconds: int = 90, limit: int = 4) -> Lease | None:
    return claim(workspace.pk, job_id, seconds=seconds, running_limit=limit)


def lapse(workspace: Workspace, job_id: UUID) -> None:
    change(workspace, job_id, lease_until=timezone.now() - timedelta(seconds=1))


def together(*functions: Any) -> list[Any]:
    """Run at the same moment, each on a connection of its own; what they returned."""
    start, answers = Barrier(len(functions), timeout=20), []

    def one(function: Any) -> None:
        try:
            start.wait()
            answers.append(function())
        finally:
            connection.close()

    threads = [Thread(target=one, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(functions)
    return answers


# Putting in


def test_a_job_commits_with_its_cause_and_is_rung_after_it(cast: Cast, rings: list[Ring]) -> None:
    with inside(cast.acme):
        job_id = enqueue(MARK, "one")
        assert rings == []
    assert rings == [(cast.acme.pk, job_id, "sync")]
    assert run(cast.acme.pk, rings[0][1]) == JobState.DONE
    assert marks(cast.acme) == ["one"]


def test_a_cause_that_rolls_back_leaves_no_job_and_no_ring(cast: Cast, rings: list[Ring]) -> None:
    with inside(cast.acme):
        enqueue(MARK, "one")
        transaction.set_rollback(True)
    assert rings == []
    with inside(cast.acme):
        assert not Job.objects.exists()


def test_only_tasks_can_be_asked_for(cast: Cast) -> None:
    for name in ("os.system", "tests.tasks.record", "tests.tasks.nothing", "accounts.audit.record"):
        with inside(cast.acme), pytest.raises(LookupError):
            enqueue(name)


def test_equal_work_is_asked_for_once_however_many_ask(cast: Cast, rings: list[Ring]) -> None:
    def ask_too() -> UUID | None:
        with inside(cast.acme):
            return enqueue(MARK, "one", dedupe_key="source:1")

    answers = together(*[ask_too] * 6)
    assert len([answer for answer in answers if answer]) == 1
    assert len(rings) == 1
    assert run(cast.acme.pk, rings[0][1]) == JobState.DONE
    assert ask_too() is not None  # what is done does not stand in the way


def test_two_workspaces_may_use_the_same_key(cast: Cast, rings: list[Ring]) -> None:
    ask(cast.acme, MARK, "one", dedupe_key="source:1")
    ask(cast.rival, MARK, "two", dedupe_key="source:1")


def test_a_job_for_later_is_neither_rung_nor_taken_before_its_time(
    cast: Cast, rings: list[Ring]
) -> None:
    job_id = ask(cast.acme, MARK, "one", delay=timedelta(hours=1))
    sweep()
    assert rings == []
    assert run(cast.acme.pk, job_id) == "not claimed"
    change(cast.acme, job_id, run_after=timezone.now())
    sweep()
    assert [ring[1] for ring in rings] == [job_id]


# Taking, failing, coming back


def test_a_job_is_taken_by_one_of_many(cast: Cast, rings: list[Ring]) -> None:
    job_id = ask(cast.acme, MARK, "one")
    answers = together(*[lambda: run(cast.acme.pk, job_id)] * 5)
    assert sorted(answers) == [JobState.DONE, *["not claimed"] * 4]
    assert marks(cast.acme) == ["one"]


def test_the_batch_of_a_zombie_rolls_back(cast: Cast, rings: list[Ring]) -> None:
    job_id = ask(cast.acme, MARK, "one")
    zombie = take(cast.acme, job_id)
    assert zombie is not None
    lapse(cast.acme, job_id)
    successor = take(cast.acme, job_id)
    assert successor is not None
    assert successor.attempt == 2
    with pytest.raises(LeaseLost), zombie.batch():
        record("test.mark", "written by a zombie")
    assert zombie.end(JobState.DONE) is False
    with successor.batch():
        record("test.mark", "written by its successor")
    assert successor.end(JobState.DONE) is True
    assert marks(cast.acme) == ["written by its successor"]


def test_a_batch_that_outlasts_its_lease_is_left_alone(cast: Cast, rings: list[Ring]) -> None:
    """Its own renewal holds the row; nobody takes, rings or parks it, or waits for it."""
    job_id = ask(cast.acme, MARK, "one")
    first = take(cast.acme, job_id)
    assert first is not None
    for most in (8, 1):
        change(cast.acme, job_id, published_at=None, max_attempts=most)
        lapse(cast.acme, job_id)
        with first.batch():
            record("test.mark", "first")
            assert together(lambda: take(cast.acme, job_id)) == [None]
            assert sweep() == Swept(rung=0, parked=0)
    assert first.end(JobState.DONE) is True
    assert marks(cast.acme) == ["first", "first"]


def test_an_attempt_counts_before_its_work(cast: Cast, rings: list[Ring]) -> None:
    job_id = ask(cast.acme, MARK, "one")
    take(cast.acme, job_id)
    assert job(cast.acme, job_id).attempts == 1


def test_a_job_that_stops_its_worker_on_every_try_is_parked(cast: Cast, rings: list[Ring]) -> None:
    job_id = ask(cast.acme, "tests.tasks.die")
    for _ in range(3):
        assert take(cast.acme, job_id) is not None  # and then the process is gone
        lapse(cast.acme, job_id)
    assert take(cast.acme, job_id) is None
    assert sweep().parked == 1
    parked = job(cast.acme, job_id)
    assert (parked.state, parked.attempts) == (JobState.DEAD, 3)
    assert "stopped its worker" in parked.last_error


def test_an_error_is_tried_again_after_a_while_and_dies_in_the_end(
    cast: Cast, rings: list[Ring]
) -> None:
    job_id = ask(cast.acme, "tests.tasks.fail")
    for attempt in (1, 2):
        assert run(cast.acme.pk, job_id) == JobState.QUEUED
        waiting = job(cast.acme, job_id)
        assert waiting.attempts == attempt
        assert waiting.run_after > timezone.now()
        assert run(cast.acme.pk, job_id) == "not claimed"
        change(cast.acme, job_id, run_after=timezone.now())
    assert run(cast.acme.pk, job_id) == JobState.DEAD
    dead = job(cast.acme, job_id)
    assert dead.last_error == "ValueError in tests.tasks.fail"
    assert dead.finished_at is not None


def test_trouble_that_stays_is_not_tried_again(cast: Cast, rings: list[Ring]) -> None:
    job_id = ask(cast.acme, "tests.tasks.refuse")
    assert run(cast.acme.pk, job_id) == JobState.DEAD
    dead = job(cast.acme, job_id)
    assert dead.attempts == 1
    assert dead.last_error == "The vendor knows no such account. Connect it again."


def test_later_is_no_attempt(cast: Cast, rings: list[Ring]) -> None:
    job_id = ask(cast.acme, "tests.tasks.wait_for_vendor")
    for _ in range(5):  # max_attempts is 2
        assert run(cast.acme.pk, job_id) == JobState.QUEUED
        change(cast.acme, job_id, run_after=timezone.now())
    assert job(cast.acme, job_id).attempts == 0


def test_the_wait_grows_and_has_an_end() -> None:
    longest = [max(backoff(attempt) for _ in range(200)) for attempt in (1, 4, 8, 60)]
    assert longest[0] <= 4 < longest[1] <= 32 < longest[2] <= 512 < longest[3] <= 900
    assert min(backoff(60) for _ in range(200)) >= 0.5


def test_a_worker_never_starts_inside_a_workspace(cast: Cast, rings: list[Ring]) -> None:
    job_id = ask(cast.acme, MARK, "one")
    with inside(cast.acme), pytest.raises(RuntimeError, match="still inside"):
        run(cast.acme.pk, job_id)


def test_a_workspace_cannot_take_anothers_job(cast: Cast, rings: list[Ring]) -> None:
    job_id = ask(cast.acme, MARK, "one")
    assert run(cast.rival.pk, job_id) == "not claimed"
    assert marks(cast.rival) == []


# What people do


def test_what_is_cancelled_while_it_waits_is_not_run(cast: Cast, rings: list[Ring]) -> None:
    job_id = ask(cast.acme, MARK, "one", dedupe_key="source:1")
    with inside(cast.acme):
        assert cancel(MARK, "source:1") == 1
        assert cancel(MARK, "source:1") == 0
    assert run(cast.acme.pk, job_id) == "not claimed"
    assert marks(cast.acme) == []


def test_what_is_cancelled_while_it_runs_ends_at_its_next_batch(
    cast: Cast, rings: list[Ring]
) -> None:
    job_id = ask(cast.acme, MARK, "one", dedupe_key="source:1")
    lease = take(cast.acme, job_id)
    assert lease is not None
    with inside(cast.acme):
        cancel(MARK, "source:1")
    with pytest.raises(LeaseLost), lease.batch():
        record("test.mark", "one")
    assert lease.end(JobState.DONE) is False
    assert job(cast.acme, job_id).state == JobState.CANCELLED
    assert marks(cast.acme) == []


def test_a_dead_job_is_tried_again_with_all_its_attempts(cast: Cast, rings: list[Ring]) -> None:
    job_id = ask(cast.acme, "tests.tasks.refuse")
    run(cast.acme.pk, job_id)
    with inside(cast.acme):
        assert retry(Job.objects.get()) is True
    again = job(cast.acme, job_id)
    assert (again.state, again.attempts, again.finished_at) == (JobState.QUEUED, 0, None)
    assert [ring[1] for ring in rings] == [job_id, job_id]


def test_a_dead_job_whose_work_waits_again_already_stays_dead(
    cast: Cast, rings: list[Ring]
) -> None:
    dead_id = ask(cast.acme, "tests.tasks.refuse", dedupe_key="source:1")
    run(cast.acme.pk, dead_id)
    ask(cast.acme, "tests.tasks.refuse", dedupe_key="source:1")
    with inside(cast.acme):
        assert retry(Job.objects.get(pk=dead_id)) is False
        assert Job.objects.filter(state=JobState.QUEUED).count() == 1


# Taking turns


def test_no_workspace_runs_more_than_its_share_at_once(cast: Cast, rings: list[Ring]) -> None:
    jobs = [ask(cast.acme, MARK, str(number)) for number in range(6)]
    takers = [lambda job_id=job_id: take(cast.acme, job_id, limit=2) for job_id in jobs]
    leases = [lease for lease in together(*takers) if lease]
    assert len(leases) == 2
    assert take(cast.rival, ask(cast.rival, MARK, "theirs"), limit=2) is not None
    leases[0].end(JobState.DONE)
    waiting = next(job_id for job_id in jobs if job(cast.acme, job_id).state == "queued")
    assert take(cast.acme, waiting, limit=2) is not None


def test_a_full_queue_does_not_keep_another_queue_from_running(
    cast: Cast, rings: list[Ring]
) -> None:
    take(cast.acme, ask(cast.acme, MARK, "one"), limit=1)
    assert take(cast.acme, ask(cast.acme, MARK, "two"), limit=1) is None
    assert take(cast.acme, ask(cast.acme, MARK, "three", queue="mail"), limit=1) is not None


def fill(workspace: Workspace, count: int, name: str = "sync") -> None:
    rows = [
        Job(workspace=workspace, task=MARK, args=[str(number)], queue=name)
        for number in range(count)
    ]
    with inside(workspace):
        Job.objects.bulk_create(rows)


def test_a_workspace_with_2000_jobs_does_not_stand_before_the_others(
    cast: Cast, rings: list[Ring]
) -> None:
    fill(cast.acme, 2000)
    others = [Workspace.objects.create(slug=f"w{n}", name=f"W{n}") for n in range(5)]
    for workspace in others:
        fill(workspace, 3)
    assert sweep().rung == 23  # 8 of the large one, all 3 of each of the five others
    places = {ring[0]: place for place, ring in reversed(list(enumerate(rings)))}
    assert set(places) == {cast.acme.pk, *(workspace.pk for workspace in others)}
    rings.clear()
    sweep()
    assert rings == []  # what was rung and waits at the broker counts; nobody fills it


def test_the_large_one_goes_on_as_its_jobs_end(cast: Cast, rings: list[Ring]) -> None:
    fill(cast.acme, 30)
    sweep()
    ended = 0
    while rings:
        workspace_id, job_id, _ = rings.pop(0)
        ended += run(workspace_id, job_id) == JobState.DONE
    assert ended == 30  # with one sweep: each end rings for the next
    assert len(marks(cast.acme)) == 30


def test_who_asks_for_many_at_once_rings_for_the_first_few(cast: Cast, rings: list[Ring]) -> None:
    with inside(cast.acme):
        for number in range(40):
            enqueue(MARK, str(number))
    assert len(rings) == 8
    ask(cast.acme, MARK, "mail", queue="mail")
    assert rings[-1][2] == "mail"


def test_waiting_mail_is_swept_although_another_queue_is_long(
    cast: Cast, rings: list[Ring]
) -> None:
    fill(cast.acme, 200)
    sweep()
    fill(cast.acme, 1, "mail")
    sweep()
    assert rings[-1][2] == "mail"


def test_a_lapsed_job_is_rung_before_all_others(cast: Cast, rings: list[Ring]) -> None:
    job_id = ask(cast.acme, MARK, "one")
    take(cast.acme, job_id)
    lapse(cast.acme, job_id)
    fill(cast.rival, 50)
    rings.clear()
    sweep(limit=1)
    assert [ring[1] for ring in rings] == [job_id]


def test_two_sweeps_at_once_ring_once(cast: Cast, rings: list[Ring]) -> None:
    fill(cast.acme, 5)
    together(sweep_here, sweep_here)
    assert len(rings) == len(set(rings)) == 5


def sweep_here() -> int:
    from django.db import connections

    try:
        return sweep().rung
    finally:
        connections["dispatch"].close()


# Without a broker

_ASK_WITHOUT_BROKER = """
import django; django.setup()
from accounts.jobs import enqueue
from accounts.models import Workspace
from accounts.tenancy import inside
with inside(Workspace.objects.get(slug="acme")):
    enqueue("tests.tasks.leave_mark", "survived")
"""


def test_a_job_that_the_broker_does_not_take_is_rung_by_the_sweeper(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rung: list[str] = []
    brokers = [BrokerAway("no route"), None]

    def take(message: tuple[str, str], **_options: Any) -> None:
        if (problem := brokers.pop(0)) is not None:
            raise problem
        rung.append(message[1])

    monkeypatch.setattr(run_job, "apply_async", take)
    job_id = ask(cast.acme, MARK, "survived")
    assert "the sweeper will" in caplog.text
    assert sweep().rung == 1
    assert rung == [str(job_id)]


@pytest.mark.torture
def test_a_broker_that_is_away_loses_nothing(
    cast: Cast, fresh_database: FreshDatabase, settings: LazySettings, rings: list[Ring]
) -> None:
    away = {**fresh_database.env, "REDIS_URL": "redis://127.0.0.1:1/0"}
    done = subprocess.run(
        [sys.executable, "-c", _ASK_WITHOUT_BROKER],
        env=away,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "the sweeper will" in done.stderr
    assert sweep().rung == 1
    assert run(*rings[0][:2]) == JobState.DONE
    assert marks(cast.acme) == ["survived"]
