"""A restated window of campaign days: our difference against DELETE and INSERT, and ON CONFLICT."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg

from benchmarks import Bench, Result, print_table
from benchmarks.cpu import scheduled_seconds
from benchmarks.wal import leave_whole_pages_out, wal_bytes
from benchmarks.working import begin_as_worker

if TYPE_CHECKING:
    from benchmarks.ads.restating import Business

BENCHMARK = "28 restated days of 100,800 rows, 5 % changed, rollups kept, against the usual ways"
GOAL, WAL_GOAL = 2.0, 8.0
_MEGABYTE = 1e6


@dataclass(frozen=True)
class Cost:
    """What one round cost: CPU of the database and this process, time, write-ahead log."""

    cpu: float
    seconds: float
    wal: float


def main(bench: Bench, campaigns: int = 300, days: int = 90, rounds: int = 7) -> Result:
    """CPU of the better of the two usual ways / ours. The first round, which warms up, is left out.

    All three find the same rows staged; what is measured begins after that.
    """
    begin_as_worker()
    from analytics.rollups import find_differences
    from benchmarks.ads.restating import make_business, tell_anew
    from benchmarks.ads.ways import USUAL_WAYS, ours

    with psycopg.connect(bench.admin_url, autocommit=True) as admin:
        leave_whole_pages_out(admin)
        print(f"Making {campaigns * days * 12:,} campaign days ...", flush=True)
        business = make_business(admin, campaigns, days)
        ways: dict[str, Callable[[Any], None]] = {"ours": lambda _: ours(business)}
        for way in USUAL_WAYS:
            way.make(admin)
            ways[way.name] = partial(way.run, business)
        admin.execute("VACUUM ANALYZE")
        costs: dict[str, list[Cost]] = {name: [] for name in ways}
        rows = 0
        for round_ in range(rounds + 1):
            rows = tell_anew(admin, round_)
            for name in sorted(ways, key=lambda name: (round_ + len(name)) % 3):
                costs[name].append(_cost(admin, business, ways[name]))
        differing = _differing_rows(admin, business)
    from accounts.tenancy import inside

    with inside(business.workspace_id):
        lagging = find_differences()
    assert differing == 0, f"{differing} facts differ from what the platform told."
    assert not lagging, f"Rollups differ from a rebuild: {lagging}"
    return _result({name: found[1:] for name, found in costs.items()}, rows)


def _cost(admin: psycopg.Connection[Any], business: Business, way: Callable[[Any], None]) -> Cost:
    from benchmarks.ads.restating import staged

    with staged(business) as connection:
        backend = connection.connection.info.backend_pid
        cpu = time.process_time() + scheduled_seconds(backend)
        begin, written = time.perf_counter(), wal_bytes(admin)
        way(connection)
        cpu = time.process_time() + scheduled_seconds(backend) - cpu
        # The commit's own record is the same for all.
        return Cost(cpu, time.perf_counter() - begin, wal_bytes(admin) - written)


def _differing_rows(admin: psycopg.Connection[Any], business: Business) -> int:
    """Facts of ours in the window that are not what was told, in either direction."""
    values = 'campaign_id, "on", cut, impressions, clicks, spend_micros, conversions_micros'
    ours = f"""SELECT {values} FROM integrations_campaignday WHERE workspace_id = %(workspace)s
        AND "on" BETWEEN %(window)s AND %(last)s"""  # noqa: S608
    told = f"SELECT {values} FROM told"  # noqa: S608
    both = f"SELECT count(*) FROM (({ours} EXCEPT {told}) UNION ALL ({told} EXCEPT {ours})) d"  # noqa: S608
    ((rows,),) = admin.execute(both.encode(), business.names).fetchall()
    return int(rows)


def _result(costs: dict[str, list[Cost]], rows: int) -> Result:
    def middle(name: str, value: Callable[[Cost], float]) -> float:
        return statistics.median(value(cost) for cost in costs[name])

    cpu = {name: middle(name, lambda cost: cost.cpu) for name in costs}
    wal = {name: middle(name, lambda cost: cost.wal) / _MEGABYTE for name in costs}
    seconds = {name: middle(name, lambda cost: cost.seconds) for name in costs}
    titles = {
        "ours": "our difference, with revisions",
        "replaced": "DELETE and INSERT",
        "upserted": "INSERT ON CONFLICT DO UPDATE",
    }
    print_table(
        (f"{rows:,} rows staged", "CPU s", "CPU / ours", "s", "WAL MB", "WAL / ours"),
        [
            [titles[n], cpu[n], cpu[n] / cpu["ours"], seconds[n], wal[n], wal[n] / wal["ours"]]
            for n in costs
        ],
    )
    print(f"WAL of ON CONFLICT / ours: {wal['upserted'] / wal['ours']:.1f} (goal >= {WAL_GOAL})")
    print("Our facts equal what was told, and our rollups a rebuild, to the last micro.")
    other = min(cpu["replaced"], cpu["upserted"])
    return Result("sync_ads", cpu["ours"], other, "CPU s", other / cpu["ours"], f">= {GOAL}")
