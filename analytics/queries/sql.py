"""The one statement behind an answer: sums by period, span and part, money in one currency.

Amounts in another currency are converted day by day (see `converting`); where there is no rate,
they come back beside the rest under their currency, and are added to nothing.
"""
# ruff: noqa: S608  Only names written in this module are put into the statement.

from typing import Any

from accounts.models import Workspace
from analytics.metrics import Side
from analytics.queries import channels
from analytics.queries.converting import (
    NO_SOURCE,
    OF_DEAL,
    ORGANIZATION,
    RATES,
    factors,
    known_factor,
)
from analytics.queries.periods import Period
from analytics.queries.question import Breakdown, Filters, Granularity, MetricQuery
from analytics.queries.spans import campaign_sums

# The sums of a row, in the order in which they come back, for ads and for CRM rows.
AD_SUMS = ("impressions", "impressions_known", "clicks", "clicks_known", "spend", "spend_known")
CRM_SUMS = (
    "leads",
    "mql",
    "sql",
    "opportunities",
    "pipeline",
    "won",
    "revenue",
    "new_customers",
    "lost",
)
VISIT_SUMS = (
    "sessions",
    "sessions_known",
    "engaged_sessions",
    "engaged_sessions_known",
    "key_events",
    "key_events_known",
)
# The sums by side, as the first column of a row names it.
SUMS_OF = {"ads": AD_SUMS, "crm": CRM_SUMS, "visits": VISIT_SUMS}
_WIDTH = len(CRM_SUMS)
_MONEY_COLUMN = {"pipeline": "pipeline_micros", "revenue": "won_micros", "spend": "spend_micros"}

# Amounts are rounded by part, day and currency, those of deals by their source, too.
_EACH_DAY = "GROUP BY 1, 2, 3, 4, 5"
_BY_CAMPAIGN = (Breakdown.CAMPAIGN, Breakdown.CHANNEL)
_SPANS = {
    Granularity.TOTAL: "p.first_on",
    Granularity.DAY: 'd."on"',
    Granularity.WEEK: "greatest(date_trunc('week', d.\"on\")::date, p.first_on)",
    Granularity.MONTH: "greatest(date_trunc('month', d.\"on\")::date, p.first_on)",
}


def statement(query: MetricQuery) -> str:
    """The statement for a question; its names come from names_of."""
    rows = {}
    if Side.ADS in query.sides:
        rows["ads"] = _ad_rows(query)
    if query.sides & {Side.LEADS, Side.DEALS}:
        rows["crm"] = _crm_rows(query)
    if Side.VISITS in query.sides:
        rows["visits"] = _visit_rows(query)
    tables = [
        f"{side} AS ({text}), {factors(side, _days_with_money(side, query), _source_of(side))}"
        for side, text in rows.items()
    ]
    return f"""
    WITH period (name, first_on, last_on) AS (
        VALUES ('now', %(first)s::date, %(last)s::date),
            ('before', %(before_first)s::date, %(before_last)s::date)
    ), {RATES}, {ORGANIZATION}, {", ".join(tables)}
    {" UNION ALL ".join(map(_part, rows))}
    """


def names_of(query: MetricQuery, workspace: Workspace, before: Period | None) -> dict[str, Any]:
    """What the statement's names stand for."""
    return {
        "workspace": workspace.pk,
        "currency": workspace.currency,
        "first": query.period.first_on,
        "last": query.period.last_on,
        "before_first": before.first_on if before else None,
        "before_last": before.last_on if before else None,
        "platforms": list(query.filters.platforms),
        "campaigns": list(query.filters.campaigns),
        "lead_sources": list(query.filters.lead_sources),
        "channels": list(query.filters.channels),
    }


def _part(side: str) -> str:
    """Rows (period, span, part, on, currency, sums) converted and summed; 9 sums, null-padded."""
    sums = SUMS_OF[side]
    cells = [_cell(name) for name in sums] + ["NULL::bigint"] * (_WIDTH - len(sums))
    without_rate = (
        "CASE WHEN r.currency <> %(currency)s AND f.factor IS NULL THEN r.currency ELSE '' END"
    )
    return f"""
    SELECT '{side}' AS side, r.period, r.span, r.part, {without_rate} AS without_rate,
        {", ".join(cells)}
    FROM {side} r {known_factor(side, _source_of(side))} GROUP BY r.period, r.span, r.part, 5
    """


def _cell(name: str) -> str:
    if name not in _MONEY_COLUMN:
        return f"sum(r.{name})::bigint"
    return (
        f"sum(CASE WHEN f.factor IS NULL THEN r.{name} ELSE round(r.{name} * f.factor) END)::bigint"
    )


def _ad_rows(query: MetricQuery) -> str:
    filters = query.filters
    part = {
        Breakdown.PLATFORM: "{0}.platform",
        Breakdown.CAMPAIGN: "d.campaign_id::text",
        Breakdown.CHANNEL: channels.AD,
    }.get(query.breakdown, "''")
    where, join, owner = [], "", "d"
    if _is_by_campaign(query) and (filters.platforms or query.breakdown is Breakdown.PLATFORM):
        owner = "c"
        join = """JOIN integrations_campaign c
            ON c.workspace_id = d.workspace_id AND c.id = d.campaign_id"""
    if query.has_channels:
        join += f"\n{channels.join_ad('d.campaign_id')}"
    if filters.platforms:
        where.append(f"{owner}.platform = ANY(%(platforms)s::text[])")
    if filters.campaigns:
        where.append("d.campaign_id = ANY(%(campaigns)s::uuid[])")
    if filters.channels:
        where.append(channels.is_one_of(channels.AD))
    columns = {name: f"d.{_MONEY_COLUMN.get(name, name)}" for name in AD_SUMS}
    rows = _days_of("analytics_adcampaignday" if _is_by_campaign(query) else "analytics_adday")
    if query.breakdown in _BY_CAMPAIGN:
        # Which has no series.
        rows = campaign_sums([_MONEY_COLUMN.get(name, name) for name in AD_SUMS])
    # A campaign has one row a day and currency.
    is_single = query.breakdown is Breakdown.CAMPAIGN
    sums = ", ".join(f"{c if is_single else f'sum({c})'} AS {n}" for n, c in columns.items())
    found = _rows(query, rows, part.format(owner), "d.currency", sums, join, where)
    return found if is_single else f"{found} {_EACH_DAY}"


def _is_by_campaign(query: MetricQuery) -> bool:
    filters = query.filters
    return query.breakdown in _BY_CAMPAIGN or bool(filters.campaigns or filters.channels)


def _source_of(side: str) -> str:
    return OF_DEAL if side == "crm" else NO_SOURCE


def _days_with_money(side: str, query: MetricQuery) -> str:
    """A table of all days and currencies that rows of a side may have, the smaller the better."""
    if side == "ads" and _is_by_campaign(query):
        return f"""(SELECT d."on", d.currency FROM period p {_days_of("analytics_adday")}
        WHERE d.workspace_id = %(workspace)s) d"""
    return side


def _crm_rows(query: MetricQuery) -> str:
    part = {
        Breakdown.LEAD_SOURCE: "d.lead_source",
        Breakdown.CRM_CAMPAIGN: "d.campaign_external_id",
        Breakdown.CHANNEL: channels.CRM,
    }.get(query.breakdown, "''")
    where = []
    if query.filters.lead_sources:
        where.append("d.lead_source = ANY(%(lead_sources)s::text[])")
    if query.filters.is_ads:
        where.append(matched(query.filters))
    if query.filters.channels:
        where.append(channels.is_one_of(channels.CRM))
    currency = "coalesce(nullif(d.currency, ''), o.currency, %(currency)s)"
    sums = ", ".join(f"sum(d.{_MONEY_COLUMN.get(n, n)}) AS {n}" for n in CRM_SUMS)
    sums = f"d.source_id, {sums}"
    join = "LEFT JOIN org o ON o.source_id = d.source_id"
    if query.has_channels:
        join += f"\n{channels.join_crm('d')}"
    rows = _rows(query, _days_of("analytics_crmday"), part, currency, sums, join, where)
    return f"{rows} {_EACH_DAY}, 6"


def _visit_rows(query: MetricQuery) -> str:
    """Without money; what is filtered by advertising, lead source or channel has no visits."""
    column = {"key_events": "key_events_micros"}
    sums = ", ".join(f"sum(d.{column.get(n, n)}) AS {n}" for n in VISIT_SUMS)
    filters = query.filters
    where = ["false"] if filters.is_ads or filters.lead_sources or filters.channels else []
    days = _days_of("analytics_visitday")
    rows = _rows(query, days, "''", "%(currency)s::text", sums, "", where)
    return f"{rows} {_EACH_DAY}"


def matched(filters: Filters) -> str:
    """Only deals of CRM campaigns of which a filtered ad campaign is a part."""
    wanted = []
    if filters.platforms:
        wanted.append("a.platform = ANY(%(platforms)s::text[])")
    if filters.campaigns:
        wanted.append("a.id = ANY(%(campaigns)s::uuid[])")
    return f"""(d.source_id, d.campaign_external_id) IN (
        SELECT k.source_id, k.external_id FROM analytics_campaignmatch m
        JOIN integrations_campaign a ON a.workspace_id = m.workspace_id AND a.id = m.ad_campaign_id
        JOIN integrations_campaign k ON k.workspace_id = m.workspace_id AND k.id = m.crm_campaign_id
        WHERE m.workspace_id = %(workspace)s AND {" AND ".join(wanted)})"""


def _days_of(table: str) -> str:
    return f'JOIN {table} d ON d."on" BETWEEN p.first_on AND p.last_on'


def _rows(
    query: MetricQuery,
    rows: str,
    part: str,
    currency: str,
    sums: str,
    join: str,
    where: list[str],
) -> str:
    conditions = " AND ".join(["d.workspace_id = %(workspace)s", *where])
    return f"""
    SELECT p.name AS period, {_SPANS[query.granularity]} AS span, {part} AS part, d."on",
        {currency} AS currency, {sums}
    FROM period p
    {rows}
    {join} WHERE {conditions}
    """
