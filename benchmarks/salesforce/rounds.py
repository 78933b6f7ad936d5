"""Ours and the limit in turn, into empty tables, as often as asked: a busy moment is shared."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from benchmarks import Bench, MissingPiece
from benchmarks.salesforce.limit import Cost, Limit, Reading
from benchmarks.salesforce.ours import Asked, Synced
from proactivox.launch.environment import SandboxAddresses
from proactivox.launch.places import ROOT
from sandbox.serving import Running

UNTIL = "2026-11-01T12:00:00+00:00"
SANDBOX_GOAL = 0.1
_EMPTIED = (
    "integrations_opportunity, integrations_contact, integrations_personfield, analytics_crmday"
)


@dataclass(frozen=True)
class Round:
    """One sync of ours and one run of the limit over the same bytes."""

    ours: Synced
    limit: Cost

    @property
    def ratio(self) -> float:
        """Rows per second of ours / of the limit."""
        return self.limit.seconds / self.ours.seconds

    @property
    def cpu_ratio(self) -> float:
        """The same by CPU of client and database."""
        return self.limit.cpu / (self.ours.worker_cpu + self.ours.server_cpu)


def run_rounds(
    bench: Bench, sandbox: Running, folder: Path, limit: Limit, rounds: int
) -> list[Round]:
    """So many rounds against a running sandbox, whose files lie in `folder`."""
    env = use(bench, sandbox, folder)
    found = []
    with psycopg.connect(bench.admin_url, autocommit=True) as admin:
        for number in range(rounds):
            admin.execute(f"TRUNCATE {_EMPTIED}".encode())
            limit.make(admin)
            admin.execute("CHECKPOINT")
            slug = f"acme-{folder.name}-{number}"
            asked = Asked(slug, limit.stream, bench.postmaster, limit.sealed)
            ours = run_ours(env, asked)
            admin.execute("CHECKPOINT")
            same = Reading(ours.rows, ours.soql, ours.instance_url, ours.token, ours.version)
            url = bench.env["DATABASE_URL"]
            found.append(Round(ours, limit.run(url, sandbox.ca_path, bench.postmaster, same)))
    return found


def use(bench: Bench, sandbox: Running, folder: Path) -> dict[str, str]:
    """The environment of programs that speak to this sandbox; this process gets it, too."""
    addresses = SandboxAddresses.read(folder)
    assert addresses is not None, sandbox.origin
    os.environ.update(addresses.environment)
    return {**bench.env, **addresses.environment}


def median(rounds: Sequence[Round], value: Callable[[Round], float]) -> float:
    """The middle one of a value over the rounds."""
    return statistics.median(value(one) for one in rounds)


def table_of(rounds: Sequence[Round], goal: float, memory_goal: float) -> dict[str, float]:
    """{what: how much} of the rounds, for people."""
    rows = rounds[0].ours.rows
    return {
        "rounds": len(rounds),
        "our first sync, rows/s": rows / median(rounds, lambda one: one.ours.seconds),
        "COPY and merge alone, rows/s": rows / median(rounds, lambda one: one.limit.seconds),
        f"ratio (goal >= {goal})": median(rounds, lambda one: one.ratio),
        "  the same by CPU of client and database": median(rounds, lambda one: one.cpu_ratio),
        f"peak memory of our worker, MB (goal <= {memory_goal})": max(
            one.ours.megabytes for one in rounds
        ),
        "  the same, connected and before the first row, MB": max(
            one.ours.megabytes_before for one in rounds
        ),
        "CPU seconds of our worker": median(rounds, lambda one: one.ours.worker_cpu),
        "CPU seconds of the database, ours": median(rounds, lambda one: one.ours.server_cpu),
        "CPU seconds of the limit, client and database": median(rounds, lambda one: one.limit.cpu),
        f"the sandbox's CPU of our time (goal <= {SANDBOX_GOAL})": median(
            rounds, lambda one: one.ours.sandbox_cpu / one.ours.seconds
        ),
    }


def run_ours(env: dict[str, str], asked: Asked) -> Synced:
    command = [sys.executable, "-m", "benchmarks.salesforce.ours", json.dumps(asdict(asked))]
    done = subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        raise MissingPiece("Our sync failed; its words are above.")
    return Synced(**json.loads(done.stdout.splitlines()[-1]))
