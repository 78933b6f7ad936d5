"""Two hundred workspaces of very different sizes: the k-th has k^-1.1 of the first."""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from accounts.models import User
from benchmarks.dashboard import facts
from benchmarks.dashboard.business import ALICE, Business, make_empty_business
from benchmarks.dashboard.facts import DAYS, Size

WORKSPACES, FACTS, EXPONENT, CUTS = 200, 50_000_000, 1.1, 5


@dataclass(frozen=True)
class Place:
    """A workspace and how many campaign days it has; the first is `rank` 1."""

    rank: int
    size: Size
    business: Business


def sizes(workspaces: int = WORKSPACES, whole: int = FACTS) -> list[Size]:
    """By rank; together `whole` facts, but for whole campaigns."""
    weights = [rank**-EXPONENT for rank in range(1, workspaces + 1)]
    share = whole / sum(weights) / (CUTS * DAYS)
    return [Size(max(1, round(share * weight)), CUTS) for weight in weights]


def make_places(admin: psycopg.Connection, first: Business, wanted: list[Size]) -> Iterator[Place]:
    """Each as soon as it is filled; the first is the business that there is already."""
    alice = User.objects.get(email=ALICE)
    for rank, size in enumerate(wanted, start=1):
        business = first if rank == 1 else make_empty_business(f"tenant-{rank}", alice)
        facts.add(admin, business, size)
        yield Place(rank, size, business)
