"""A night of many workspaces' monitors, from their rollups to their verdicts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from uuid import UUID

import psycopg

from benchmarks import Bench, MissingPiece, Result, print_table
from benchmarks.query_scale import set_up_django
from benchmarks.watching.kernel import measure_speed
from benchmarks.watching.nightly import Night

BENCHMARK = "20,000 series of 100 workspaces' monitors judged in a night, against the bare kernel"
GOAL, MEMORY_GOAL = 15_000, 150
WORKSPACES, CAMPAIGNS, DAYS = 100, 49, 400
_METRICS = ("spend", "clicks", "impressions", "cpc")


def main(bench: Bench, workspaces: int = WORKSPACES) -> Result:
    """Series a second of one core, of worker and database together."""
    set_up_django()
    with psycopg.connect(bench.admin_url, autocommit=True) as admin:
        print(f"Making {workspaces:,} workspaces of {CAMPAIGNS} campaigns ...", flush=True)
        made = _make(admin, workspaces)
    night = _night(bench, made)
    kernel = measure_speed()
    print_table(
        ("", "series", "series/s of a core", "s", "CPU worker", "CPU server", "peak MB"),
        [
            [
                "a night, from rollups to verdicts",
                night.series,
                night.series_a_second,
                night.seconds,
                night.worker,
                night.server,
                night.megabytes,
            ],
            ["the kernel alone", "", kernel.series_a_second, "", "", "", kernel.megabytes],
        ],
    )
    print(f"Memory goal <= {MEMORY_GOAL} MB")
    speed = night.series_a_second
    return Result("alerts", speed, kernel.series_a_second, "series/s", speed, f">= {GOAL}")


def _make(admin: psycopg.Connection, count: int) -> list[UUID]:
    from django.utils import timezone

    from accounts.models import User, Workspace
    from accounts.tenancy import inside
    from analytics.models import Monitor
    from analytics.monitors.definition import Definition
    from analytics.queries import Breakdown
    from benchmarks.dashboard import facts
    from benchmarks.dashboard.business import ALICE, make_empty_business
    from integrations.models import Source

    alice = User.objects.create_user(ALICE, name="Alice")
    made = []
    for number in range(count):
        business = make_empty_business(f"tenant-{number}", alice)
        facts.add(admin, business, facts.Size(CAMPAIGNS, 1, DAYS))
        # Days are made up to the server's yesterday, which is by UTC, as in Iceland all year.
        Workspace.objects.filter(pk=business.workspace.pk).update(time_zone="Atlantic/Reykjavik")
        with inside(business.workspace):
            ads = Source.objects.filter(pk__in=business.ads)
            ads.update(connector="google_ads", fresh_until=timezone.now())
            for metric in _METRICS:
                asked = Definition(kind="anomaly", metric=metric, by=Breakdown.CAMPAIGN)
                asked.put_on(Monitor(name=metric)).save(force_insert=True)
        made.append(business.workspace.pk)
    facts.settle(admin)
    return made


def _night(bench: Bench, workspaces: list[UUID]) -> Night:
    asked = {"workspaces": [str(one) for one in workspaces], "postmaster": bench.postmaster}
    words = [sys.executable, "-m", "benchmarks.watching.nightly", json.dumps(asked)]
    done = subprocess.run(words, env=os.environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingPiece(f"The night ended with {done.returncode}: {done.stderr[-400:]}")
    return Night(**json.loads(done.stdout.splitlines()[-1]))
