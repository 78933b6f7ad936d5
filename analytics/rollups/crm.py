"""Counts of CRM rows, kept by differences for the rows that a change touches."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from analytics.channels.assigning import assign_new_lead_sources
from analytics.rollups import cohorts, deals, people
from analytics.rollups.basis import current_rules
from analytics.rollups.moving import note_moves
from integrations.changes import Change
from integrations.models import MergedRecord

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
    "lost_micros",
    "cycles",
    "cycle_days",
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
# Counts what became nothing, which happens seldom enough to look for it only then.
ADD = f"""
    WITH kept AS (INSERT INTO analytics_crmday AS r (workspace_id, source_id, {KEY}, {_NAMES})
    SELECT %(workspace)s, %(source)s, {KEY}, {_NAMES} FROM ({SUMMED}) d ORDER BY {KEY}
    ON CONFLICT (workspace_id, "on", source_id, lead_source, campaign_external_id, currency)
    DO UPDATE SET {", ".join(f"{name} = r.{name} + excluded.{name}" for name in SUMS)}
    RETURNING {_NAMES})
    SELECT count(*) FROM kept WHERE ({_NAMES}) = ({_ZEROS})
    """
DROP = f"""
    DELETE FROM analytics_crmday r USING (SELECT DISTINCT {KEY} FROM pg_temp.crm_delta) d
    WHERE r.workspace_id = %(workspace)s AND r.source_id = %(source)s AND r."on" = d."on"
        AND r.lead_source = d.lead_source AND r.campaign_external_id = d.campaign_external_id
        AND r.currency = d.currency AND ({_NAMES}) = ({_ZEROS})
    """
# A copy of our own with a key, so that "not one of these" is a lookup whatever the plan.
_COPY = (
    "DROP TABLE IF EXISTS pg_temp.changed_row",
    """CREATE TEMPORARY TABLE changed_row ON COMMIT DROP AS
    SELECT DISTINCT external_id FROM {table}""",
    # Made afterwards, it also tells the planner how many rows there are.
    "CREATE UNIQUE INDEX ON pg_temp.changed_row (external_id)",
)
_CHANGED = "pg_temp.changed_row"
_KNOW = "ANALYZE pg_temp.touched_company"


@contextmanager
def keep_people(change: Change) -> Iterator[None]:
    """Keep counts of leads and stages around a change of leads, of their steps or their merges.

    Who is met only after the change had none of the touched rows before it; so what they
    contributed then is what they contribute now without those rows.
    """
    names = current_rules(change.source_id)
    touch = people.touch(people.TOUCH[change.stream].format(table=_CHANGED))
    changes = _CHANGED if change.stream == "LeadStatusChange" else ""
    leads = "" if changes else _CHANGED
    know = "ANALYZE pg_temp.touched_person"
    _make(change, (*_COPY, *people.MAKE_TOUCHED, *cohorts.MAKE_DELTA))
    if not change.rows:
        _run((touch, know, people.contribution("-", people.leads_of_touched(0))), names, 0)
    yield
    newly_met = people.contribution("-", people.leads_of_touched(1, leads), changes)
    everyone = people.contribution("", people.leads_of_touched(0))
    _run((touch, know, newly_met, everyone), names, 1)
    apply(names)
    cohorts.apply(names)


@contextmanager
def keep_deals(change: Change) -> Iterator[None]:
    """Keep counts of deals and new customers around a change of deals."""
    names = current_rules(change.source_id)
    names["merged"] = has_merges(names)
    companies = deals.first_won_of_touched(0)
    uncount, count = deals.customers("-", companies), deals.customers("", companies)
    _make(change, deals.MAKE_TOUCHED)
    if change.before:
        # Both sides are told, so all companies are met before it; most changes touch none.
        read = deals.read_told(change.rows, change.before)
        is_any = _run((*read, deals.TOUCH_TOLD), names, 0) > 0
        if is_any:
            _run((_KNOW, uncount), names, 0)
        yield
        _run((*((count,) if is_any else ()), deals.deals(deals.SIGN)), names, 1)
    elif change.rows:
        # They lie there to be read, as they will be written.
        new = f"({change.rows}) o WHERE o.deleted_at IS NULL AND"
        _run((deals.touch(new), _KNOW, uncount), names, 0)
        yield
        _run((count, deals.deals("", new)), names, 1)
    else:
        read, meet = _read_deals(deals.STORED.format(table=change.table)), (deals.touch(), _KNOW)
        _run((*read, *meet, uncount, deals.deals("-")), names, 0)
        yield
        newly_met = deals.customers("-", deals.first_won_of_touched(1, deals.TOUCHED))
        _run((*read, deals.INDEX_TOUCHED, *meet, newly_met, count, deals.deals("")), names, 1)
    apply(names)


def _read_deals(rows: str) -> tuple[str, ...]:
    return tuple(one.format(rows=rows) for one in deals.READ_TOUCHED)


@contextmanager
def keep_customers(change: Change) -> Iterator[None]:
    """Keep counts of new customers around a change of which companies were merged."""
    names = current_rules(change.source_id)
    touch = deals.TOUCH_MERGED.format(table=_CHANGED)
    companies = deals.first_won_of_touched(0)
    newly_met = deals.first_won_of_touched(1, lost=_CHANGED)
    _make(change, (*_COPY, *deals.MAKE_TOUCHED))
    _run((touch, _KNOW, deals.customers("-", companies)), names, 0)
    yield
    after = (touch, _KNOW, deals.customers("-", newly_met), deals.customers("", companies))
    _run(after, names, 1)
    apply(names)


def apply(names: dict[str, Any]) -> None:
    """Add crm_delta to the rollup, and drop what became nothing by it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE pg_temp.crm_delta")
    note_moves()
    with connection.cursor() as cursor:
        cursor.execute(ADD, names)
        if cursor.fetchone()[0]:
            cursor.execute(DROP, names)
    assign_new_lead_sources()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE pg_temp.crm_delta")


def _make(change: Change, tables: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("; ".join((*MAKE_DELTA, *tables)).format(table=change.table))


def _run(statements: tuple[str, ...], names: dict[str, Any], met: int) -> int:
    """How many rows the last one wrote."""
    here = {"merged": None, **names, "met": met}
    if here["merged"] is None:
        here["merged"] = has_merges(names)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, here)
        return int(cursor.rowcount)


def has_merges(names: dict[str, Any]) -> bool:
    """Whether anything was ever merged in the source: most statements need not look then."""
    return MergedRecord.objects.filter(source_id=names["source"]).exists()
