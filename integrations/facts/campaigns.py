"""The ad campaigns that days belong to: new ones are made, renamed ones renamed."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.errors import Trouble
from accounts.national_numbers import mask, note_left_out
from accounts.tenancy import new_id, require_workspace_id
from integrations.changes import Change, changing
from integrations.facts.sql import LOCK

_NAMED = """
DROP TABLE IF EXISTS pg_temp.named_campaign;
CREATE TEMPORARY TABLE named_campaign (
    id uuid, external_id text, name text, platform text, type text, status text, currency text,
    account text
) ON COMMIT DROP
"""
_FILL = """
INSERT INTO named_campaign
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                     %s::text[], %s::text[])
"""
_CRM = """
SELECT c.external_id FROM integrations_campaign c JOIN named_campaign n USING (external_id)
WHERE c.workspace_id = %s AND c.source_id = %s AND c.kind <> 'ad' LIMIT 1
"""
_MOVED = """
SELECT d.campaign_id, d."on" FROM integrations_campaign c
JOIN named_campaign n USING (external_id)
JOIN integrations_campaignday d
    ON d.workspace_id = c.workspace_id AND d.campaign_id = c.id
WHERE c.workspace_id = %s AND c.source_id = %s AND c.platform <> n.platform
GROUP BY 1, 2
"""
# Those that are new, or whose words are others than before.
_OTHER = """
SELECT n.external_id FROM named_campaign n
LEFT JOIN integrations_campaign c
    ON c.workspace_id = %s AND c.source_id = %s AND c.external_id = n.external_id
WHERE c.id IS NULL OR (c.name, c.platform, c.type, c.deleted_at)
    IS DISTINCT FROM (n.name, n.platform, n.type, NULL)
"""
_UPSERT = """
INSERT INTO integrations_campaign AS c (workspace_id, id, source_id, external_id, kind, name,
    platform, type, status, parent_external_id, currency, account_external_id)
SELECT %s, id, %s, external_id, 'ad', name, platform, type, status, '', currency, account
FROM named_campaign ORDER BY external_id
ON CONFLICT (workspace_id, source_id, external_id) DO UPDATE
SET name = excluded.name, platform = excluded.platform, type = excluded.type,
    status = excluded.status, currency = excluded.currency,
    account_external_id = excluded.account_external_id, deleted_at = NULL
WHERE (c.name, c.platform, c.type, c.status, c.currency, c.account_external_id, c.deleted_at)
    IS DISTINCT FROM (excluded.name, excluded.platform, excluded.type, excluded.status,
        excluded.currency, excluded.account_external_id, NULL)
"""
_IDS = """
SELECT external_id, c.id FROM integrations_campaign c JOIN named_campaign n USING (external_id)
WHERE c.workspace_id = %s AND c.source_id = %s
"""


@dataclass(frozen=True)
class AdCampaign:
    """A campaign as an ad platform or a file names it; `account` is the vendor's, if it has any."""

    external_id: str
    name: str
    platform: str = ""
    type: str = ""
    status: str = ""
    currency: str = ""
    account: str = ""


def ensure_campaigns(*, source_id: UUID, campaigns: Sequence[AdCampaign]) -> dict[str, UUID]:
    """Make or rename ad campaigns of a source; {external_id: id}. The last of two equal ids counts.

    Raises Trouble when an id belongs to a campaign of a CRM in the same source.
    """
    named = {campaign.external_id: campaign for campaign in campaigns}
    wanted = [_without_numbers(one, source_id) for one in named.values()]
    if not wanted:
        return {}
    keys = [require_workspace_id(), source_id]
    with connection.cursor() as cursor:
        for statement in _NAMED.split(";"):
            cursor.execute(statement)
        cursor.execute(_FILL, _columns(wanted))
        _refuse_crm(cursor, keys)
        with ExitStack() as changes:
            for change in _changes(cursor, source_id, keys):
                changes.enter_context(changing(change))
            cursor.execute(_UPSERT, keys)
        cursor.execute(_IDS, keys)
        return dict(cursor.fetchall())


def _without_numbers(campaign: AdCampaign, source_id: UUID) -> AdCampaign:
    masked = mask(campaign.name)
    if not masked.numbers:
        return campaign
    note_left_out(len(masked.numbers), place="integrations.campaign.name", source_id=source_id)
    return replace(campaign, name=masked.text)


def _columns(wanted: list[AdCampaign]) -> list[list[object]]:
    names = ("external_id", "name", "platform", "type", "status", "currency", "account")
    return [[new_id() for _ in wanted]] + [[getattr(c, n) for c in wanted] for n in names]


def _refuse_crm(cursor: Any, keys: list[UUID]) -> None:
    cursor.execute(_CRM, keys)
    if row := cursor.fetchone():
        raise Trouble(
            f"{row[0]} is a campaign of the CRM in this source.",
            advice="Give the ad campaign an id of its own.",
            code="campaign_kind",
        )


def _changes(cursor: Any, source_id: UUID, keys: list[UUID]) -> Iterator[Change]:
    """What those who keep something of campaigns have to hear of: new words, and moved days.

    Days change their platform with their campaign.
    """
    told = (("Campaign", "other_campaign", _OTHER), ("CampaignDay", "moved_day", _MOVED))
    for stream, table, rows in told:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {rows}", keys)
        cursor.execute(f"SELECT EXISTS (SELECT FROM pg_temp.{table})")  # noqa: S608  two names above
        if cursor.fetchone()[0]:
            # As a merge does, before the lock that rollups take: two runs of one source would
            # wait for each other otherwise.
            cursor.execute(LOCK, {"workspace": keys[0], "source": source_id})
            yield Change(source_id, stream, table)
