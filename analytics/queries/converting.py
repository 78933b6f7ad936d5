"""Amounts in one currency: by which CRM's rates those of a day are converted.

Rates come from CRMs that keep them, and each counts units for one of its own organisation's
currency. A deal is converted by the rates of its own source; where these do not know both
currencies on that day, and for whatever has no rates of its own (advertising, files, other CRMs),
by those of the source that was connected first of all that know both. Rates of two sources are
never multiplied: nobody has ever stated what would come of it. A rate that is dated goes before
the one that is in force now. What nobody has a rate for has a factor of null, and is added to
nothing.

Rows `r` have "on" and currency, and a source_id where `source` names it.
"""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

RATES = """
rate_source AS (
    SELECT s.id AS source_id, row_number() OVER (ORDER BY s.created_at, s.id) AS place
    FROM integrations_source s WHERE s.workspace_id = %(workspace)s AND EXISTS (
        SELECT FROM integrations_exchangerate e WHERE e.workspace_id = s.workspace_id
            AND e.source_id = s.id AND e.deleted_at IS NULL)
),
rate AS (
    SELECT source_id, currency, rate, starts_on, ends_before FROM integrations_exchangerate
    WHERE workspace_id = %(workspace)s AND deleted_at IS NULL AND rate > 0
    UNION ALL
    SELECT source_id, currency, 1, NULL, NULL FROM integrations_organization
    WHERE workspace_id = %(workspace)s AND deleted_at IS NULL AND currency <> ''
        AND source_id IN (SELECT source_id FROM rate_source)
)"""
_RATE = """(SELECT x.rate, x.starts_on IS NOT NULL AS is_dated FROM rate x
    WHERE x.source_id = s.source_id AND x.currency = {currency}
        AND coalesce(x.starts_on <= r."on", true) AND coalesce(r."on" < x.ends_before, true)
    ORDER BY x.starts_on DESC NULLS LAST LIMIT 1)"""
NO_SOURCE = "NULL::uuid"
OF_DEAL = "r.source_id"


def join_factor(source: str = NO_SOURCE) -> str:
    """What joins rows `r` by the hundred with `f`: factor, source_id and is_dated of its rates."""
    return f"""LEFT JOIN LATERAL (
    SELECT own.rate / its.rate AS factor, s.source_id, own.is_dated OR its.is_dated AS is_dated
    FROM rate_source s CROSS JOIN LATERAL {_RATE.format(currency="%(currency)s")} own
    CROSS JOIN LATERAL {_RATE.format(currency="r.currency")} its
    WHERE r.currency <> %(currency)s
    ORDER BY s.source_id = {source} DESC NULLS LAST, s.place LIMIT 1
) f ON true"""


def factors(name: str, days: str, source: str = NO_SOURCE) -> str:
    """The factors of all rows of a table, each looked up once; for `known_factor`.

    As one value, because a join to them would be a loop over both wherever the planner takes the
    rows of a workspace that has just come for none.
    """
    own = "" if source == NO_SOURCE else ", source_id"
    return f"""
{name}_factor AS MATERIALIZED (
    SELECT jsonb_object_agg({_key(source)}, f.factor) AS known
    FROM (SELECT DISTINCT "on", currency{own} FROM {days} WHERE currency <> %(currency)s) r
    {join_factor(source)}
)"""


def known_factor(name: str, source: str = NO_SOURCE) -> str:
    """`join_factor` for any number of rows, whose days and currencies are among the `factors`."""
    return f"""LEFT JOIN LATERAL (
    SELECT CASE WHEN r.currency <> %(currency)s THEN {factor_of(name, source)} END AS factor
    OFFSET 0
) f ON true"""


def factor_of(name: str, source: str = NO_SOURCE) -> str:
    """The factor of one row in another currency, where only few rows need it."""
    return f"((SELECT known FROM {name}_factor) ->> ({_key(source)}))::numeric"


def _key(source: str) -> str:
    day = 'r.currency || r."on"'
    return day if source == NO_SOURCE else f"{source} || {day}"


# Those of all campaigns between the first and the last day that are asked for.
AD_DAYS = """(SELECT "on", currency FROM analytics_adday
    WHERE workspace_id = %(workspace)s AND "on" BETWEEN %(first)s AND %(last)s) d"""
ORGANIZATION = """
org AS (
    SELECT DISTINCT ON (source_id) source_id, currency FROM integrations_organization
    WHERE workspace_id = %(workspace)s AND deleted_at IS NULL AND currency <> ''
    ORDER BY source_id, external_id
)"""
