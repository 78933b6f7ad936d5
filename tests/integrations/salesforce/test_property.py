"""Whatever happens to an organisation's records, in the end our tables equal them."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from accounts.jobs import enqueue
from accounts.models import Job, JobState
from accounts.tenancy import inside
from analytics.rollups import find_differences
from integrations.models import MergedRecord, Source
from sandbox.serving import Running
from tests.budget import Budget, at_length
from tests.cast import Cast
from tests.integrations.salesforce.comparing import differences
from tests.integrations.salesforce.storms import Storm
from tests.integrations.salesforce.test_killed import Scene, scene
from tests.integrations.working import work_off

__all__ = ["scene"]
_SYNC, _COUNT = "integrations.tasks.sync.sync_source", "integrations.tasks.sync.take_census"


def ask(cast: Cast, source: Source, task: str) -> None:
    """A job for now, whatever waits for later."""
    with inside(cast.acme):
        Job.objects.filter(task=task, state=JobState.QUEUED).delete()
        enqueue(task, source.pk, dedupe_key=str(source.pk))


def settle(cast: Cast, source: Source, storm: Storm, work: Callable[[str], object]) -> None:
    """After the storm: a sync, a count of all records, and nothing differs."""
    storm.calm()
    for task in (_SYNC, _COUNT):
        ask(cast, source, task)
        work(task.rpartition(".")[2])
    with inside(cast.acme):
        found = differences(source, storm.control)
        assert not found, "\n".join([*told(found), *storm.told])
        assert unknown_merges(storm) == {}, storm.told
        assert find_differences() == [], storm.told


def unknown_merges(storm: Storm) -> dict[str, tuple[str, str | None]]:
    """{loser: (winner, ours)} of merges in the organisation's bin that the map does not know."""
    ours = dict(MergedRecord.objects.values_list("external_id", "winner_external_id"))
    theirs = {
        row["Id"]: row["MasterRecordId"]
        for name in ("Account", "Contact", "Lead")
        for row in storm.control.records(name, deleted=True, fields="Id,MasterRecordId")
        if row["MasterRecordId"]
    }
    return {lost: (won, ours.get(lost)) for lost, won in theirs.items() if ours.get(lost) != won}


def told(found: dict[str, dict[str, Any]]) -> list[str]:
    """What differs, column by column: ours, theirs."""
    return [
        f"{name} {key}: {difference(ours, theirs)}"
        for name, rows in found.items()
        for key, (ours, theirs) in list(rows.items())[:5]
    ]


def difference(ours: dict[str, Any] | None, theirs: dict[str, Any] | None) -> str:
    if ours is None or theirs is None:
        return "only theirs" if ours is None else "only ours"
    return str({key: (ours[key], theirs[key]) for key in ours if ours[key] != theirs[key]})


@pytest.mark.parametrize(("seed", "gusts"), [(1, 1), *at_length((1, 3), (2, 3))])
def test_after_a_storm_the_tables_equal_the_organisation(
    cast: Cast, salesforce: Running, synced: Source, seed: int, gusts: int
) -> None:
    storm = Storm(salesforce.control, random.Random(seed))
    with inside(cast.acme):
        Source.objects.update(options={"bulk_from": 150})
    salesforce.control.settings(page_rows=80, bulk_page_rows=120, job_delay=0.05)

    def work(task: str) -> list[str]:
        return work_off(cast.acme.pk, task=task)

    for _ in range(gusts):
        storm.blow(15)
        storm.wait()
        storm.trouble()
        ask(cast, synced, _SYNC)
        work("sync_source")
    settle(cast, synced, storm, work)


@pytest.mark.torture
def test_storms_with_workers_killed_at_any_moment(scene: Scene, budget: Budget) -> None:
    storm = Storm(scene.salesforce.control, budget.chance)
    scene.salesforce.control.settings(page_rows=80, bulk_page_rows=60, job_delay=0.05)
    scene.finish()
    for _ in budget.rounds():
        storm.told.clear()
        for _step in range(3):
            storm.blow(storm.chance.randint(1, 30))
            storm.wait()
            storm.trouble(4)
            work_through(scene, _SYNC, kills=storm.chance.randint(0, 2), chance=storm.chance)
        settle(
            scene.cast,
            scene.source,
            storm,
            lambda task: work_through(
                scene, f"integrations.tasks.sync.{task}", kills=0, chance=storm.chance
            ),
        )


def work_through(scene: Scene, task: str, *, kills: int, chance: random.Random) -> None:
    """A new job of a task, begun by workers that are killed, ended by one that is not."""
    ask(scene.cast, scene.source, task)
    with inside(scene.cast.acme):
        job = Job.objects.get(task=task, state=JobState.QUEUED)
    for _ in range(kills):
        worker = scene.start_worker(job.pk)
        time.sleep(chance.uniform(0.6, 2.5))
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    scene.finish(job.pk)
