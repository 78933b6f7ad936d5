"""The table of ad campaigns, with the deals of the CRM campaign that each alone is a part of."""
# ruff: noqa: S608  Only names written in this module are put into the statement.

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Workspace
from analytics.queries import channels
from analytics.queries.converting import OF_DEAL, ORGANIZATION, RATES, factors, known_factor
from analytics.queries.periods import Period
from analytics.queries.question import Filters
from analytics.queries.spans import campaign_sums

# The currencies of amounts that have no rate.
_WITHOUT = """array_agg(DISTINCT r.currency::text) FILTER (
            WHERE r.currency <> %(currency)s AND f.factor IS NULL AND r.{0} <> 0)"""
_MONEY = "CASE WHEN r.currency = %(currency)s THEN r.{0} ELSE round(r.{0} * f.factor) END"
# Sums that are called here as they are there.
_SAME = (
    *("impressions", "impressions_known", "clicks", "clicks_known"),
    *("spend_known", "conversions_known"),
)
SORTS = {
    "name": "lower(c.name)",
    "platform": "c.platform",
    "spend": "s.spend",
    "impressions": "s.impressions",
    "clicks": "s.clicks",
    "ctr": "s.clicks::float8 / nullif(s.impressions, 0)",
    "cpc": "s.spend::float8 / nullif(s.clicks, 0)",
    "conversions": "s.conversions",
    "cost_per_conversion": "s.spend::float8 / nullif(s.conversions, 0)",
    "pipeline_created": "d.pipeline",
    "won_revenue": "d.revenue",
    "roas": "d.revenue::float8 / nullif(s.spend, 0)",
}


@dataclass(frozen=True)
class CampaignFigures:
    """An ad campaign's sums; money in micros of the workspace's currency, None where not reported.

    Conversions are in millionths.
    `part_of` is the CRM campaign it belongs to; deals are given where it is the only part of it.
    The last three are the currencies of amounts that have no rate, and are in no sum; None of none.
    """

    id: UUID
    name: str
    platform: str
    status: str
    impressions: int | None
    clicks: int | None
    spend: int | None
    conversions: int | None
    part_of: str | None
    parts: int
    opportunities: int | None
    pipeline: int | None
    won: int | None
    revenue: int | None
    spend_without: list[str] | None = None
    pipeline_without: list[str] | None = None
    revenue_without: list[str] | None = None


@dataclass(frozen=True)
class CampaignPage:
    """Some campaigns, and how many there are."""

    rows: tuple[CampaignFigures, ...]
    count: int


def campaign_page(
    workspace: Workspace,
    period: Period,
    filters: Filters,
    *,
    text: str = "",
    sort: str = "-spend",
    limit: int = 50,
    offset: int = 0,
) -> CampaignPage:
    """Campaigns with days in the period; `sort` is a key of SORTS, "-" before it for descending."""
    key = sort.lstrip("-")
    order = f"{SORTS.get(key, SORTS['spend'])} {'DESC' if sort.startswith('-') else 'ASC'}"
    names = _names(workspace, period, filters, text) | {"limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(_statement(filters, text, order), names)
        rows = cursor.fetchall()
    return CampaignPage(tuple(CampaignFigures(*row[1:]) for row in rows), rows[0][0] if rows else 0)


def _statement(filters: Filters, text: str, order: str) -> str:
    where = []
    if filters.platforms:
        where.append("c.platform = ANY(%(platforms)s::text[])")
    if filters.campaigns:
        where.append("c.id = ANY(%(campaigns)s::uuid[])")
    if filters.channels:
        where.append(channels.is_ad_in("c.id"))
    if text:
        where.append("strpos(lower(c.name), lower(%(text)s)) > 0")
    only = "".join(f" AND {condition}" for condition in where)
    return f"""
    WITH {RATES.lstrip()}, {ORGANIZATION.lstrip()},
    day AS (
        SELECT d.campaign_id, d."on", d.currency, d.spend_micros AS spend,
            d.conversions_micros AS conversions, {", ".join(f"d.{name}" for name in _SAME)}
        FROM (SELECT %(first)s::date AS first_on, %(last)s::date AS last_on) p
        {campaign_sums((*_SAME, "spend_micros", "conversions_micros"))}
    ), {factors("day", "day")},
    spent AS (
        SELECT r.campaign_id, sum(r.impressions)::bigint AS impressions,
            sum(r.impressions_known) AS impressions_known, sum(r.clicks)::bigint AS clicks,
            sum(r.clicks_known) AS clicks_known, sum(r.conversions)::bigint AS conversions,
            sum(r.conversions_known) AS conversions_known,
            sum({_MONEY.format("spend")})::bigint AS spend,
            sum(r.spend_known) FILTER (WHERE r.currency = %(currency)s OR f.factor IS NOT NULL)
                AS spend_known,
            {_WITHOUT.format("spend")} AS spend_without
        FROM day r {known_factor("day")} GROUP BY r.campaign_id
    ),
    known AS (
        SELECT campaign_id, CASE WHEN impressions_known > 0 THEN impressions END AS impressions,
            CASE WHEN clicks_known > 0 THEN clicks END AS clicks,
            CASE WHEN conversions_known > 0 THEN conversions END AS conversions,
            CASE WHEN spend_known > 0 THEN spend END AS spend, spend_without FROM spent
    ),
    matched AS (
        SELECT m.ad_campaign_id, k.source_id, k.external_id, k.name,
            count(*) OVER (PARTITION BY m.crm_campaign_id)::int AS parts
        FROM analytics_campaignmatch m JOIN integrations_campaign k
            ON k.workspace_id = m.workspace_id AND k.id = m.crm_campaign_id
        WHERE m.workspace_id = %(workspace)s
    ),
    crm AS (
        SELECT d.source_id, d.campaign_external_id, d."on",
            coalesce(nullif(d.currency, ''), o.currency, %(currency)s) AS currency,
            d.opportunities, d.pipeline_micros AS pipeline, d.won, d.won_micros AS revenue
        FROM analytics_crmday d LEFT JOIN org o ON o.source_id = d.source_id
        WHERE d.workspace_id = %(workspace)s AND d."on" BETWEEN %(first)s AND %(last)s
            AND d.campaign_external_id <> ''
            AND EXISTS (SELECT FROM matched)
    ), {factors("crm", "crm", OF_DEAL)},
    deal AS (
        SELECT r.source_id, r.campaign_external_id, sum(r.opportunities)::bigint AS opportunities,
            sum({_MONEY.format("pipeline")})::bigint AS pipeline, sum(r.won)::bigint AS won,
            sum({_MONEY.format("revenue")})::bigint AS revenue,
            {_WITHOUT.format("pipeline")} AS pipeline_without,
            {_WITHOUT.format("revenue")} AS revenue_without
        FROM crm r {known_factor("crm", OF_DEAL)} GROUP BY 1, 2
    )
    SELECT count(*) OVER (), c.id, c.name, c.platform, c.status, s.impressions, s.clicks, s.spend,
        s.conversions, m.name, coalesce(m.parts, 0), d.opportunities, d.pipeline, d.won, d.revenue,
        s.spend_without, d.pipeline_without, d.revenue_without
    FROM known s
    JOIN integrations_campaign c ON c.workspace_id = %(workspace)s AND c.id = s.campaign_id {only}
    LEFT JOIN matched m ON m.ad_campaign_id = c.id
    LEFT JOIN LATERAL (
        SELECT coalesce(x.opportunities, 0) AS opportunities, coalesce(x.pipeline, 0) AS pipeline,
            coalesce(x.won, 0) AS won, coalesce(x.revenue, 0) AS revenue,
            x.pipeline_without, x.revenue_without
        FROM (SELECT) one LEFT JOIN deal x
            ON x.source_id = m.source_id AND x.campaign_external_id = m.external_id
    ) d ON m.parts = 1
    ORDER BY {order} NULLS LAST, c.id LIMIT %(limit)s OFFSET %(offset)s
    """


def _names(workspace: Workspace, period: Period, filters: Filters, text: str) -> dict[str, Any]:
    return {
        "workspace": workspace.pk,
        "currency": workspace.currency,
        "first": period.first_on,
        "last": period.last_on,
        "platforms": list(filters.platforms),
        "campaigns": list(filters.campaigns),
        "channels": list(filters.channels),
        "text": text,
    }
