"""A worker of its own: answers people's requests one after the other, and says what each cost.

Run as a program, so that its memory is that of a worker alone; ends with one JSON line.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import psycopg

from benchmarks.cpu import scheduled_seconds
from benchmarks.working import begin_as_worker

# Of the application's role in this database alone; the benchmark's own are the superuser's.
_COUNTS = """
SELECT coalesce(sum(calls), 0)::bigint, coalesce(sum(shared_blks_hit + shared_blks_read
    + local_blks_hit + local_blks_read + temp_blks_read), 0)::bigint
FROM pg_stat_statements(false) s JOIN pg_roles r ON r.oid = s.userid
    JOIN pg_database d ON d.oid = s.dbid
WHERE r.rolname = 'proactivox_app' AND d.datname = current_database()
"""
# Of tables that are long enough to matter; each backend tells of its reads when it is asked to.
_TELL = "SELECT pg_stat_force_next_flush()"
_READ_THROUGH = """
SELECT coalesce(sum(seq_tup_read), 0)::bigint FROM pg_stat_user_tables WHERE n_live_tup > 2000
"""


@dataclass(frozen=True)
class Asked:
    """Whose requests, in which workspace; the superuser's address, by which blocks are counted."""

    admin_url: str
    workspace_id: str
    people: tuple[int, ...]


@dataclass(frozen=True)
class Cost:
    """What one request cost; `cpu` of worker and database, `megabytes` at the worker's peak.

    `read_through` are rows of long tables that no index led to; `size` is what came of it: bytes
    of the copy, rows that were erased.
    """

    seconds: float
    cpu: float
    statements: int
    blocks: int
    megabytes: float
    read_through: int
    size: int


@dataclass(frozen=True)
class Costs:
    """Of each person the access request and the erasure."""

    access: tuple[Cost, ...]
    erasure: tuple[Cost, ...]
    megabytes_before: float


def main() -> None:
    """Answer, measure, print."""
    begin_as_worker()
    from accounts.audit import SYSTEM, acting_as

    said = json.loads(sys.argv[1])
    asked = Asked(said["admin_url"], said["workspace_id"], tuple(said["people"]))
    with psycopg.connect(asked.admin_url, autocommit=True) as admin, acting_as(SYSTEM):
        print(json.dumps(asdict(_costs(admin, asked))))


def _costs(admin: psycopg.Connection[Any], asked: Asked) -> Costs:
    from benchmarks.subjects.steps import answer_access, erase, warm_up

    workspace_id = UUID(asked.workspace_id)
    warm_up(workspace_id)
    before = _peak_megabytes()
    access, erasure = [], []
    for number in asked.people:
        access.append(_measured(admin, lambda: answer_access(workspace_id, number)))  # noqa: B023
        erasure.append(_measured(admin, lambda: erase(workspace_id, number)))  # noqa: B023
    return Costs(tuple(access), tuple(erasure), before)


def _measured(admin: psycopg.Connection[Any], work: Callable[[], int]) -> Cost:
    from django.db import connection

    assert connection.connection is not None
    backend = connection.connection.info.backend_pid
    read_before = _read_through(admin)
    admin.execute("SELECT pg_stat_statements_reset()")
    cpu = time.process_time() + scheduled_seconds(backend)
    begin = time.perf_counter()
    size = work()
    seconds = time.perf_counter() - begin
    used = time.process_time() + scheduled_seconds(backend) - cpu
    ((statements, blocks),) = admin.execute(_COUNTS).fetchall()
    read = _read_through(admin) - read_before
    return Cost(seconds, used, statements, blocks, _peak_megabytes(), read, size)


def _read_through(admin: psycopg.Connection[Any]) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_TELL)
    ((rows,),) = admin.execute(_READ_THROUGH).fetchall()
    return int(rows)


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
