"""The overview's data over HTTP against its statements alone and a request that asks nothing."""

from __future__ import annotations

import os
import statistics
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from benchmarks import Bench, Result, print_table
from benchmarks.memory import resident_megabytes

if TYPE_CHECKING:
    from benchmarks.dashboard.business import Business

BENCHMARK = "overview data over HTTP against its bare SQL, at 1 and 10 million facts"
GOAL, BLOCKS_GOAL, MEMORY_GOAL = 1.5, 1.2, 120
_SETTINGS = "benchmarks.dashboard.settings"
# The product's other programs run, and have nothing to do.
_QUIET = {"SANDBOX_LEADS": "300", "JOB_SWEEP_SECONDS": "60"}
_ROUNDS, _WARM_UP = 300, 30


@dataclass(frozen=True)
class Measured:
    """Medians in milliseconds at one size, and blocks read per request."""

    facts: int
    http: float
    bare: float
    bare_planned: float
    nothing: float
    not_modified: float
    blocks: float
    blocks_of_nothing: float
    statements: int
    size: int

    @property
    def asked_blocks(self) -> float:
        return self.blocks - self.blocks_of_nothing

    @property
    def limit(self) -> float:
        return self.bare + self.nothing

    @property
    def ratio(self) -> float:
        return self.http / self.limit


def main(bench: Bench) -> Result:
    """The worst ratio of both sizes; the table says how the blocks grow."""
    _set_up_django()
    from benchmarks.dashboard.business import make_business
    from benchmarks.dashboard.facts import Size, fill

    with (
        psycopg.connect(bench.admin_url, autocommit=True) as admin,
        bench.run_product(DJANGO_SETTINGS_MODULE=_SETTINGS, **_QUIET) as product,
    ):
        admin.execute("CREATE EXTENSION pg_stat_statements")
        business = make_business(admin)
        found = []
        for size in (Size(campaigns=500, cuts=2), Size(campaigns=2_000, cuts=5)):
            print(f"Making {size.facts:,} campaign days ...", flush=True)
            fill(admin, business, size)
            found.append(_measure(product.url, bench, admin, business, size.facts))
        memory = resident_megabytes(product.parts["web"].pid)
    _print(found, memory)
    worst = max(found, key=lambda one: one.ratio)
    return Result("dashboard_query", worst.http, worst.limit, "ms", worst.ratio, f"<= {GOAL}")


def _set_up_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    # Statements are caught in this process, which serves no static files.
    warnings.filterwarnings("ignore", "No directory at")
    import django

    django.setup()


def _measure(
    url: str, bench: Bench, admin: psycopg.Connection, business: Business, facts: int
) -> Measured:
    from benchmarks.dashboard.asking import Browser
    from benchmarks.dashboard.blocks import count_blocks
    from benchmarks.dashboard.statements import BareConnection, statements_of, without

    slug = business.workspace.slug
    data, nothing = f"/w/{slug}/overview/data", f"/w/{slug}/nothing"
    asked = without(statements_of(business, data), statements_of(business, nothing))
    browser = Browser(url, business.session)
    sample = browser.get(data)
    app = bench.env["DATABASE_URL"]
    bare = BareConnection(app, business, prepare_after=5)
    planned = BareConnection(app, business, prepare_after=None)
    admin.execute("CHECKPOINT")
    times = _in_turn(
        {
            "http": lambda: browser.get(data).milliseconds,
            "bare": lambda: bare.run(asked),
            "bare_planned": lambda: planned.run(asked),
            "nothing": lambda: browser.get(nothing).milliseconds,
            "not_modified": lambda: browser.get(data, etag=sample.etag).milliseconds,
        }
    )
    return Measured(
        facts=facts,
        **times,
        blocks=count_blocks(admin, lambda: browser.get(data)),
        blocks_of_nothing=count_blocks(admin, lambda: browser.get(nothing)),
        statements=len(asked),
        size=len(sample.body),
    )


def _in_turn(clocks: dict[str, Callable[[], float]]) -> dict[str, float]:
    """The median of each, all of them once a round, so that a busy moment is shared."""
    times: dict[str, list[float]] = {name: [] for name in clocks}
    for round_ in range(_WARM_UP + _ROUNDS):
        for name, clock in clocks.items():
            took = clock()
            if round_ >= _WARM_UP:
                times[name].append(took)
    return {name: statistics.median(values) for name, values in times.items()}


def _print(found: list[Measured], memory: float) -> None:
    heads = ("", *(f"{one.facts:,} facts" for one in found))
    rows: dict[str, list[float]] = {
        "overview data over HTTP, p50 ms": [one.http for one in found],
        "its statements on a bare connection, p50 ms": [one.bare for one in found],
        "  the same, planned each time, p50 ms": [one.bare_planned for one in found],
        "a member's request that asks nothing, p50 ms": [one.nothing for one in found],
        "overview data not modified, p50 ms": [one.not_modified for one in found],
        f"ratio (goal <= {GOAL})": [one.ratio for one in found],
        "blocks read by the statements": [one.asked_blocks for one in found],
        "blocks read by the whole request": [one.blocks for one in found],
        "statements": [one.statements for one in found],
        "bytes of the answer": [one.size for one in found],
    }
    print_table(heads, [[name, *values] for name, values in rows.items()])
    few, many = found[0], found[-1]
    growth = many.asked_blocks / few.asked_blocks
    print(f"Blocks at {many.facts:,} / at {few.facts:,}: {growth:.2f} (goal <= {BLOCKS_GOAL})")
    print(f"Memory of the web's largest process: {memory:.0f} MB (goal <= {MEMORY_GOAL})")
