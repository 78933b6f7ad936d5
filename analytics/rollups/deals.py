"""Counts deals on the days they were made and closed, and each company's first won one.

A company that was merged into another is that other one, also for deals that still name the loser.
"""
# ruff: noqa: S608  Only names written in this module are put into the statements.

from integrations.changes import TOLD

# In sub-selects, because the planner takes a workspace that its statistics lack for an empty one.
_DEAL = """o.workspace_id = (SELECT %(workspace)s::uuid)
    AND o.source_id = (SELECT %(source)s::uuid)"""
_SHAPE = "o.lead_source, o.campaign_external_id, o.currency"
ALL = f"integrations_opportunity o WHERE {_DEAL} AND o.deleted_at IS NULL AND"
TOUCHED = "pg_temp.counted_deal"
# The living of the deals that a change names, read once for all that is counted of them.
READ_TOUCHED = (
    f"DROP TABLE IF EXISTS {TOUCHED}",
    f"""CREATE TEMPORARY TABLE counted_deal ON COMMIT DROP AS
    SELECT o.external_id, o.company_external_id, o.created_at, o.closes_on, o.is_closed, o.is_won,
        o.amount_micros, {_SHAPE}, o.deleted_at
    FROM {{rows}} WHERE o.deleted_at IS NULL""",
)
LIVING = f"{TOUCHED} o WHERE"
# Lookups, one a row: a join would read all deals of the source for each page of a sync. OFFSET 0
# keeps the planner from making a join of it, while it takes a growing table for nearly empty.
STORED = f"""{{table}} t CROSS JOIN LATERAL (SELECT * FROM integrations_opportunity o
    WHERE {_DEAL} AND o.external_id = t.external_id OFFSET 0) o"""
# "Not one of these" is then a lookup whatever the plan. It fails if a change names a row twice.
INDEX_TOUCHED = f"CREATE UNIQUE INDEX ON {TOUCHED} (external_id)"
MAKE_TOUCHED = (
    "DROP TABLE IF EXISTS pg_temp.touched_company",
    "CREATE TEMPORARY TABLE touched_company (company text, met int) ON COMMIT DROP",
)
_WON = """o.is_closed AND o.is_won AND o.deleted_at IS NULL AND o.closes_on IS NOT NULL
    AND o.company_external_id <> ''"""
_MERGED = """%(merged)s AND m.workspace_id = %(workspace)s AND m.source_id = %(source)s
    AND m.kind = 'Company'"""


def _company(of: str) -> str:
    """SQL: where the merges of a company end."""
    return f"""coalesce((SELECT m.last_external_id FROM integrations_mergedrecord m
        WHERE {_MERGED} AND m.external_id = {of}), {of})"""


_MEET = """
INSERT INTO pg_temp.touched_company
SELECT c.company, %(met)s FROM (
    {0} EXCEPT SELECT company FROM pg_temp.touched_company
) AS c (company)
"""
TOUCH_MERGED = _MEET.format(f"SELECT {_company('t.external_id')} FROM {{table}} t")


def touch(living: str = LIVING) -> str:
    """Meet the companies of won deals: one that is not won makes nobody a customer."""
    return _MEET.format(f"SELECT {_company('o.company_external_id')} FROM {living} {_WON}")


_MADE_ON = "(o.created_at AT TIME ZONE %(zone)s::text)::date"
# What closed before it was made has no cycle.
_CYCLE = f"o.is_won AND o.closes_on >= {_MADE_ON}"


def deals(sign: str, living: str = LIVING) -> str:
    """INSERT of what deals contribute by themselves, with a sign, into crm_delta."""
    return f"""
    INSERT INTO pg_temp.crm_delta ("on", lead_source, campaign_external_id, currency,
        opportunities, pipeline_micros, won, won_micros, lost, lost_micros, cycles, cycle_days)
    SELECT {_MADE_ON}, {_SHAPE}, sum({sign}1),
        coalesce(sum({sign}o.amount_micros), 0)::bigint, 0, 0, 0, 0, 0, 0
    FROM {living} o.created_at IS NOT NULL GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT o.closes_on, {_SHAPE}, 0, 0, coalesce(sum({sign}1) FILTER (WHERE o.is_won), 0),
        coalesce(sum({sign}o.amount_micros) FILTER (WHERE o.is_won), 0)::bigint,
        coalesce(sum({sign}1) FILTER (WHERE NOT o.is_won), 0),
        coalesce(sum({sign}o.amount_micros) FILTER (WHERE NOT o.is_won), 0)::bigint,
        coalesce(sum({sign}1) FILTER (WHERE {_CYCLE}), 0),
        coalesce(sum({sign}(o.closes_on - {_MADE_ON})) FILTER (WHERE {_CYCLE}), 0)::bigint
    FROM {living} o.is_closed AND o.closes_on IS NOT NULL GROUP BY 1, 2, 3, 4
    """


_COUNTED = TOLD["Opportunity"]
# What a change tells of the living before it and after it; the sign is what they count.
SIGN = "o.sign * "


def read_told(rows: str, before: str) -> tuple[str, ...]:
    """counted_deal of the rows that a change tells: living deals, -1 before it and 1 after it.

    What counts as it did before is left out: most changes are of fields that nothing is counted of.
    """
    was, now = (", ".join(f"r.{side}{name}" for name in _COUNTED) for side in (before, ""))
    names = ", ".join(("external_id", *_COUNTED, "sign"))
    return (
        f"DROP TABLE IF EXISTS {TOUCHED}",
        f"""CREATE TEMPORARY TABLE counted_deal ({names}) ON COMMIT DROP AS
        SELECT r.external_id, {was}, -1 FROM ({rows}) r
        WHERE NOT r.is_new AND r.{before}deleted_at IS NULL AND ({was}) IS DISTINCT FROM ({now})
        UNION ALL
        SELECT r.external_id, {now}, 1 FROM ({rows}) r
        WHERE r.deleted_at IS NULL AND (r.is_new OR ({was}) IS DISTINCT FROM ({now}))""",
    )


# Companies of whose won deals one is another now than it was.
TOUCH_TOLD = _MEET.format(
    f"""SELECT {_company("o.company_external_id")} FROM (
        SELECT o.company_external_id FROM {TOUCHED} o WHERE {_WON}
        GROUP BY o.external_id, o.company_external_id, o.closes_on, {_SHAPE}
        HAVING sum(o.sign) <> 0) o"""
)
_ORDER = "o.closes_on, o.external_id"
# The deal by which each company of the source became a customer.
FIRST_WON = f"""
    SELECT DISTINCT ON (company) o.external_id, {_company("o.company_external_id")} AS company,
        o.closes_on, {_SHAPE}
    FROM {ALL} {_WON} ORDER BY company, {_ORDER}
    """
# A touched company under all its ids; none where it was itself lost in a merge meanwhile.
_IDS = f"""
    SELECT tc.company, tc.met, tc.company AS id FROM pg_temp.touched_company tc
    WHERE NOT EXISTS (SELECT FROM integrations_mergedrecord m
        WHERE {_MERGED} AND m.external_id = tc.company)
    UNION ALL
    SELECT tc.company, tc.met, m.external_id FROM pg_temp.touched_company tc
    CROSS JOIN LATERAL (SELECT * FROM integrations_mergedrecord m
        WHERE {_MERGED} AND m.last_external_id = tc.company OFFSET 0) m
"""


# SQL: all ids of the company of a deal d.
_ITS = "m.workspace_id = d.workspace_id AND m.source_id = d.source_id AND m.kind = 'Company'"
_END = f"""coalesce((SELECT m.last_external_id FROM integrations_mergedrecord m
    WHERE {_ITS} AND m.external_id = d.company_external_id), d.company_external_id)"""
SAME_COMPANIES = f"""(SELECT array_agg(m.external_id) FROM integrations_mergedrecord m
    WHERE {_ITS} AND m.last_external_id = {_END}) || {_END}"""


def first_won_of_touched(first_met: int, excluded: str = "", lost: str = "") -> str:
    """The same of touched companies: under each id no more than the first won deals are read.

    `first_met` leaves out companies that were touched before; `excluded` is a table of deals, and
    `lost` one of companies, to be left out: as if they were not there.
    """
    but = _without(excluded, "o.external_id") + _without(lost, "ids.id")
    return f"""
    SELECT DISTINCT ON (ids.company) o.external_id, o.closes_on, {_SHAPE}
    FROM ({_IDS}) ids CROSS JOIN LATERAL (
        SELECT * FROM integrations_opportunity o
        WHERE {_DEAL} AND o.company_external_id = ids.id AND {_WON} {but}
        ORDER BY {_ORDER} LIMIT 1
    ) o WHERE ids.met >= {first_met} ORDER BY ids.company, {_ORDER}
    """


def _without(table: str, of: str) -> str:
    rows = f"SELECT FROM {table} x WHERE x.external_id = {of}"
    return f" AND NOT EXISTS ({rows})" if table else ""


def customers(sign: str, first: str) -> str:
    """INSERT of what the first won deals of companies contribute as new customers."""
    return f"""
    INSERT INTO pg_temp.crm_delta ("on", lead_source, campaign_external_id, currency, new_customers)
    SELECT o.closes_on, {_SHAPE}, {sign}count(*) FROM ({first}) o
    GROUP BY 1, 2, 3, 4
    """
