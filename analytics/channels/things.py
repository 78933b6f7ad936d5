"""Reads what rules look at: campaigns, origins of visits and lead sources, some or all of them."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from accounts.tenancy import require_workspace_id
from analytics.channels.rules import Thing
from analytics.models import ThingKind

# Each gives (key, platform, type, campaign, source, medium, lead source); {only} narrows it.
_THINGS = {
    ThingKind.AD: """SELECT t.id::text, t.platform, t.type, t.name, '', '', ''
        FROM integrations_campaign t
        WHERE t.workspace_id = %(workspace)s AND t.kind = 'ad' AND {only}""",
    ThingKind.CRM: """SELECT t.id::text, t.platform, t.type, t.name, '', '', ''
        FROM integrations_campaign t
        WHERE t.workspace_id = %(workspace)s AND t.kind = 'crm' AND {only}""",
    ThingKind.ORIGIN: """SELECT t.id::text, '', '', t.session_campaign, t.session_source,
            t.session_medium, ''
        FROM integrations_trafficorigin t WHERE t.workspace_id = %(workspace)s AND {only}""",
    ThingKind.LEAD_SOURCE: """SELECT DISTINCT t.lead_source, '', '', '', '', '', t.lead_source
        FROM analytics_crmday t
        WHERE t.workspace_id = %(workspace)s AND t.lead_source <> '' AND {only}""",
}
# A campaign of the CRM is where its ad campaigns are, so that spend and deals stand together; where
# those are in several channels, they say nothing.
_MAPPED = """
SELECT m.crm_campaign_id::text, min(h.channel) FROM analytics_campaignmatch m
JOIN analytics_channelof h
    ON h.workspace_id = m.workspace_id AND h.kind = 'ad' AND h.key = m.ad_campaign_id::text
WHERE m.workspace_id = %(workspace)s
GROUP BY m.crm_campaign_id HAVING count(DISTINCT h.channel) = 1
"""


def things(kind: ThingKind, only: str = "true", **names: Any) -> Iterator[tuple[str, Thing]]:
    """(key, thing) of a kind; `only` is a condition on `t` whose names are given."""
    with connection.cursor() as cursor:
        statement = _THINGS[kind].format(only=only)
        cursor.execute(statement, {"workspace": require_workspace_id(), **names})
        for key, *fields in cursor.fetchall():
            yield key, Thing(*fields)


def mapped_channels() -> dict[str, str]:
    """{CRM campaign's id: the one channel of the ad campaigns that are a part of it}."""
    with connection.cursor() as cursor:
        cursor.execute(_MAPPED, {"workspace": require_workspace_id()})
        return {key: channel for key, channel in cursor.fetchall() if channel}
