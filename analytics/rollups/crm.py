"""Counts of CRM rows, kept by differences for the rows that a change touches."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from analytics.rollups import deals, people
from analytics.rollups.basis import current_rules
from integrations.changes import Change

SUMS = (
    "leads",
    "mql",
    "sql",
    "opportunities",
    "pipeline_micros",
    "won",
    "won_micros",
    "new_customers",
    "lost",
)
KEY = '"on", lead_source, campaign_external_id, currency'
_NAMES = ", ".join(SUMS)
_ZEROS = ", ".join("0" for _ in SUMS)

MAKE_DELTA = (
    "DROP TABLE IF EXISTS pg_temp.crm_delta",
    f"""CREATE TEMPORARY TABLE crm_delta ("on" date, lead_source text,
        campaign_external_id text DEFAULT '', currency text DEFAULT '',
        {", ".join(f"{name} bigint DEFAULT 0" for name in SUMS)}) ON COMMIT DROP""",
)
SUMMED = f"""
SELECT {KEY}, {", ".join(f"sum({name})::bigint AS {name}" for name in SUMS)}
FROM pg_temp.crm_delta GROUP BY {KEY}
HAVING ({", ".join(f"sum({name})" for name in SUMS)}) <> ({_ZEROS})
"""
APPLY = (
    "ANALYZE pg_temp.crm_delta",
    f"""
    INSERT INTO analytics_crmday AS r (workspace_id, source_id, {KEY}, {_NAMES})
    SELECT %(workspace)s, %(source)s, {KEY}, {_NAMES} FROM ({SUMMED}) d ORDER BY {KEY}
    ON CONFLICT (workspace_id, "on", source_id, lead_source, campaign_external_id, currency)
    DO UPDATE SET {", ".join(f"{name} = r.{name} + excluded.{name}" for name in SUMS)}
    """,
    f"""
    DELETE FROM analytics_crmday r USING (SELECT DISTINCT {KEY} FROM pg_temp.crm_delta) d
    WHERE r.workspace_id = %(workspace)s AND r.source_id = %(source)s AND r."on" = d."on"
        AND r.lead_source = d.lead_source AND r.campaign_external_id = d.campaign_external_id
        AND r.currency = d.currency AND ({_NAMES}) = ({_ZEROS})
    """,
    "DROP TABLE pg_temp.crm_delta",
)


@contextmanager
def keep_people(change: Change) -> Iterator[None]:
    """Keep counts of leads and stages around a change of leads or of their status changes.

    Who is met only after the change had none of the touched rows before it; so what they
    contributed then is what they contribute now without those rows.
    """
    names = current_rules(change.source_id)
    touch = people.touch(people.TOUCH[change.stream].format(table=change.table))
    leads = change.table if change.stream == "Lead" else ""
    changes = change.table if change.stream == "LeadStatusChange" else ""
    _run((*MAKE_DELTA, *people.MAKE_TOUCHED), {})
    _run((touch, _KNOW_PERSONS, people.contribution("-", people.leads_of_touched(0))), names, 0)
    yield
    newly_met = people.contribution("-", people.leads_of_touched(1, leads), changes)
    everyone = people.contribution("", people.leads_of_touched(0))
    _run((touch, _KNOW_PERSONS, newly_met, everyone, *APPLY), names, 1)


@contextmanager
def keep_deals(change: Change) -> Iterator[None]:
    """Keep counts of deals and new customers around a change of deals."""
    names = current_rules(change.source_id)
    touch, touched = (sql.format(table=change.table) for sql in (deals.TOUCH, deals.TOUCHED))
    companies, newly_met = (deals.TOUCHED_COMPANIES.format(first_met=n) for n in (0, 1))
    _run((*MAKE_DELTA, *deals.MAKE_TOUCHED), {})
    before = (touch, deals.deals("-", touched), deals.customers("-", companies))
    _run(before, names, 0)
    yield
    after = (
        touch,
        deals.customers("-", newly_met, change.table),
        deals.customers("", companies),
        deals.deals("", touched),
    )
    _run((*after, *APPLY), names, 1)


_KNOW_PERSONS = "ANALYZE pg_temp.touched_person"


def _run(statements: tuple[str, ...], names: dict[str, Any], met: int = 0) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, {**names, "met": met} if names else None)
