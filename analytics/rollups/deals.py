"""Counts deals on the days they were made and closed, and each company's first won one."""
# ruff: noqa: S608  Only names written in this module are put into the statements.

_DEAL = "o.workspace_id = %(workspace)s AND o.source_id = %(source)s"
_SHAPE = "o.lead_source, o.campaign_external_id, o.currency"
# Plain joins, no lookups: two indices begin alike, and until a growing table has statistics the
# planner cannot tell which of them a lookup wants.
ALL = f"integrations_opportunity o WHERE {_DEAL} AND"
TOUCHED = f"""{{table}} t JOIN integrations_opportunity o
    ON {_DEAL} AND o.external_id = t.external_id WHERE"""

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
TOUCHED_COMPANIES = f"""pg_temp.touched_company tc JOIN integrations_opportunity o
    ON {_DEAL} AND o.company_external_id = tc.company WHERE tc.met >= {{first_met}} AND"""


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


def first_won(companies: str, excluded: str = "") -> str:
    """SELECT of the deal by which each (touched) company became a customer.

    `excluded` is a table of deals to be left out: as if they were not there.
    """
    rows = f"SELECT FROM {excluded} x WHERE x.external_id = o.external_id"
    but = f"AND NOT EXISTS ({rows})" if excluded else ""
    return f"""
    SELECT DISTINCT ON (o.company_external_id) o.external_id, o.company_external_id, o.closes_on,
        {_SHAPE}
    FROM {companies} o.is_closed AND o.is_won AND o.deleted_at IS NULL
        AND o.closes_on IS NOT NULL AND o.company_external_id <> '' {but}
    ORDER BY o.company_external_id, o.closes_on, o.external_id
    """


def customers(sign: str, companies: str, excluded: str = "") -> str:
    """INSERT of what (touched) companies contribute as new customers into crm_delta."""
    return f"""
    INSERT INTO pg_temp.crm_delta ("on", lead_source, campaign_external_id, currency, new_customers)
    SELECT o.closes_on, {_SHAPE}, {sign}count(*) FROM ({first_won(companies, excluded)}) o
    GROUP BY 1, 2, 3, 4
    """
