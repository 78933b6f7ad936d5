"""When each value of a campaign's day was read, and how it differed from the reading before.

A row is born with the value that was first read of it; each revision then adds what it changed. A
sum of these steps up to a moment is what one would have seen at that moment.
"""
# ruff: noqa: S608  Only names written in this module are put into the statement.

from collections.abc import Sequence

from integrations.models import CampaignDay

# What can be followed: the columns of a campaign's day, by the measures' own names.
COLUMNS = {
    "spend": "spend_micros",
    "impressions": "impressions",
    "clicks": "clicks",
    "conversions": "conversions_micros",
    "conversion_value": "conversion_value_micros",
}


def steps(measure: str, conditions: Sequence[str]) -> str:
    """The body of a CTE: rows (campaign_id, on, at, value, currency) of all steps of a measure.

    Conditions speak of `c`, the campaign, and `d`, the day or its revision. The statement's names:
    workspace, first, last and what the conditions use.
    """
    column = COLUMNS[measure]
    only = "".join(f" AND {condition}" for condition in conditions)
    days = '"on" BETWEEN %(first)s AND %(last)s'
    return f"""
    present AS MATERIALIZED (
        SELECT d.campaign_id, d."on", d.cut, d.as_of, d.currency, d.{column} AS value
        FROM {CampaignDay._meta.db_table} d JOIN integrations_campaign c
            ON c.workspace_id = d.workspace_id AND c.id = d.campaign_id
        WHERE d.workspace_id = %(workspace)s AND d.{days}{only}
    ),
    revised AS MATERIALIZED (
        SELECT d.campaign_id, d."on", d.cut, d.as_of, d.currency, d.superseded_at,
            CASE WHEN d.metric = '{column}'
                THEN coalesce(d.new_value, 0) - coalesce(d.old_value, 0) END AS by
        FROM integrations_campaigndayrevision d JOIN integrations_campaign c
            ON c.workspace_id = d.workspace_id AND c.id = d.campaign_id
        WHERE d.workspace_id = %(workspace)s AND d.{days}{only}
    ),
    -- as_of of a row moves with any of its values, so the first reading is the oldest of them all.
    born AS (
        SELECT campaign_id, "on", cut, min(as_of) AS at, max(currency) AS currency
        FROM (
            SELECT campaign_id, "on", cut, as_of, currency FROM present
            UNION ALL SELECT campaign_id, "on", cut, as_of, currency FROM revised
        ) r GROUP BY 1, 2, 3
    ),
    changed AS (
        SELECT campaign_id, "on", cut, sum(by) AS by FROM revised WHERE by IS NOT NULL
        GROUP BY 1, 2, 3
    ),
    step AS (
        SELECT b.campaign_id, b."on", b.at, coalesce(p.value, 0) - coalesce(g.by, 0) AS value,
            b.currency, true AS is_first
        FROM born b
        LEFT JOIN present p USING (campaign_id, "on", cut)
        LEFT JOIN changed g USING (campaign_id, "on", cut)
        UNION ALL
        SELECT campaign_id, "on", superseded_at, by, currency, false FROM revised WHERE by <> 0
    )"""
