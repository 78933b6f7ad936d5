"""The first sync of opportunities against streaming the same bytes into COPY and merging."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django

from benchmarks import Bench, Result, print_table
from sandbox.serving import running

if TYPE_CHECKING:
    from benchmarks.salesforce.rounds import Round

BENCHMARK = "first sync of 100,000 and 1,000,000 opportunities against COPY and merge alone"
GOAL, MEMORY_GOAL = 0.7, 80
# rows: rounds. What a small one lacks in length it makes up by more of them.
SIZES = {100_000: 5, 1_000_000: 1}


def main(bench: Bench, sizes: dict[int, int] = SIZES) -> Result:
    """The worst ratio of both sizes."""
    # The limit reads the product's mapping: which columns, and how each is typed.
    django.setup()
    from benchmarks.salesforce.rounds import median, table_of

    found = [_measure(bench, rows, rounds) for rows, rounds in sizes.items()]
    tables = [table_of(rounds, GOAL, MEMORY_GOAL) for rounds in found]
    heads = ("", *(f"{rounds[0].ours.rows:,} rows" for rounds in found))
    print_table(heads, [[name, *(table[name] for table in tables)] for name in tables[0]])
    worst = min(found, key=lambda rounds: median(rounds, lambda one: one.ratio))
    rows = worst[0].ours.rows
    return Result(
        "sync_salesforce",
        rows / median(worst, lambda one: one.ours.seconds),
        rows / median(worst, lambda one: one.limit.seconds),
        "rows/s",
        median(worst, lambda one: one.ratio),
        f">= {GOAL}",
    )


def _measure(bench: Bench, rows: int, rounds: int) -> list[Round]:
    from benchmarks.salesforce.limit import Limit
    from benchmarks.salesforce.rounds import UNTIL, run_rounds

    print(f"Making a business of {rows:,} opportunities ...", flush=True)
    folder = bench.folder / f"sandbox-{rows}"
    with running(folder, leads=0, deals=rows, until=UNTIL, job_delay=0.0) as sandbox:
        return run_rounds(bench, sandbox, folder, Limit("Opportunity"), rounds)
