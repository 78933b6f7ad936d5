"""Campaign days by the million, made in SQL, with rollups made by the product's own statements."""
# ruff: noqa: S608  Only names written in the product are put into the statements.

from dataclasses import dataclass

import psycopg
from psycopg import sql

from analytics.rollups import ads
from benchmarks.dashboard.business import Business

DAYS = 1_000
_TABLES = ("integrations_campaignday", *(rollup.table for rollup in ads.ROLLUPS))
_CAMPAIGNS = """
INSERT INTO integrations_campaign (id, workspace_id, source_id, external_id, kind, name, platform,
    type, status, parent_external_id, currency)
SELECT md5(%(workspace)s::text || n)::uuid, %(workspace)s,
    CASE WHEN n %% 2 = 0 THEN %(one)s::uuid ELSE %(two)s::uuid END, n::text, 'ad', 'Campaign ' || n,
    CASE WHEN n %% 2 = 0 THEN 'search' ELSE 'social' END || n / 2 %% 2, '', '', '', 'EUR'
FROM generate_series(1, %(campaigns)s) n ON CONFLICT DO NOTHING
"""
# Cents, so that no sum is round by chance; in the order of the key, so that its index stays dense.
_DAYS = """
INSERT INTO integrations_campaignday (workspace_id, "on", campaign_id, cut, source_id, impressions,
    clicks, spend_micros, conversions_micros, conversion_value_micros, currency, "window", flags,
    run_id, as_of)
SELECT %(workspace)s, d::date, c.id, 'cut ' || cut, c.source_id, (random() * 20000)::bigint,
    (random() * 400)::bigint, (random() * 30000)::bigint * 10000, (random() * 9)::bigint * 1000000,
    (random() * 90000)::bigint * 10000, 'EUR', '', 0, c.id, now()
FROM generate_series(current_date - %(days)s::int, current_date - 1, interval '1 day') d,
    (SELECT id, source_id FROM integrations_campaign
     WHERE workspace_id = %(workspace)s AND kind = 'ad' ORDER BY id) c,
    generate_series(1, %(cuts)s) cut
"""


@dataclass(frozen=True)
class Size:
    """How many campaigns, each cut into how many parts a day, over how many days."""

    campaigns: int
    cuts: int
    days: int = DAYS

    @property
    def facts(self) -> int:
        return self.campaigns * self.cuts * self.days


def fill(admin: psycopg.Connection, business: Business, size: Size) -> None:
    """Replace all campaign days by those of one business of a size; raises if sums differ."""
    admin.execute("TRUNCATE " + ", ".join(_TABLES))
    add(admin, business, size)
    settle(admin)


def add(admin: psycopg.Connection, business: Business, size: Size) -> None:
    """Give a business that has none its campaign days and their rollups; raises if sums differ.

    Foreign keys are not looked at row by row: ten million of them would take minutes.
    """
    names = {
        "workspace": business.workspace.pk,
        "one": business.ads[0],
        "two": business.ads[1],
        "campaigns": size.campaigns,
        "cuts": size.cuts,
        "days": size.days,
    }
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        admin.execute("SET LOCAL work_mem = '1GB'")
        for statement in (_CAMPAIGNS, _DAYS, *ads.MAKE_DELTA, ads.contribution("")):
            admin.execute(statement, names)
        for rollup in ads.ROLLUPS:
            admin.execute(ads.apply_delta(rollup)[0], names)
    _check(admin, business, size)


def settle(admin: psycopg.Connection) -> None:
    """Leave the tables as they are after a quiet night."""
    for table in _TABLES:
        admin.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(table)))


def _check(admin: psycopg.Connection, business: Business, size: Size) -> None:
    of, names = "WHERE workspace_id = %s", [business.workspace.pk]
    facts = f"SELECT count(*), sum(spend_micros) FROM {_TABLES[0]} {of}"
    rollups = (f"SELECT sum(rows), sum(spend_micros) FROM {table} {of}" for table in _TABLES[1:])
    rows, spend = admin.execute(facts.encode(), names).fetchall()[0]
    assert rows == size.facts, rows
    for statement in rollups:
        found = admin.execute(statement.encode(), names).fetchall()[0]
        assert found == (rows, spend), (statement, found, rows, spend)
