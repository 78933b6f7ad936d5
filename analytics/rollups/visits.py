"""Sums of visits, kept by differences for the rows that a change touches."""
# ruff: noqa: S608  Only names written in this module are put into the statements.

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from accounts.tenancy import require_workspace_id
from integrations.changes import Change

TABLE = "analytics_visitday"
KEY = '"on", source_id'
_REPORTED = {
    "sessions": "sessions",
    "engaged_sessions": "engaged_sessions",
    "key_events": "key_events_micros",
}
SUMS = (
    "rows",
    *(name for key, column in _REPORTED.items() for name in (column, f"{key}_known")),
)
_NAMES = ", ".join(SUMS)
_ZERO = f"({_NAMES}) = ({', '.join('0' for _ in SUMS)})"

MAKE_DELTA = (
    "DROP TABLE IF EXISTS pg_temp.visit_delta",
    f"""CREATE TEMPORARY TABLE visit_delta ("on" date, source_id uuid,
        {", ".join(f"{name} bigint" for name in SUMS)}) ON COMMIT DROP""",
)
_TOUCH = (
    "DROP TABLE IF EXISTS pg_temp.touched_visit",
    'CREATE TEMPORARY TABLE touched_visit (origin_id uuid, "on" date) ON COMMIT DROP',
    'INSERT INTO touched_visit SELECT DISTINCT origin_id, "on" FROM {table}',
    "ANALYZE pg_temp.touched_visit",
)
_ALL = "FROM integrations_trafficday d"
# OFFSET 0 keeps a lookup a lookup, one for each touched row: see people.
_TOUCHED = """FROM pg_temp.touched_visit t CROSS JOIN LATERAL (
    SELECT * FROM integrations_trafficday d WHERE d.workspace_id = %(workspace)s
        AND d."on" = t."on" AND d.origin_id = t.origin_id OFFSET 0
) d"""
SUMMED = f"""
SELECT {KEY}, {", ".join(f"sum({name})::bigint AS {name}" for name in SUMS)}
FROM pg_temp.visit_delta GROUP BY {KEY}
HAVING ({", ".join(f"sum({name})" for name in SUMS)}) <> ({", ".join("0" for _ in SUMS)})
"""
ADD = f"""
WITH kept AS (INSERT INTO {TABLE} AS r (workspace_id, {KEY}, {_NAMES})
SELECT %(workspace)s, {KEY}, {_NAMES} FROM ({SUMMED}) d ORDER BY {KEY}
ON CONFLICT (workspace_id, "on", source_id) DO UPDATE
SET {", ".join(f"{name} = r.{name} + excluded.{name}" for name in SUMS)} RETURNING {_NAMES})
SELECT count(*) FROM kept WHERE {_ZERO}
"""
_DROP = f"""
DELETE FROM {TABLE} r USING (SELECT DISTINCT {KEY} FROM pg_temp.visit_delta) d
WHERE r.workspace_id = %(workspace)s AND r."on" = d."on" AND r.source_id = d.source_id AND {_ZERO}
"""


def contribution(sign: str, rows: str = _ALL) -> str:
    """INSERT of what the (touched) rows contribute, with a sign, into visit_delta."""
    counted = [f"{sign}count(*)"]
    for column in _REPORTED.values():
        counted += [f"{sign}coalesce(sum(d.{column}), 0)::bigint", f"{sign}count(d.{column})"]
    return f"""
    INSERT INTO pg_temp.visit_delta SELECT d."on", d.source_id, {", ".join(counted)}
    {rows} WHERE d.workspace_id = %(workspace)s GROUP BY 1, 2
    """


@contextmanager
def keep_visits(change: Change) -> Iterator[None]:
    """Keep the sums around a change of the rows named in change.table."""
    names = {"workspace": require_workspace_id()}
    with connection.cursor() as cursor:
        for statement in (*_TOUCH, *MAKE_DELTA):
            cursor.execute(statement.format(table=change.table))
        cursor.execute(contribution("-", _TOUCHED), names)
    yield
    with connection.cursor() as cursor:
        cursor.execute(contribution("", _TOUCHED), names)
        cursor.execute(ADD, names)
        if cursor.fetchone()[0]:
            cursor.execute(_DROP, names)
        cursor.execute("DROP TABLE pg_temp.visit_delta")


def count_all() -> None:
    """What all rows of the entered workspace contribute, in visit_delta."""
    with connection.cursor() as cursor:
        for statement in MAKE_DELTA:
            cursor.execute(statement)
        cursor.execute(contribution(""), {"workspace": require_workspace_id()})


def rebuild_visits() -> None:
    """Make the sums from nothing."""
    names = {"workspace": require_workspace_id()}
    count_all()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE workspace_id = %(workspace)s", names)
        cursor.execute(ADD, names)
