"""Adds what people contribute to cohorts: how many days after one step they came to the next."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from typing import Any

from django.db import connection

from analytics.rollups.people import COHORT_KEY as KEY

TABLE = "analytics_leadcohortday"
COLUMNS = f"{KEY}, people"
MAKE_DELTA = (
    "DROP TABLE IF EXISTS pg_temp.cohort_delta",
    """CREATE TEMPORARY TABLE cohort_delta (step text, "on" date, lead_source text,
        is_reached boolean, days int, people bigint) ON COMMIT DROP""",
)
SUMMED = f"""
SELECT {KEY}, sum(people)::bigint AS people FROM pg_temp.cohort_delta GROUP BY {KEY}
HAVING sum(people) <> 0
"""
_ADD = f"""
    WITH kept AS (INSERT INTO {TABLE} AS r (workspace_id, source_id, {COLUMNS})
    SELECT %(workspace)s, %(source)s, {COLUMNS} FROM ({SUMMED}) d ORDER BY {KEY}
    ON CONFLICT (workspace_id, "on", source_id, step, lead_source, is_reached, days)
    DO UPDATE SET people = r.people + excluded.people RETURNING people)
    SELECT count(*) FROM kept WHERE people = 0
    """
_DROP = f"""
    DELETE FROM {TABLE} r USING (SELECT DISTINCT {KEY} FROM pg_temp.cohort_delta) d
    WHERE r.workspace_id = %(workspace)s AND r.source_id = %(source)s AND r.people = 0
        AND (r.step, r."on", r.lead_source, r.is_reached, r.days)
            = (d.step, d."on", d.lead_source, d.is_reached, d.days)
    """


def apply(names: dict[str, Any]) -> None:
    """Add cohort_delta to the rollup, and drop what became nothing by it."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, names)
        if cursor.fetchone()[0]:
            cursor.execute(_DROP, names)
        cursor.execute("DROP TABLE pg_temp.cohort_delta")
