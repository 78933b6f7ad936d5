"""An access request and an erasure in a large workspace against the same in a small one."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks import Bench, MissingPiece, Result, print_table
from benchmarks.subjects.worker import Asked, Cost
from proactivox.embedded.postgres import SUPERUSER
from proactivox.launch.places import ROOT

BENCHMARK = "access and erasure of one person among 1,000,000 contacts and leads against 10,000"
GOAL = 1.5
SIZES = (10_000, 1_000_000)
ROUNDS, PEOPLE = 4, 2


@dataclass
class Place:
    """A workspace of one size in a database of its own, and what requests cost there."""

    people: int
    admin_url: str
    env: dict[str, str]
    workspace_id: str = ""
    rows: int = 0
    costs: dict[str, list[Cost]] = field(default_factory=lambda: {"access": [], "erasure": []})
    before: list[float] = field(default_factory=list)

    def median(self, request: str, value: Callable[[Cost], float]) -> float:
        """The middle one of a value over all who asked."""
        return statistics.median(value(one) for one in self.costs[request])


MEASURES: dict[str, Callable[[Cost], float]] = {
    "seconds": lambda cost: cost.seconds,
    "blocks read": lambda cost: cost.blocks,
    "statements": lambda cost: cost.statements,
    "peak memory of the worker, MB": lambda cost: cost.megabytes,
}
# No part of the ratio.
_BESIDES: dict[str, Callable[[Cost], float]] = {
    "CPU seconds, worker and database": lambda cost: cost.cpu,
    "rows of long tables read without an index": lambda cost: cost.read_through,
    "bytes of the copy, or rows erased": lambda cost: cost.size,
}


def main(bench: Bench, sizes: tuple[int, ...] = SIZES, rounds: int = ROUNDS) -> Result:
    """The worst ratio of both requests in time, blocks, statements and memory."""
    places = [_make(bench, people, rounds * PEOPLE) for people in sizes]
    for number in range(rounds):
        # In turn, so that a busy moment of the machine is shared.
        for place in places:
            first = number * PEOPLE
            _run(place, tuple(range(first, first + PEOPLE)))
    few, many = places[0], places[-1]
    ratios = {
        (request, name): many.median(request, value) / few.median(request, value)
        for request in few.costs
        for name, value in MEASURES.items()
    }
    _print(few, many, ratios)
    request, name = max(ratios, key=lambda key: ratios[key])
    print(f"Worst: {name} of {request}.")
    return Result(
        "subject_request",
        many.median(request, MEASURES[name]),
        few.median(request, MEASURES[name]),
        name,
        ratios[request, name],
        f"<= {GOAL}",
    )


def _make(bench: Bench, people: int, asking: int) -> Place:
    """A database of its own, so that no table's size in the one is paid for in the other."""
    print(f"Making a workspace of {people:,} contacts and leads ...", flush=True)
    name = f"subjects_{people}"
    bench.servers.make_database(name, template="proactivox")
    folder = bench.folder / name
    env = {
        **bench.env,
        **bench.servers.database_environment(name),
        "LEDGER_DIR": str(folder / "ledger"),
        "PRIVATE_FILES_DIR": str(folder / "files"),
    }
    place = Place(people, bench.servers.postgres.url(SUPERUSER, name), env)
    said = _program("benchmarks.subjects.making", place, [people, asking, place.admin_url])
    place.workspace_id, place.rows = said["workspace_id"], said["rows"]
    return place


def _run(place: Place, people: tuple[int, ...]) -> None:
    asked = Asked(place.admin_url, place.workspace_id, people)
    said = _program("benchmarks.subjects.worker", place, asked.__dict__)
    for request, found in place.costs.items():
        found += [Cost(**one) for one in said[request]]
    place.before.append(said["megabytes_before"])


def _program(module: str, place: Place, asked: Any) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", module, json.dumps(asked)]
    done = subprocess.run(
        command, cwd=ROOT, env=place.env, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        raise MissingPiece(f"{module} failed; its words are above.")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _print(few: Place, many: Place, ratios: dict[tuple[str, str], float]) -> None:
    heads = ("", *(f"{place.people:,} people" for place in (few, many)), "ratio")
    lines: list[list[Any]] = [["rows of theirs", few.rows, many.rows, ""]]
    for request in few.costs:
        for name, value in MEASURES.items():
            found = [place.median(request, value) for place in (few, many)]
            lines.append([f"{request}: {name}", *found, ratios[request, name]])
        for name, value in _BESIDES.items():
            shown = [place.median(request, value) for place in (few, many)]
            lines.append([f"{request}: {name}", *shown, ""])
    before = [statistics.median(place.before) for place in (few, many)]
    lines.append(["memory before the first request, MB", *before, before[1] / before[0]])
    print_table(heads, lines)
