"""The first sync of opportunities against streaming the same bytes into COPY and merging."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
import psycopg

from benchmarks import Bench, MissingPiece, Result, print_table
from proactivox.embedded.postgres import SUPERUSER
from proactivox.launch.environment import SandboxAddresses
from proactivox.launch.places import ROOT
from sandbox.serving import Running, running

BENCHMARK = "first sync of 100,000 and 1,000,000 opportunities against COPY and merge alone"
GOAL, SANDBOX_GOAL, MEMORY_GOAL = 0.7, 0.1, 80
_SIZES = (100_000, 1_000_000)
_UNTIL = "2026-11-01T12:00:00+00:00"


@dataclass(frozen=True)
class Measured:
    """One size: rows per second of both, our worker's memory and CPU, the sandbox's share."""

    rows: int
    ours: float
    limit: float
    megabytes_before: float
    megabytes: float
    worker_cpu: float
    sandbox_share: float

    @property
    def ratio(self) -> float:
        return self.ours / self.limit


def main(bench: Bench) -> Result:
    """The worst ratio of both sizes."""
    # The limit reads the product's mapping: which columns, and how each is typed.
    django.setup()
    found = [_measure(bench, rows) for rows in _SIZES]
    _print(found)
    worst = min(found, key=lambda one: one.ratio)
    return Result("sync_salesforce", worst.ours, worst.limit, "rows/s", worst.ratio, f">= {GOAL}")


def _measure(bench: Bench, rows: int) -> Measured:
    from benchmarks.salesforce.limit import MAKE, run_limit
    from benchmarks.salesforce.ours import Synced

    print(f"Making a business of {rows:,} opportunities ...", flush=True)
    folder = bench.folder / f"sandbox-{rows}"
    with running(folder, leads=0, deals=rows, until=_UNTIL, job_delay=0.0) as sandbox:
        env = {**bench.env, **_addresses(folder, sandbox)}
        os.environ.update(env)
        synced = Synced(**_run_ours(env, f"acme-{rows}"))
        with psycopg.connect(
            bench.servers.postgres.url(SUPERUSER, "proactivox"), autocommit=True
        ) as admin:
            for statement in (*MAKE, "CHECKPOINT"):
                admin.execute(statement)
        limit = run_limit(bench.env["DATABASE_URL"], sandbox.ca_path, synced)
    return Measured(
        rows=synced.rows,
        ours=synced.rows / synced.seconds,
        limit=synced.rows / limit,
        megabytes_before=synced.megabytes_before,
        megabytes=synced.megabytes,
        worker_cpu=synced.cpu_seconds,
        sandbox_share=synced.sandbox_cpu_seconds / synced.seconds,
    )


def _run_ours(env: dict[str, str], slug: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.salesforce.ours", slug]
    done = subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        raise MissingPiece("Our sync failed; its words are above.")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _addresses(folder: Path, sandbox: Running) -> dict[str, str]:
    addresses = SandboxAddresses.read(folder)
    assert addresses is not None, sandbox.origin
    return addresses.environment


def _print(found: list[Measured]) -> None:
    rows: dict[str, list[float]] = {
        "our first sync, rows/s": [one.ours for one in found],
        "COPY and merge alone, rows/s": [one.limit for one in found],
        f"ratio (goal >= {GOAL})": [one.ratio for one in found],
        f"peak memory of our worker, MB (goal <= {MEMORY_GOAL})": [one.megabytes for one in found],
        "  the same, connected and before the first row, MB": [
            one.megabytes_before for one in found
        ],
        "CPU seconds of our worker": [one.worker_cpu for one in found],
        f"the sandbox's CPU of our time (goal <= {SANDBOX_GOAL})": [
            one.sandbox_share for one in found
        ],
    }
    heads = ("", *(f"{one.rows:,} rows" for one in found))
    print_table(heads, [[name, *values] for name, values in rows.items()])
