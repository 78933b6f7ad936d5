"""The rows behind an answer, by the side from which they come: advertising, the CRM, visits."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from analytics.queries import channels
from analytics.queries.converting import NO_SOURCE, OF_DEAL
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
MONEY_COLUMN = {"pipeline": "pipeline_micros", "revenue": "won_micros", "spend": "spend_micros"}
# Amounts are rounded by part, day and currency, those of deals by their source, too.
_EACH_DAY = "GROUP BY 1, 2, 3, 4, 5"
_BY_CAMPAIGN = (Breakdown.CAMPAIGN, Breakdown.CHANNEL)
_SPANS = {
    Granularity.TOTAL: "p.first_on",
    Granularity.DAY: 'd."on"',
    # Moved on to the Monday behind its first day, and back again.
    Granularity.WEEK: (
        "greatest(date_trunc('week', d.\"on\" + %(before_monday)s::int)::date"
        " - %(before_monday)s::int, p.first_on)"
    ),
    Granularity.MONTH: "greatest(date_trunc('month', d.\"on\")::date, p.first_on)",
}


def ad_rows(query: MetricQuery) -> str:
    """Sums of advertising by part, day and currency."""
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
    columns = {name: f"d.{MONEY_COLUMN.get(name, name)}" for name in AD_SUMS}
    rows = _days_of("analytics_adcampaignday" if _is_by_campaign(query) else "analytics_adday")
    if query.breakdown in _BY_CAMPAIGN and query.granularity is Granularity.TOTAL:
        # Without days to tell apart, whole months do.
        rows = campaign_sums([MONEY_COLUMN.get(name, name) for name in AD_SUMS])
    # A campaign has one row a day and currency.
    is_single = query.breakdown is Breakdown.CAMPAIGN
    sums = ", ".join(f"{c if is_single else f'sum({c})'} AS {n}" for n, c in columns.items())
    found = _rows(query, rows, part.format(owner), "d.currency", sums, join, where)
    return found if is_single else f"{found} {_EACH_DAY}"


def _is_by_campaign(query: MetricQuery) -> bool:
    filters = query.filters
    return query.breakdown in _BY_CAMPAIGN or bool(filters.campaigns or filters.channels)


def crm_rows(query: MetricQuery) -> str:
    """Counts and sums of a CRM by part, day, currency and source."""
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
    sums = ", ".join(f"sum(d.{MONEY_COLUMN.get(n, n)}) AS {n}" for n in CRM_SUMS)
    sums = f"d.source_id, {sums}"
    join = "LEFT JOIN org o ON o.source_id = d.source_id"
    if query.has_channels:
        join += f"\n{channels.join_crm('d')}"
    rows = _rows(query, _days_of("analytics_crmday"), part, currency, sums, join, where)
    return f"{rows} {_EACH_DAY}, 6"


def visit_rows(query: MetricQuery) -> str:
    """Without money; what is filtered by advertising, lead source or channel has no visits."""
    column = {"key_events": "key_events_micros"}
    sums = ", ".join(f"sum(d.{column.get(n, n)}) AS {n}" for n in VISIT_SUMS)
    filters = query.filters
    where = ["false"] if filters.is_ads or filters.lead_sources or filters.channels else []
    days = _days_of("analytics_visitday")
    rows = _rows(query, days, "''", "%(currency)s::text", sums, "", where)
    return f"{rows} {_EACH_DAY}"


def days_with_money(side: str, query: MetricQuery) -> str:
    """A table of all days and currencies that rows of a side may have, the smaller the better."""
    if side == "ads" and _is_by_campaign(query):
        return f"""(SELECT d."on", d.currency FROM period p {_days_of("analytics_adday")}
        WHERE d.workspace_id = %(workspace)s) d"""
    return side


def source_of(side: str) -> str:
    """The column that names the source whose own rates go first; of deals alone."""
    return OF_DEAL if side == "crm" else NO_SOURCE


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
