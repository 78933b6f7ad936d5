"""Rows lost, doubled and altered by our sync while its vendor fails and its workers are killed."""

from __future__ import annotations

import os
import random
import signal
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import django
import httpx

from benchmarks import Bench, Result, print_table
from proactivox.launch.places import ROOT
from sandbox.serving import Running, running

if TYPE_CHECKING:
    from benchmarks.faults.counting import Damage
    from benchmarks.faults.script import Story

BENCHMARK = "rows lost, doubled, altered under failures, cut connections and kill -9"
GOAL = "<= 0"
_LEASE = "2"
_KILLS = 2


@dataclass(frozen=True)
class Reader:
    """Acme's source, its workers, and the moments at which they are killed."""

    env: dict[str, str]
    workspace_id: UUID
    source_id: UUID
    chance: random.Random

    def read(self) -> None:
        """Work off the waiting sync; its first workers are killed after a random while."""
        from benchmarks.salesforce.connecting import finish

        job_id = self.job()
        for _ in range(_KILLS):
            words = [sys.executable, "-m", "benchmarks.salesforce.work"]
            words += [str(self.workspace_id), str(job_id)]
            worker = subprocess.Popen(words, cwd=ROOT, env=self.env, stderr=subprocess.DEVNULL)
            self._await_page(worker)
            time.sleep(self.chance.uniform(0.0, 0.6))
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        finish(self.workspace_id, job_id)

    def ask(self) -> None:
        """Have the next sync wait."""
        from accounts.tenancy import inside
        from integrations.services import request_sync

        with inside(self.workspace_id):
            request_sync(source_id=self.source_id)

    def job(self) -> UUID:
        from accounts.models import Job
        from accounts.tenancy import inside

        with inside(self.workspace_id):
            found = Job.objects.filter(task__endswith=".sync_source").order_by("-created_at")
            return UUID(str(found.values_list("pk", flat=True)[0]))

    def _await_page(self, worker: subprocess.Popen[bytes]) -> None:
        """Wait until the worker has begun to read, so that it is not killed while it starts."""
        end = time.monotonic() + 30
        before = self._pages()
        while worker.poll() is None and time.monotonic() < end and self._pages() == before:
            time.sleep(0.01)

    def _pages(self) -> int:
        from accounts.tenancy import inside
        from integrations.models import SyncSlice

        with inside(self.workspace_id):
            return sum(SyncSlice.objects.values_list("pages_loaded", flat=True))


def main(bench: Bench, deals: int = 8_000, seed: int = 7) -> Result:
    """All damage that is left when everything is calm again."""
    from benchmarks.salesforce.rounds import UNTIL, use

    folder = bench.folder / "sandbox-faults"
    with running(folder, leads=0, deals=deals, until=UNTIL) as sandbox:
        # Before the settings are read, which say where the vendors are.
        os.environ["JOB_LEASE_SECONDS"] = _LEASE
        env = use(bench, sandbox, folder) | {"JOB_LEASE_SECONDS": _LEASE}
        django.setup()
        damage = _ours(env, sandbox, seed)
    print_table(
        ("reader", "rows", "lost", "doubled", "altered"),
        [["ours", damage.rows, damage.lost, damage.doubled, damage.altered]],
    )
    return Result("sync_faults", damage.total, 0, "rows", damage.total, GOAL)


def _ours(env: dict[str, str], sandbox: Running, seed: int) -> Damage:
    from accounts.tenancy import inside
    from benchmarks.faults.counting import count_damage, stored_deals
    from benchmarks.faults.script import ACTS, Story
    from benchmarks.salesforce.connecting import connect

    chance = random.Random(seed)  # noqa: S311
    story = Story(sandbox.control, chance)
    context = ssl.create_default_context(cafile=sandbox.ca_path)
    with httpx.Client(verify=context, trust_env=False, timeout=60) as http:
        acme, source = connect(http, "acme")
    reader = Reader(env, acme, source, chance)
    _prefer_bulk(reader)
    story.begin()
    for number, (title, faults) in enumerate(ACTS):
        print(f"Act {number + 1}: {title}; {_KILLS} workers are killed", flush=True)
        if number:
            story.go_on(600)
            story.wait(1800.0)
            reader.ask()
        for fault in faults:
            sandbox.control.fault(**fault)
        reader.read()
    hits = sum(int(fault["hits"]) for fault in sandbox.control.faults())
    print(f"{hits} requests failed, {_KILLS * len(ACTS)} workers were killed.")
    story.calm()
    _read_calmly(reader, story)
    with inside(acme):
        return count_damage(sandbox.control, stored_deals())


def _prefer_bulk(reader: Reader) -> None:
    from accounts.tenancy import inside
    from integrations.models import Source

    with inside(reader.workspace_id):
        Source.objects.update(options={"bulk_from": 500})


def _read_calmly(reader: Reader, story: Story) -> None:
    """Twice, because the horizon leaves the youngest rows to the next sync."""
    from benchmarks.salesforce.connecting import finish

    for _ in range(2):
        story.wait(1800.0)
        reader.ask()
        finish(reader.workspace_id, reader.job())
