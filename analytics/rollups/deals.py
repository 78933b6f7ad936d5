"""Counts deals on the days they were made and closed, and each company's first won one."""
# ruff: noqa: S608  Only names written in this module are put into the statements.

_DEAL = "o.workspace_id = %(workspace)s AND o.source_id = %(source)s"
_SHAPE = "o.lead_source, o.campaign_external_id, o.currency"
ALL = f"integrations_opportunity o WHERE {_DEAL} AND"
# Lookups, one a row: a join would read all deals of the source for each page of a sync. OFFSET 0
# keeps the planner from making a join of it, while it takes a growing table for nearly empty.
TOUCHED = f"""{{table}} t CROSS JOIN LATERAL (SELECT * FROM integrations_opportunity o
    WHERE {_DEAL} AND o.external_id = t.external_id OFFSET 0) o WHERE"""

MAKE_TOUCHED = (
    "DROP TABLE IF EXISTS pg_temp.touched_company",
    "CREATE TEMPORARY TABLE touched_company (company text, met int) ON COMMIT DROP",
)
TOUCH = f"""
INSERT INTO pg_temp.touched_company
SELECT c.company, %(met)s FROM (
    SELECT o.company_external_id FROM {TOUCHED} o.company_external_id <> ''
    EXCEPT SELECT company FROM pg_temp.touched_company
) AS c (company)
"""


def deals(sign: str, touched: str) -> str:
    """INSERT of what (touched) deals contribute by themselves, with a sign, into crm_delta."""
    live = f"FROM {touched} o.deleted_at IS NULL"
    return f"""
    INSERT INTO pg_temp.crm_delta ("on", lead_source, campaign_external_id, currency,
        opportunities, pipeline_micros, won, won_micros, lost)
    SELECT (o.created_at AT TIME ZONE %(zone)s::text)::date, {_SHAPE}, {sign}count(*),
        {sign}coalesce(sum(o.amount_micros), 0)::bigint, 0, 0, 0
    {live} AND o.created_at IS NOT NULL GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT o.closes_on, {_SHAPE}, 0, 0, {sign}count(*) FILTER (WHERE o.is_won),
        {sign}coalesce(sum(o.amount_micros) FILTER (WHERE o.is_won), 0)::bigint,
        {sign}count(*) FILTER (WHERE NOT o.is_won)
    {live} AND o.is_closed AND o.closes_on IS NOT NULL GROUP BY 1, 2, 3, 4
    """


# The deal by which each company of the source became a customer.
FIRST_WON = f"""
    SELECT DISTINCT ON (o.company_external_id) o.external_id, o.company_external_id, o.closes_on,
        {_SHAPE}
    FROM {ALL} o.is_closed AND o.is_won AND o.deleted_at IS NULL
        AND o.closes_on IS NOT NULL AND o.company_external_id <> ''
    ORDER BY o.company_external_id, o.closes_on, o.external_id
    """


def first_won_of_touched(first_met: int, excluded: str = "") -> str:
    """The same of touched companies: of each no more than its first won deals are read.

    `first_met` leaves out companies that were touched before; `excluded` is a table of deals to be
    left out, as if they were not there.
    """
    rows = f"SELECT FROM {excluded} x WHERE x.external_id = o.external_id"
    but = f"AND NOT EXISTS ({rows})" if excluded else ""
    return f"""
    SELECT o.external_id, o.company_external_id, o.closes_on, {_SHAPE}
    FROM pg_temp.touched_company tc CROSS JOIN LATERAL (
        SELECT * FROM integrations_opportunity o
        WHERE {_DEAL} AND o.company_external_id = tc.company AND o.is_closed AND o.is_won
            AND o.deleted_at IS NULL AND o.closes_on IS NOT NULL {but}
        ORDER BY o.closes_on, o.external_id LIMIT 1
    ) o WHERE tc.met >= {first_met}
    """


def customers(sign: str, first: str) -> str:
    """INSERT of what the first won deals of companies contribute as new customers."""
    return f"""
    INSERT INTO pg_temp.crm_delta ("on", lead_source, campaign_external_id, currency, new_customers)
    SELECT o.closes_on, {_SHAPE}, {sign}count(*) FROM ({first}) o
    GROUP BY 1, 2, 3, 4
    """
