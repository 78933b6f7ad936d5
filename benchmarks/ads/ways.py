"""Ours and the two usual ways of bringing a window up to date, each with tables of its own.

The usual ways have no row security, foreign keys or revisions; they make the rollups of the window
anew from its facts, and those of its months from the days.
"""
# ruff: noqa: S608  Only names of tables and columns are put into the statements.

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from analytics.rollups import ads
from benchmarks.ads.restating import Business
from integrations.facts.sql import METRICS

_KEY = 'workspace_id, "on", campaign_id, cut'
_TABLES = {
    "day": "integrations_campaignday",
    "adday": "analytics_adday",
    "adcampaignday": "analytics_adcampaignday",
    "adcampaignmonth": "analytics_adcampaignmonth",
}
_VALUES = ", ".join((*METRICS, "currency", '"window"', "flags"))
_IN_WINDOW = 'workspace_id = %(workspace)s AND "on" BETWEEN %(window)s AND %(last)s'
_MONTHS = "workspace_id = %(workspace)s AND month >= date_trunc('month', %(window)s::date)"
_INSERT = f"""INSERT INTO {{way}}_day ({_KEY}, source_id, {_VALUES}, run_id, as_of)
SELECT %(workspace)s, "on", campaign_id, cut, %(source)s, {_VALUES}, %(source)s, now()
FROM pg_temp.staged_day"""
_SETS = ", ".join(f"{name} = excluded.{name}" for name in _VALUES.split(", "))


def ours(business: Business) -> None:
    """The product's own merge, with its checks, revisions and rollups."""
    from accounts.tenancy import new_id
    from integrations.facts import merge_days

    names = business.names
    merge_days(
        source_id=business.source_id,
        run_id=new_id(),
        first_on=names["window"],
        last_on=names["last"],
        scope="partition",
    )


@dataclass(frozen=True)
class UsualWay:
    """A way with its tables, named `<name>_day` and so on, like ours and with their rows."""

    name: str
    write: tuple[str, ...]

    def make(self, admin: psycopg.Connection[Any]) -> None:
        """Tables with the columns, indexes and rows of ours."""
        for table, ours in _TABLES.items():
            name = f"{self.name}_{table}"
            admin.execute(f"CREATE TABLE {name} (LIKE {ours} INCLUDING ALL)".encode())
            admin.execute(f"INSERT INTO {name} SELECT * FROM {ours}".encode())
            admin.execute(f"GRANT ALL ON {name} TO proactivox_app".encode())

    def run(self, business: Business, connection: Any) -> None:
        """Bring the facts up to the stage, and the rollups up to the facts."""
        with connection.cursor() as cursor:
            for statement in (*self.write, *_rollups()):
                names = business.names if "%(" in statement else None
                cursor.execute(statement.replace("{way}", self.name), names)


def _rollups() -> list[str]:
    """The window counted anew in one pass; its days replaced, and the months they lie in."""
    window = f"FROM (SELECT * FROM {{way}}_day WHERE {_IN_WINDOW}) d"
    statements = [*ads.MAKE_DELTA, ads.contribution("", window)]
    for rollup in ads.ROLLUPS[:2]:
        table, columns = _own(rollup), ", ".join((*rollup.key, *ads.SUMS))
        statements += [
            f"DELETE FROM {table} WHERE {_IN_WINDOW}",
            f"""INSERT INTO {table} (workspace_id, {columns})
            SELECT %(workspace)s, {columns} FROM ({ads.summed(rollup)}) d""",
        ]
    days, months = _own(ads.ROLLUPS[1]), _own(ads.ROLLUPS[2])
    sums = ", ".join(f"sum({name})" for name in ads.SUMS)
    return [
        *statements,
        f"DELETE FROM {months} WHERE {_MONTHS}",
        f"""INSERT INTO {months} (workspace_id, month, campaign_id, currency, {", ".join(ads.SUMS)})
        SELECT workspace_id, date_trunc('month', "on")::date, campaign_id, currency, {sums}
        FROM {days} WHERE workspace_id = %(workspace)s
            AND "on" >= date_trunc('month', %(window)s::date) GROUP BY 1, 2, 3, 4""",
    ]


def _own(rollup: ads.AdRollup) -> str:
    return "{way}_" + rollup.table.removeprefix("analytics_")


USUAL_WAYS = (
    UsualWay("replaced", (f"DELETE FROM {{way}}_day WHERE {_IN_WINDOW}", _INSERT)),
    UsualWay("upserted", (f"{_INSERT} ON CONFLICT ({_KEY}) DO UPDATE SET {_SETS}",)),
)
