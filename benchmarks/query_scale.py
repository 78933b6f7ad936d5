"""The explorer's questions over HTTP against their statements alone, and how their time grows."""

from __future__ import annotations

import argparse
import os
import warnings
from typing import TYPE_CHECKING

import psycopg

from benchmarks import Bench, Result, print_table
from benchmarks.memory import resident_megabytes

if TYPE_CHECKING:
    from benchmarks.dashboard.business import Business
    from benchmarks.exploring.many import Place
    from benchmarks.exploring.timing import Timed

BENCHMARK = "the explorer's worst question against its bare SQL; how time grows with facts"
OPTIONS = "--full"
GOAL, TENANTS_GOAL = 1.5, 0.05
SETTINGS = "benchmarks.dashboard.settings"
_QUIET = {"SANDBOX_LEADS": "300", "JOB_SWEEP_SECONDS": "60"}
# Of the 200 workspaces, those that are asked: ranks.
_ASKED = (1, 4, 20, 200)


def main(bench: Bench, words: list[str]) -> Result:
    """The ratio of the slowest question in the largest workspace; tables say the rest."""
    parser = argparse.ArgumentParser(prog="./run bench query_scale")
    parser.add_argument("--full", action="store_true", help="50,000,000 facts in 200 workspaces")
    is_full = parser.parse_args(words).full
    set_up_django()
    from benchmarks.dashboard.business import make_business

    with (
        psycopg.connect(bench.admin_url, autocommit=True) as admin,
        bench.run_product(DJANGO_SETTINGS_MODULE=SETTINGS, **_QUIET) as product,
    ):
        scene = _Scene(bench, admin, make_business(admin), product.url)
        worst = scene.many() if is_full else scene.two_sizes()
        memory = resident_megabytes(product.parts["web"].pid)
    print(f"Memory of the web's largest process: {memory:.0f} MB")
    return Result("query_scale", worst.http, worst.limit, "ms", worst.ratio, f"<= {GOAL}")


def set_up_django() -> None:
    """In this process, with one more address at which a member asks nothing."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    # Statements are caught in this process, which serves no static files.
    warnings.filterwarnings("ignore", "No directory at")
    import django

    django.setup()


class _Scene:
    """The running product and the business that is asked first."""

    def __init__(
        self, bench: Bench, admin: psycopg.Connection, business: Business, url: str
    ) -> None:
        self._bench, self._admin, self._business, self._url = bench, admin, business, url

    def two_sizes(self) -> Timed:
        """One workspace at 500,000 and at 5,000,000 campaign days."""
        from benchmarks.dashboard.facts import Size, fill

        found: dict[int, list[Timed]] = {}
        for size in (Size(campaigns=250, cuts=2), Size(campaigns=1_250, cuts=4)):
            print(f"Making {size.facts:,} campaign days ...", flush=True)
            fill(self._admin, self._business, size)
            found[size.facts] = self._ask(self._business)
        _print(found)
        return _worst(found[max(found)])

    def many(self) -> Timed:
        """50,000,000 campaign days of 200 workspaces; the largest is asked alone first."""
        from benchmarks.dashboard.facts import settle
        from benchmarks.exploring.many import make_places, sizes

        wanted = sizes()
        facts = sum(size.facts for size in wanted)
        print(f"Making {facts:,} campaign days of {len(wanted)} workspaces ...", flush=True)
        places: dict[int, Place] = {}
        alone: list[Timed] = []
        for place in make_places(self._admin, self._business, wanted):
            places[place.rank] = place
            if place.rank == 1:
                settle(self._admin)
                alone = self._ask(place.business)
            if place.rank % 20 == 0:
                print(f"  {place.rank} workspaces", flush=True)
        settle(self._admin)
        found = {places[rank].size.facts: self._ask(places[rank].business) for rank in _ASKED}
        _print(found)
        _print_tenants(alone, found[max(found)], len(wanted))
        return _worst(found[max(found)])

    def _ask(self, business: Business) -> list[Timed]:
        from accounts.tenancy import inside
        from analytics.rollups import assign_channels
        from benchmarks.exploring.questions import QUESTIONS
        from benchmarks.exploring.timing import time_question

        with inside(business.workspace):
            assign_channels()
        self._admin.execute("CHECKPOINT")
        database = self._bench.env["DATABASE_URL"]
        return [time_question(self._url, database, business, one) for one in QUESTIONS]


def _worst(found: list[Timed]) -> Timed:
    """The one that is waited for longest."""
    return max(found, key=lambda one: one.http)


def _print(found: dict[int, list[Timed]]) -> None:
    heads = ("question", "HTTP", "SQL alone", "nothing", "ratio", "statements", "bytes")
    for facts, every in found.items():
        print(f"{facts:,} campaign days, p50 in ms")
        rows = [
            [
                one.question.name,
                one.http,
                one.bare,
                one.nothing,
                one.ratio,
                one.statements,
                one.size,
            ]
            for one in every
        ]
        print_table(heads, rows)
    print(f"Exponents of time over facts: {', '.join(f'{facts:,}' for facts in found)}")
    rows = [_growth(list(found), of_one) for of_one in zip(*found.values(), strict=True)]
    print_table(("question", "HTTP", "SQL alone", "goal at most"), rows)


def _growth(sizes: list[int], of_one: tuple[Timed, ...]) -> list[object]:
    """One question at each size."""
    from benchmarks.exploring.growing import exponent

    question = of_one[0].question
    http, bare = [one.http for one in of_one], [one.bare for one in of_one]
    return [question.name, exponent(sizes, http), exponent(sizes, bare), question.may_grow]


def _print_tenants(alone: list[Timed], among: list[Timed], count: int) -> None:
    from benchmarks.exploring.growing import exponent

    print(f"The largest workspace alone and among {count}: exponent (goal <= {TENANTS_GOAL})")
    rows = [
        [one.question.name, one.bare, many.bare, exponent([1, count], [one.bare, many.bare])]
        for one, many in zip(alone, among, strict=True)
    ]
    print_table(("question", "alone, SQL ms", "among all, SQL ms", "exponent"), rows)
