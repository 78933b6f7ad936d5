"""Our reader: Acme's source, workers of its own that are killed, and a successor each time."""

from __future__ import annotations

import os
import random
import signal
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from uuid import UUID

import httpx

from benchmarks.faults.counting import Deal
from benchmarks.faults.script import KILLS
from benchmarks.salesforce.connecting import connect, finish
from proactivox.launch.places import ROOT
from sandbox.serving import Running


@dataclass(frozen=True)
class Reader:
    """Acme's source, its workers, and the moments at which they are killed."""

    env: dict[str, str]
    workspace_id: UUID
    source_id: UUID
    chance: random.Random

    def read(self) -> None:
        """Work off the waiting sync; its first workers are killed after a random while."""
        job_id = self._job()
        for _ in range(KILLS):
            words = [sys.executable, "-m", "benchmarks.salesforce.work"]
            words += [str(self.workspace_id), str(job_id)]
            worker = subprocess.Popen(words, cwd=ROOT, env=self.env, stderr=subprocess.DEVNULL)
            self._await_page(worker)
            time.sleep(self.chance.uniform(0.0, 0.6))
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        finish(self.workspace_id, job_id)

    def ask(self) -> None:
        """Have the next sync wait; the first one waits since the source was connected."""
        from accounts.tenancy import inside
        from integrations.services import request_sync

        with inside(self.workspace_id):
            request_sync(source_id=self.source_id)

    def read_calmly(self) -> None:
        """Ask, and read without a kill."""
        self.ask()
        finish(self.workspace_id, self._job())

    def deals(self) -> list[tuple[str, Deal]]:
        """What the product holds and shows."""
        from accounts.tenancy import inside
        from benchmarks.faults.counting import stored_deals

        with inside(self.workspace_id):
            return stored_deals()

    def _job(self) -> UUID:
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


def connect_reader(env: dict[str, str], sandbox: Running, chance: random.Random) -> Reader:
    """Connected by the consent page; it reads by Bulk, in the small pages of the story."""
    from accounts.tenancy import inside
    from integrations.models import Source

    context = ssl.create_default_context(cafile=sandbox.ca_path)
    with httpx.Client(verify=context, trust_env=False, timeout=60) as http:
        acme, source = connect(http, "acme")
    with inside(acme):
        Source.objects.update(options={"bulk_from": 500})
    return Reader(env, acme, source, chance)
