"""The first sync of contacts, e-mail hashed and surname sealed, against the same bytes unread."""

from __future__ import annotations

from datetime import datetime

import django

from benchmarks import Bench, Result, print_table
from sandbox.business.generate import Size
from sandbox.serving import running

BENCHMARK = "first sync of 100,000 contacts, hashed and sealed, against COPY and merge alone"
GOAL, MEMORY_GOAL = 0.25, 80
ROWS, ROUNDS = 100_000, 3
# Opted in, so that it is sealed; the limit stores it, and the e-mail, as it came.
_SEALED = ("LastName",)


def main(bench: Bench, rows: int = ROWS, rounds: int = ROUNDS) -> Result:
    """The median ratio of rows per second."""
    django.setup()
    from benchmarks.salesforce.contacts import make_contacts
    from benchmarks.salesforce.limit import Limit
    from benchmarks.salesforce.rounds import UNTIL, median, run_rounds, table_of

    print(f"Making a business of {rows:,} contacts ...", flush=True)
    folder = bench.folder / "sandbox-people"
    size = Size(leads=0, deals=2_000, until=datetime.fromisoformat(UNTIL))
    make_contacts(folder, size, rows)
    with running(folder, leads=size.leads, deals=size.deals, until=UNTIL, job_delay=0.0) as sandbox:
        limit = Limit("Contact", ("Email", *_SEALED), _SEALED)
        found = run_rounds(bench, sandbox, folder, limit, rounds)
    table = table_of(found, GOAL, MEMORY_GOAL)
    print_table(("", f"{found[0].ours.rows:,} rows"), [[*line] for line in table.items()])
    return Result(
        "sync_people",
        rows / median(found, lambda one: one.ours.seconds),
        rows / median(found, lambda one: one.limit.seconds),
        "rows/s",
        median(found, lambda one: one.ratio),
        f">= {GOAL}",
    )
