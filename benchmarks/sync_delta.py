"""Following 0, 1 and 10 % of the deals against loading only the changed rows by COPY and merge."""

from __future__ import annotations

import ssl
import statistics
from typing import TYPE_CHECKING, Any

import httpx
import psycopg

from benchmarks import Bench, Result, print_table
from benchmarks.wal import leave_whole_pages_out
from benchmarks.working import begin_as_worker
from sandbox.serving import Running, running

if TYPE_CHECKING:
    from benchmarks.salesforce.changing import Followed, Organisation
    from benchmarks.salesforce.limit import Cost, Limit

BENCHMARK = "following 0, 1 and 10 % changed of 500,000 opportunities, against those rows alone"
GOAL, WAL_GOAL = 1.5, 64_000
_SHARES = (0.01, 0.10)
Pair = tuple["Followed", "Cost"]


def main(bench: Bench, rows: int = 500_000, rounds: int = 3) -> Result:
    """The worse ratio of CPU, ours / loading only the changed rows, at 1 and 10 % changed.

    Both tables hold all rows beforehand. Ours is the whole job: what the source looks like now, its
    deletes, the rows, the rollups. The limit asks for the same rows by the same query.
    """
    from benchmarks.salesforce.rounds import UNTIL, use

    print(f"Making a business of {rows:,} opportunities, and reading it ...", flush=True)
    folder = bench.folder / "sandbox-delta"
    with (
        running(folder, leads=0, deals=rows, until=UNTIL, job_delay=0.0) as sandbox,
        psycopg.connect(bench.admin_url, autocommit=True) as admin,
    ):
        # Before the settings are read, which say where the vendors are.
        use(bench, sandbox, folder)
        begin_as_worker()
        return _measured(bench, sandbox, admin, rows, rounds)


def _measured(
    bench: Bench, sandbox: Running, admin: psycopg.Connection[Any], rows: int, rounds: int
) -> Result:
    from benchmarks.salesforce.changing import Organisation
    from benchmarks.salesforce.connecting import connect
    from benchmarks.salesforce.limit import Limit

    limit = Limit("Opportunity")
    limit.make(admin)
    leave_whole_pages_out(admin)
    context = ssl.create_default_context(cafile=sandbox.ca_path)
    with httpx.Client(verify=context, trust_env=False, timeout=300) as http:
        acme, source = connect(http, "acme")
        organisation = Organisation(sandbox.control, acme, source, bench.postmaster, admin)
        first = organisation.first_sync(http)
    assert first.rows == rows, first.rows
    _load_alone(bench, sandbox, organisation, limit, first)
    admin.execute("VACUUM ANALYZE")
    organisation.sync()
    nothing = [organisation.sync() for _ in range(rounds)]
    found: dict[float, list[Pair]] = {share: [] for share in _SHARES}
    for _ in range(rounds):
        for share, pairs in found.items():
            organisation.change(int(rows * share))
            ours = organisation.sync()
            assert ours.rows == int(rows * share), ours.rows
            pairs.append((ours, _load_alone(bench, sandbox, organisation, limit, ours)))
    return _result(rows, nothing, found)


def _load_alone(
    bench: Bench, sandbox: Running, organisation: Organisation, limit: Limit, ours: Followed
) -> Cost:
    from benchmarks.salesforce.limit import Reading
    from integrations.connectors.salesforce import API_VERSION
    from integrations.credentials import StoredTokens

    token = StoredTokens(organisation.workspace_id, organisation.source_id).current()
    reading = Reading(ours.rows, ours.soql, token.instance_url, token.access, API_VERSION)
    url = bench.env["DATABASE_URL"]
    return limit.run(url, sandbox.ca_path, bench.postmaster, reading)


def _result(rows: int, nothing: list[Followed], found: dict[float, list[Pair]]) -> Result:
    table: list[list[object]] = []
    wal = statistics.median(one.wal for one in nothing)
    idle = statistics.median(one.cpu for one in nothing)
    table.append(["0 %", 0, idle, 0.0, "", wal / 1000])
    ratios = {}
    for share, pairs in found.items():
        ours = statistics.median(one.cpu for one, _ in pairs)
        other = statistics.median(cost.cpu for _, cost in pairs)
        ratios[share] = (statistics.median(o.cpu / c.cpu for o, c in pairs), ours, other)
        written = statistics.median(one.wal for one, _ in pairs) / 1000
        name = f"{share:.0%}".replace("%", " %")
        table.append([name, int(rows * share), ours, other, ratios[share][0], written])
    heads = ("changed", "rows", "our CPU s", "those rows alone, CPU s", "ratio", "our WAL kB")
    print_table(heads, table)
    print(f"WAL of a sync that finds nothing: {wal / 1000:.1f} kB (goal <= {WAL_GOAL / 1000:.0f})")
    ratio, ours, other = max(ratios.values())
    return Result("sync_delta", ours, other, "CPU s", ratio, f"<= {GOAL}")
