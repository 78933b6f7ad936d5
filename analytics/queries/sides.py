"""The rows behind an answer, by the side from which they come: advertising, the CRM, visits."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections.abc import Mapping

from analytics.metrics import MEASURES, Side
from analytics.queries import channels
from analytics.queries.converting import NO_SOURCE, OF_DEAL
from analytics.queries.dimensions import Breakdown, Granularity
from analytics.queries.question import Filters, MetricQuery
from analytics.queries.spans import campaign_sums
from analytics.queries.testing import condition
from analytics.queries.where import dimensions_of

# The sums of a row, in the order in which they come back, for ads and for CRM rows.
AD_SUMS = (
    "impressions",
    "impressions_known",
    "clicks",
    "clicks_known",
    "spend",
    "spend_known",
    "conversions",
    "conversions_known",
    "conversion_value",
    "conversion_value_known",
)
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
    "lost_value",
    "cycles",
    "cycle_days",
)
VISIT_SUMS = (
    "sessions",
    "sessions_known",
    "engaged_sessions",
    "engaged_sessions_known",
    "key_events",
    "key_events_known",
)
SUMS_OF = {"ads": AD_SUMS, "crm": CRM_SUMS, "visits": VISIT_SUMS}
MOST_SUMS = max(map(len, SUMS_OF.values()))
MONEY_COLUMN = {
    "pipeline": "pipeline_micros",
    "revenue": "won_micros",
    "lost_value": "lost_micros",
    "spend": "spend_micros",
    "conversion_value": "conversion_value_micros",
}
_COLUMN = MONEY_COLUMN | {
    "conversions": "conversions_micros",
    "key_events": "key_events_micros",
}
_SELDOM = {one.key for one in MEASURES.values() if one.is_seldom}
# Amounts are rounded by part, day and currency, those of deals by their source, too.
_EACH_DAY = "GROUP BY 1, 2, 3, 4, 5"
_SPANS = {
    Granularity.TOTAL: "p.first_on",
    Granularity.DAY: 'd."on"',
    # Moved on to the Monday behind its first day, and back again.
    Granularity.WEEK: (
        "greatest(date_trunc('week', d.\"on\" + %(before_monday)s::int)::date"
        " - %(before_monday)s::int, p.first_on)"
    ),
    Granularity.MONTH: "greatest(date_trunc('month', d.\"on\")::date, p.first_on)",
    Granularity.QUARTER: (
        'greatest((%(quarters)s::date[])[width_bucket(d."on", %(quarters)s::date[])], p.first_on)'
    ),
}


def sums_of(side: str, query: MetricQuery) -> tuple[str, ...]:
    """The sums of a side that a question reads, as the first column of a row names it."""
    asked = {measure.key for metric in query.catalogue for measure in metric.measures}
    left_out = _SELDOM - asked
    return tuple(name for name in SUMS_OF[side] if name.removesuffix("_known") not in left_out)


def ad_rows(query: MetricQuery, *, is_plain: bool = False) -> str:
    """Sums of advertising by part, day and currency; a plain part is no text where it is none."""
    owner, join = _owner_of_ads(query)
    is_by_campaign, channel = _is_by_campaign(query), "d.channel"
    has_months = is_by_campaign and _has_whole_months(query)
    if query.has_channels and is_by_campaign:
        look = channels.look_up_ad if has_months else channels.join_ad
        join, channel = f"{join}\n{look('d.campaign_id')}", channels.AD
    told = {
        Breakdown.PLATFORM: f"{owner}.platform",
        Breakdown.CAMPAIGN: "d.campaign_id::text",
        Breakdown.CHANNEL: channel,
        Breakdown.SOURCE: f"{owner}.source_id::text",
    }
    part = _part_of(query, told)
    if is_plain and query.dimensions == (Breakdown.CAMPAIGN,):
        # A text of each row would cost more than its sums.
        part = "d.campaign_id"
    columns = {name: f"d.{_COLUMN.get(name, name)}" for name in sums_of("ads", query)}
    rows = _days_of(_table_of_ads(query))
    if has_months:
        is_whole = query.granularity is Granularity.TOTAL
        sums_read = [_COLUMN.get(name, name) for name in columns]
        rows = campaign_sums(sums_read, by_month=not is_whole)
    # A campaign has one row a day and currency, or one of all that is in the workspace's own.
    is_single = Breakdown.CAMPAIGN in query.dimensions
    sums = ", ".join(f"{c if is_single else f'sum({c})'} AS {n}" for n, c in columns.items())
    where = _where_of_ads(query, owner, channel) + _where(query, Side.ADS, told, owner)
    found = _rows(query, rows, part, "d.currency", sums, join, where)
    return found if is_single else f"{found} {_EACH_DAY}"


def _owner_of_ads(query: MetricQuery) -> tuple[str, str]:
    """The row that knows the platform, the source and the name, and the join that brings it."""
    needs = bool(query.filters.platforms) or bool(
        query.tells & {Breakdown.PLATFORM, Breakdown.SOURCE}
    )
    if _is_by_campaign(query) and (needs or Breakdown.CAMPAIGN in dimensions_of(query.where)):
        return (
            "c",
            """JOIN integrations_campaign c
            ON c.workspace_id = d.workspace_id AND c.id = d.campaign_id""",
        )
    return "d", ""


def _where_of_ads(query: MetricQuery, owner: str, channel: str) -> list[str]:
    filters, where = query.filters, []
    if filters.platforms:
        where.append(f"{owner}.platform = ANY(%(platforms)s::text[])")
    if filters.campaigns:
        where.append("d.campaign_id = ANY(%(campaigns)s::uuid[])")
    if filters.channels:
        where.append(channels.is_one_of(channel))
    if query.parts and Breakdown.CAMPAIGN in query.dimensions:
        # By its index; of several dimensions the parts as they are written are compared beside it.
        place = query.dimensions.index(Breakdown.CAMPAIGN)
        where += [f"{one} = ANY(%(parts_{place})s::uuid[])" for one in _ids(owner)]
    return where


def _ids(owner: str) -> list[str]:
    """The campaign of a row, said of both that are joined: neither is read as a whole."""
    return ["d.campaign_id", "c.id"] if owner == "c" else ["d.campaign_id"]


def _table_of_ads(query: MetricQuery) -> str:
    """The smallest rollup that tells what is asked."""
    if _is_by_campaign(query):
        return "analytics_adcampaignday"
    return "analytics_adchannelday" if query.has_channels else "analytics_adday"


def _is_by_campaign(query: MetricQuery) -> bool:
    """Whether campaigns are asked for, or what no other rollup holds together."""
    filters = query.filters
    if Breakdown.CAMPAIGN in query.tells or filters.campaigns:
        return True
    has_platforms = Breakdown.PLATFORM in query.tells or bool(filters.platforms)
    return query.has_channels and has_platforms


def _has_whole_months(query: MetricQuery) -> bool:
    """Whether no month is cut in two: then days are needed at both ends alone."""
    if query.granularity is Granularity.QUARTER:
        return all(day.day == 1 for day in query.quarters)
    return query.granularity in (Granularity.TOTAL, Granularity.MONTH)


def crm_rows(query: MetricQuery) -> str:
    """Counts and sums of a CRM by part, day, currency and source."""
    told = {
        Breakdown.LEAD_SOURCE: "d.lead_source",
        Breakdown.CRM_CAMPAIGN: "d.campaign_external_id",
        Breakdown.CHANNEL: channels.CRM,
        Breakdown.SOURCE: "d.source_id::text",
    }
    where = []
    if query.filters.lead_sources:
        where.append("d.lead_source = ANY(%(lead_sources)s::text[])")
    if query.filters.is_ads:
        where.append(matched(query.filters))
    if query.filters.channels:
        where.append(channels.is_one_of(channels.CRM))
    where += _where(query, Side.DEALS, told)
    currency = "coalesce(nullif(d.currency, ''), o.currency, %(currency)s)"
    sums = ", ".join(f"sum(d.{_COLUMN.get(n, n)}) AS {n}" for n in sums_of("crm", query))
    sums = f"d.source_id, {sums}"
    join = "LEFT JOIN org o ON o.source_id = d.source_id"
    if query.has_channels:
        join += f"\n{channels.join_crm('d')}"
    part = _part_of(query, told)
    rows = _rows(query, _days_of("analytics_crmday"), part, currency, sums, join, where)
    return f"{rows} {_EACH_DAY}, 6"


def visit_rows(query: MetricQuery) -> str:
    """Without money; what is filtered by advertising, lead source or channel has no visits."""
    sums = ", ".join(f"sum(d.{_COLUMN.get(n, n)}) AS {n}" for n in sums_of("visits", query))
    filters = query.filters
    where = ["false"] if filters.is_ads or filters.lead_sources or filters.channels else []
    told = {Breakdown.SOURCE: "d.source_id::text"}
    where += _where(query, Side.VISITS, told)
    days, part = _days_of("analytics_visitday"), _part_of(query, told)
    rows = _rows(query, days, part, "%(currency)s::text", sums, "", where)
    return f"{rows} {_EACH_DAY}"


def _part_of(query: MetricQuery, told: Mapping[Breakdown, str]) -> str:
    """A text for one dimension, an array of texts for several."""
    names = [told[one] for one in query.dimensions]
    if len(names) > 1:
        return f"ARRAY[{', '.join(names)}]"
    return names[0] if names else "''"


def _where(
    query: MetricQuery, side: Side, told: Mapping[Breakdown, str], owner: str = "d"
) -> list[str]:
    """The tree of tests, and the parts whose series are asked for."""
    found = []
    if query.where is not None:
        is_told = query.can_test(side)
        text = condition(side, query.where)
        channel = told.get(Breakdown.CHANNEL, "")
        found.append(text.format(owner=owner, channel=channel) if is_told else "false")
    is_by_id = query.dimensions == (Breakdown.CAMPAIGN,) and side is Side.ADS
    if query.parts and not is_by_id:
        names = ", ".join(told[one] for one in query.dimensions)
        wanted = ", ".join(f"%(parts_{n})s::text[]" for n in range(len(query.dimensions)))
        found.append(f"({names}) IN (SELECT * FROM unnest({wanted}))")
    return found


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
