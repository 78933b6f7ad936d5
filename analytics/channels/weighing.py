"""Reads everything that has a channel, with what it cost and earned in some days."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.models import Workspace
from analytics.channels.rules import Thing
from analytics.models import ThingKind
from analytics.queries.converting import (
    AD_DAYS,
    OF_DEAL,
    ORGANIZATION,
    RATES,
    factors,
    join_factor,
    known_factor,
)
from analytics.queries.periods import Period

_CONVERTED = "CASE WHEN r.currency = %(currency)s THEN r.{0} ELSE round(r.{0} * f.factor) END"
_HAS = """LEFT JOIN analytics_channelof h
    ON h.workspace_id = %(workspace)s AND h.kind = '{0}' AND h.key = {1}"""
_ADS = f"""
WITH {RATES.lstrip()}, {factors("spent", AD_DAYS).lstrip()},
spent AS (
    SELECT r.campaign_id, sum({_CONVERTED.format("spend_micros")})::bigint AS weight
    FROM analytics_adcampaignday r {known_factor("spent")}
    WHERE r.workspace_id = %(workspace)s AND r."on" BETWEEN %(first)s AND %(last)s
        AND r.spend_known > 0
    GROUP BY 1
)
SELECT c.id::text, c.name, coalesce(h.channel, ''), s.weight, c.platform, c.type, c.name, '', '', ''
FROM integrations_campaign c {_HAS.format("ad", "c.id::text")}
LEFT JOIN spent s ON s.campaign_id = c.id
WHERE c.workspace_id = %(workspace)s AND c.kind = 'ad'
"""
_CRM = f"""
SELECT c.id::text, c.name, coalesce(h.channel, ''), NULL, c.platform, c.type, c.name, '', '', ''
FROM integrations_campaign c {_HAS.format("crm", "c.id::text")}
WHERE c.workspace_id = %(workspace)s AND c.kind = 'crm'
"""
# Properties and Google's own groups tell origins apart that rules cannot.
_ORIGINS = f"""
WITH visit AS (
    SELECT origin_id, sum(sessions)::bigint AS weight FROM integrations_trafficday
    WHERE workspace_id = %(workspace)s AND "on" BETWEEN %(first)s AND %(last)s GROUP BY 1
)
SELECT min(o.id::text), concat_ws(' / ', nullif(o.session_source, ''),
        nullif(o.session_medium, ''),
        CASE WHEN o.session_campaign !~ '^[(]' THEN nullif(o.session_campaign, '') END),
    coalesce(h.channel, ''), sum(v.weight)::bigint, '', '', o.session_campaign, o.session_source,
    o.session_medium, ''
FROM integrations_trafficorigin o {_HAS.format("origin", "o.id::text")}
LEFT JOIN visit v ON v.origin_id = o.id
WHERE o.workspace_id = %(workspace)s
GROUP BY o.session_source, o.session_medium, o.session_campaign, 3
"""
_LEAD_SOURCES = """
SELECT h.key, h.key, h.channel, l.weight, '', '', '', '', '', h.key
FROM analytics_channelof h LEFT JOIN (
    SELECT lead_source, sum(leads)::bigint AS weight FROM analytics_crmday
    WHERE workspace_id = %(workspace)s AND "on" BETWEEN %(first)s AND %(last)s GROUP BY 1
) l ON l.lead_source = h.key
WHERE h.workspace_id = %(workspace)s AND h.kind = 'lead_source'
"""
_STATEMENTS = {
    ThingKind.AD: _ADS,
    ThingKind.CRM: _CRM,
    ThingKind.ORIGIN: _ORIGINS,
    ThingKind.LEAD_SOURCE: _LEAD_SOURCES,
}
_DEALS = f"""
WITH {RATES.lstrip()}, {ORGANIZATION.lstrip()},
won AS (
    SELECT c.id::text AS campaign, d.lead_source, d."on", d.leads, d.won_micros, d.source_id,
        coalesce(nullif(d.currency, ''), o.currency, %(currency)s) AS currency
    FROM analytics_crmday d LEFT JOIN org o ON o.source_id = d.source_id
    LEFT JOIN integrations_campaign c ON c.workspace_id = d.workspace_id
        AND c.source_id = d.source_id AND c.external_id = d.campaign_external_id
    WHERE d.workspace_id = %(workspace)s AND d."on" BETWEEN %(first)s AND %(last)s
        AND (d.won_micros <> 0 OR d.leads <> 0)
)
SELECT r.campaign, r.lead_source, sum(r.leads)::bigint,
    coalesce(sum({_CONVERTED.format("won_micros")}), 0)::bigint
FROM won r {join_factor(OF_DEAL)} GROUP BY 1, 2
"""
_MAPPED = """
SELECT crm_campaign_id::text, ad_campaign_id::text FROM analytics_campaignmatch
WHERE workspace_id = %(workspace)s
"""


@dataclass(frozen=True)
class Weighed:
    """A thing with its present channel; `weight` is spend, visits or leads of the days, or None."""

    kind: ThingKind
    key: str
    name: str
    channel: str
    weight: int | None
    thing: Thing


@dataclass(frozen=True)
class Earned:
    """Leads and won revenue of one campaign of the CRM (None: of none) and one lead source."""

    campaign: str | None
    lead_source: str
    leads: int
    revenue: int


@dataclass(frozen=True)
class Everything:
    """All that has a channel, what was earned, and which ad campaigns are parts of which."""

    things: tuple[Weighed, ...]
    earned: tuple[Earned, ...]
    mapped: dict[str, list[str]]


def weigh(workspace: Workspace, period: Period) -> Everything:
    """Everything of the entered workspace, by six statements. Money is in its currency."""
    names: dict[str, Any] = {
        "workspace": workspace.pk,
        "currency": workspace.currency,
        "first": period.first_on,
        "last": period.last_on,
    }
    found = [
        Weighed(kind, key, name, channel, weight, Thing(*fields))
        for kind, statement in _STATEMENTS.items()
        for key, name, channel, weight, *fields in _rows(statement, names)
    ]
    mapped: dict[str, list[str]] = defaultdict(list)
    for crm, ad in _rows(_MAPPED, names):
        mapped[crm].append(ad)
    earned = tuple(Earned(*row) for row in _rows(_DEALS, names))
    return Everything(tuple(found), earned, dict(mapped))


def _rows(statement: str, names: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, names)
        return list(cursor.fetchall())
