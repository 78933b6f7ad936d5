"""The temporary table in which days wait until they are compared with what is stored."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

# Named with its schema, so that no table of the product can ever be meant.
STAGED = "pg_temp.staged_day"
# What a platform tells that counts conversions by both days; the other columns come before.
DATED_COLUMNS = ("dated_conversions_micros", "dated_value_micros")
# The order in which a row is written; null is "not reported", money in micros of `currency`.
STAGED_COLUMNS = (
    "campaign_id",
    '"on"',
    "cut",
    "impressions",
    "clicks",
    "spend_micros",
    "conversions_micros",
    "conversion_value_micros",
    "currency",
    '"window"',
    "flags",
)
_MAKE = """
DROP TABLE IF EXISTS pg_temp.staged_day;
CREATE TEMPORARY TABLE staged_day (
    campaign_id uuid NOT NULL,
    "on" date NOT NULL,
    cut text NOT NULL DEFAULT '',
    impressions bigint,
    clicks bigint,
    spend_micros bigint,
    conversions_micros bigint,
    conversion_value_micros bigint,
    dated_conversions_micros bigint,
    dated_value_micros bigint,
    currency text NOT NULL,
    "window" text NOT NULL DEFAULT '',
    flags int2 NOT NULL DEFAULT 0
) ON COMMIT DROP
"""


def make_stage() -> None:
    """Make the empty table STAGED, which ends with the transaction."""
    with connection.cursor() as cursor:
        for statement in _MAKE.split(";"):
            cursor.execute(statement)


@contextmanager
def stage_days(columns: tuple[str, ...] = STAGED_COLUMNS) -> Iterator[psycopg.Copy]:
    """Make STAGED and give its COPY: write_row([...]) in the order of `columns`.

    A row twice for the same campaign, day and cut is refused by merge_days, not here.
    """
    make_stage()
    names = ", ".join(columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {STAGED} ({names}) FROM STDIN") as copy,
    ):
        yield copy
