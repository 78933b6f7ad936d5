"""Gives things their channels: new and renamed ones with the change itself, all after a new rule.

Whoever calls holds the lock of the rollups: then a change that is under way while rules are saved
is over before the job reads everything anew, and none slips between.
"""
# ruff: noqa: S608  Only names written in this module are put into the statements.

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from uuid import UUID

from django.db import connection

from accounts.tenancy import require_workspace_id
from analytics.channels.book import begin_book, matcher, newest_version, note_assigned
from analytics.channels.rules import Matcher, Thing
from analytics.channels.things import mapped_channels, things
from analytics.models import ThingKind
from analytics.rollups.ads import keep_channels

_KEEP = """
INSERT INTO analytics_channelof AS h (workspace_id, kind, key, channel)
SELECT %s, %s, * FROM unnest(%s::text[], %s::text[])
ON CONFLICT (workspace_id, kind, key) DO UPDATE SET channel = excluded.channel
WHERE h.channel <> excluded.channel
"""
_FORGET = """
DELETE FROM analytics_channelof h WHERE h.workspace_id = %s AND h.kind = %s
    AND NOT EXISTS (SELECT FROM unnest(%s::text[]) AS k (key) WHERE k.key = h.key)
"""
# Those of which a sum may stand under another channel than the one that they are about to have.
_OTHERS = """
SELECT k.key FROM unnest(%s::text[], %s::text[]) AS k (key, channel)
LEFT JOIN analytics_channelof h ON h.workspace_id = %s AND h.kind = 'ad' AND h.key = k.key
WHERE coalesce(h.channel, '') <> k.channel
"""
_NEW_ORIGINS = """
SELECT DISTINCT c.origin_id FROM pg_temp.{table} c WHERE NOT EXISTS (
    SELECT FROM analytics_channelof h WHERE h.workspace_id = %s AND h.kind = 'origin'
        AND h.key = c.origin_id::text)
"""
_NEW_LEAD_SOURCES = """
SELECT DISTINCT d.lead_source FROM pg_temp.crm_delta d WHERE d.lead_source <> '' AND NOT EXISTS (
    SELECT FROM analytics_channelof h WHERE h.workspace_id = %s AND h.kind = 'lead_source'
        AND h.key = d.lead_source)
"""
_TOUCHED = """
t.source_id = %(source)s AND t.external_id IN (SELECT external_id FROM pg_temp.{table})
"""
# Of a CRM also those whose ad campaigns have just got another channel.
_TOUCHED_CRM = f"""(({_TOUCHED}) OR t.id IN (
    SELECT m.crm_campaign_id FROM analytics_campaignmatch m
    JOIN integrations_campaign a ON a.workspace_id = m.workspace_id AND a.id = m.ad_campaign_id
    WHERE m.workspace_id = %(workspace)s AND a.source_id = %(source)s
        AND a.external_id IN (SELECT external_id FROM pg_temp.{{table}})))
"""


def assign_all() -> None:
    """Give everything its channel by the saved rules, and forget what is there no more."""
    begin_book()
    version, by = newest_version(), matcher()
    for kind in (ThingKind.AD, ThingKind.ORIGIN, ThingKind.LEAD_SOURCE):
        found = {key: by.channel(thing) for key, thing in things(kind)}
        _keep(kind, found, is_all=True)
    # After the ad campaigns, whose channels they take.
    _keep(ThingKind.CRM, _of_crm(by), is_all=True)
    note_assigned(version)


def assign_campaigns(source_id: UUID, table: str) -> None:
    """Give the campaigns that a temporary table names by external_id their channels."""
    if _is_first():
        return
    by, only = matcher(), _TOUCHED.format(table=table)
    ads = {key: by.channel(thing) for key, thing in things(ThingKind.AD, only, source=source_id)}
    _keep(ThingKind.AD, ads)
    _keep(ThingKind.CRM, _of_crm(by, _TOUCHED_CRM.format(table=table), source=source_id))


def assign_mapped(crm_ids: Iterable[UUID]) -> None:
    """Give campaigns of the CRM their channels anew: other ad campaigns are a part of them now."""
    if not _is_first():
        _keep(ThingKind.CRM, _of_crm(matcher(), "t.id = ANY(%(ids)s::uuid[])", ids=list(crm_ids)))


def new_origins(table: str) -> list[UUID]:
    """Origins that a temporary table names by origin_id and that have no channel yet."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW_ORIGINS.format(table=table), [require_workspace_id()])
        return [row[0] for row in cursor.fetchall()]


def assign_origins(ids: list[UUID]) -> None:
    """Give new origins of visits their channels."""
    if not _is_first():
        by = matcher()
        found = things(ThingKind.ORIGIN, "t.id = ANY(%(ids)s::uuid[])", ids=ids)
        _keep(ThingKind.ORIGIN, {key: by.channel(thing) for key, thing in found})


def assign_new_lead_sources() -> None:
    """Give lead sources that a change of CRM rows is the first to name their channels."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW_LEAD_SOURCES, [require_workspace_id()])
        new = [row[0] for row in cursor.fetchall()]
    if new and not _is_first():
        by = matcher()
        _keep(ThingKind.LEAD_SOURCE, {one: by.channel(Thing(lead_source=one)) for one in new})


def _is_first() -> bool:
    """Whether the workspace had no rules yet; then everything has been assigned by now."""
    is_first = begin_book()
    if is_first:
        assign_all()
    return is_first


def _of_crm(by: Matcher, only: str = "true", **names: object) -> dict[str, str]:
    mapped = mapped_channels()
    found = things(ThingKind.CRM, only, **names)
    return {key: mapped.get(key) or by.channel(thing) for key, thing in found}


def _keep(kind: ThingKind, channels: Mapping[str, str], *, is_all: bool = False) -> None:
    keys, workspace = sorted(channels), require_workspace_id()
    values = [channels[key] for key in keys]
    with connection.cursor() as cursor, _moving(kind, keys, values):
        if is_all:
            cursor.execute(_FORGET, [workspace, kind.value, keys])
        if keys:
            cursor.execute(_KEEP, [workspace, kind.value, keys, values])


def _moving(kind: ThingKind, keys: list[str], values: list[str]) -> AbstractContextManager[None]:
    """Around a change of channels: the sums of those ad campaigns that get another one move."""
    if kind is not ThingKind.AD:
        return nullcontext()
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS, [keys, values, require_workspace_id()])
        others = [row[0] for row in cursor.fetchall()]
    return keep_channels(others) if others else nullcontext()
