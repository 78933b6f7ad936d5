"""Deep calls cross the end of no chunk of the interpreter's stack at every turn."""

import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from proactivox.celery import app
from proactivox.deep_calls import DeepTask, call_with_room

TURNS = 2_000


def deep(depth: int) -> int:
    """Loops where the calls are deepest."""
    return deep(depth - 1) if depth else sum(after(turn) for turn in range(TURNS))


def after(turn: int) -> int:
    a = b = c = d = e = f = turn
    return step(a + b + c + d + e + f)


def step(number: int) -> int:
    return number


def worst_of(call: Callable[[int], Any]) -> int:
    """The page faults of a loop at the worst of many depths, in a thread whose stack is its own."""

    def faults(depth: int) -> int:
        before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
        call(depth)
        return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before

    with ThreadPoolExecutor(1) as pool:
        return max(pool.map(faults, range(60, 260)))


class Probe(DeepTask):
    name = "tests.probe"

    def run(self, depth: int) -> int:
        return deep(depth)


def test_a_loop_maps_no_memory_at_its_turns_where_there_is_room() -> None:
    assert worst_of(deep) >= TURNS, (
        "the interpreter does it no longer: proactivox.deep_calls may go"
    )
    assert worst_of(lambda depth: call_with_room(deep, depth)) < TURNS / 2


def test_tasks_have_room() -> None:
    Probe.bind(app)
    assert isinstance(app.tasks["proactivox.walk"], DeepTask)
    assert worst_of(Probe()) < TURNS / 2
