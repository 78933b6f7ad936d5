"""How long a torture test may go on, and with which seed."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as property_settings


def at_length(*cases: Any) -> list[Any]:
    """Cases of a parametrized test that only torture asks for; a tuple is one of several values."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.torture)
        for case in cases
    ]


def sweeping(few: int) -> pytest.MarkDecorator:
    """For a test of all addresses: `every` is `few`, each fewth of them; at length it is 1."""
    return pytest.mark.parametrize("every", [few, *at_length(1)])


def is_long(config: pytest.Config) -> bool:
    """Whether this is torture, which runs property tests, too, and with many examples."""
    return str(config.option.markexpr).startswith("torture")


_length = {"is_long": False}


def pytest_configure(config: pytest.Config) -> None:
    """Before any test is imported."""
    _length["is_long"] = is_long(config)
    # A busy machine draws slowly, which says nothing about what is drawn.
    property_settings.register_profile(
        "busy",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        max_examples=examples(5, 200),
    )
    property_settings.load_profile("busy")


def examples(few: int, many: int) -> int:
    """How many examples a property is tried with: `many` where there is time."""
    return many if _length["is_long"] else few


@dataclass(frozen=True)
class Budget:
    """`rounds()` counts up until the time is over; every chance is drawn from `chance`."""

    seed: int
    seconds: float
    chance: random.Random = field(repr=False)
    started: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        """Whether this test has had its share of the time, counted from its fixtures on."""
        return time.monotonic() > self.started + self.seconds

    def rounds(self) -> Iterator[int]:
        """At least one round, however short the time."""
        deadline = time.monotonic() + self.seconds
        number = 0
        while number == 0 or time.monotonic() < deadline:
            yield number
            number += 1


# Of the time; the rest is for tests that end when they are through.
_SHARE = 0.3


@pytest.fixture
def budget(request: pytest.FixtureRequest) -> Budget:
    """This test's share of TORTURE_MINUTES, and a generator seeded by TORTURE_SEED and its name."""
    seed = int(os.environ.get("TORTURE_SEED", "1"))
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    sharing = sum("budget" in getattr(item, "fixturenames", ()) for item in request.session.items)
    seconds = float(os.environ.get("TORTURE_MINUTES", "1")) * 60 * processes * _SHARE / sharing
    return Budget(seed, seconds, random.Random(f"{seed} {request.node.nodeid}"))
