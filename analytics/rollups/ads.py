"""Sums of campaign days, kept by differences for the campaign-days that a change touches."""
# ruff: noqa: S608  Only names written in this module are put into the statements.

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.tenancy import require_workspace_id
from integrations.changes import Change

_REPORTED = ("impressions", "clicks", "spend", "conversions", "conversion_value")
_COLUMN = {"impressions": "impressions", "clicks": "clicks"}
SUMS = (
    "rows",
    *(
        name
        for metric in _REPORTED
        for name in (_COLUMN.get(metric, f"{metric}_micros"), f"{metric}_known")
    ),
)
_ADDED = ", ".join(f"sum({name})::bigint AS {name}" for name in SUMS)
_ZERO = f"({', '.join(SUMS)}) = ({', '.join('0' for _ in SUMS)})"
_NOT_ZERO = f"({', '.join(f'sum({name})' for name in SUMS)}) <> ({', '.join('0' for _ in SUMS)})"


def _counted(sign: str) -> str:
    parts = [f"{sign}count(*)"]
    for metric in _REPORTED:
        column = _COLUMN.get(metric, f"{metric}_micros")
        parts += [f"{sign}coalesce(sum(d.{column}), 0)::bigint", f"{sign}count(d.{column})"]
    return ", ".join(parts)


def _make_delta(delta: str) -> tuple[str, str]:
    return (
        f"DROP TABLE IF EXISTS pg_temp.{delta}",
        f"""CREATE TEMPORARY TABLE {delta} ("on" date, campaign_id uuid, source_id uuid,
            platform text, currency text, {", ".join(f"{name} bigint" for name in SUMS)})
            ON COMMIT DROP""",
    )


_DELTA = "ad_delta"
MAKE_DELTA = _make_delta(_DELTA)
_TOUCH = (
    "DROP TABLE IF EXISTS pg_temp.touched_day",
    'CREATE TEMPORARY TABLE touched_day (campaign_id uuid, "on" date) ON COMMIT DROP',
    'INSERT INTO touched_day SELECT DISTINCT campaign_id, "on" FROM {table}',
    "ANALYZE pg_temp.touched_day",
)


_ALL = "FROM integrations_campaignday d"
# OFFSET 0 keeps a lookup a lookup, one for each touched campaign-day, and the sub-select keeps the
# planner from taking a workspace that its statistics lack for an empty one: see people.
_TOUCHED = """FROM pg_temp.touched_day t CROSS JOIN LATERAL (
    SELECT * FROM integrations_campaignday d WHERE d.workspace_id = (SELECT %(workspace)s::uuid)
        AND d."on" = t."on" AND d.campaign_id = t.campaign_id OFFSET 0
) d"""


_PLATFORM = """SELECT c.platform FROM integrations_campaign c
    WHERE c.workspace_id = %(workspace)s AND c.id = g.campaign_id"""


def contribution(sign: str, days: str = _ALL) -> str:
    """INSERT of what the (touched) campaign-days contribute, with a sign, into ad_delta."""
    return f"""
    INSERT INTO pg_temp.ad_delta
    SELECT g."on", g.campaign_id, g.source_id, ({_PLATFORM}), g.currency, {", ".join(SUMS)}
    FROM (
        SELECT d."on", d.campaign_id, d.source_id, d.currency, {_counted(sign)}
        {days} WHERE d.workspace_id = %(workspace)s
        GROUP BY d."on", d.campaign_id, d.source_id, d.currency
    ) AS g ("on", campaign_id, source_id, currency, {", ".join(SUMS)})
    """


@dataclass(frozen=True)
class AdRollup:
    """A rollup table: its key as columns, and as expressions over a delta and its `join`."""

    table: str
    key: tuple[str, ...]
    source: tuple[str, ...]
    join: str = ""


# By the channels that campaigns have when a delta is added: what they had before was moved by then.
BY_CHANNEL = AdRollup(
    "analytics_adchannelday",
    ('"on"', "source_id", "channel", "currency"),
    ('"on"', "source_id", "coalesce(h.channel, '')", "currency"),
    """LEFT JOIN analytics_channelof h ON h.workspace_id = %(workspace)s AND h.kind = 'ad'
        AND h.key = campaign_id::text""",
)
_MONTH = "date_trunc('month', \"on\")::date"
ROLLUPS = (
    AdRollup(
        "analytics_adday",
        ('"on"', "source_id", "platform", "currency"),
        ('"on"', "source_id", "platform", "currency"),
    ),
    AdRollup(
        "analytics_adcampaignday",
        ('"on"', "campaign_id", "currency"),
        ('"on"', "campaign_id", "currency"),
    ),
    AdRollup(
        "analytics_adcampaignmonth",
        ("month", "campaign_id", "currency"),
        (_MONTH, "campaign_id", "currency"),
    ),
    BY_CHANNEL,
)


def summed(rollup: AdRollup, delta: str = _DELTA) -> str:
    """SELECT of the key and the sums of what a delta holds, without what cancels out."""
    keys = ", ".join(f"{e} AS {k}" for e, k in zip(rollup.source, rollup.key, strict=True))
    return f"""
    SELECT {keys}, {_ADDED} FROM pg_temp.{delta} {rollup.join}
    GROUP BY {", ".join(rollup.source)} HAVING {_NOT_ZERO}
    """


def apply_delta(rollup: AdRollup, delta: str = _DELTA) -> tuple[str, str]:
    """The statements that add a delta to a rollup: add, counting what became nothing; drop it."""
    key, names = ", ".join(rollup.key), ", ".join(SUMS)
    add = f"""
    WITH kept AS (INSERT INTO {rollup.table} AS r (workspace_id, {key}, {names})
    SELECT %(workspace)s, {key}, {names} FROM ({summed(rollup, delta)}) d ORDER BY {key}
    ON CONFLICT (workspace_id, {key}) DO UPDATE
    SET {", ".join(f"{name} = r.{name} + excluded.{name}" for name in SUMS)}
    RETURNING {names})
    SELECT count(*) FROM kept WHERE {_ZERO}
    """
    drop = f"""
    DELETE FROM {rollup.table} r
    USING (SELECT DISTINCT {", ".join(rollup.source)} FROM pg_temp.{delta} {rollup.join})
        AS d ({key})
    WHERE r.workspace_id = %(workspace)s AND ({", ".join(f"r.{k}" for k in rollup.key)}) =
        ({", ".join(f"d.{k}" for k in rollup.key)}) AND {_ZERO}
    """
    return add, drop


@contextmanager
def keep_ads(change: Change) -> Iterator[None]:
    """Keep the rollups of campaign days around a change of those named in change.table."""
    names = {"workspace": require_workspace_id()}
    with connection.cursor() as cursor:
        for statement in (*_TOUCH, *MAKE_DELTA):
            cursor.execute(statement.format(table=change.table))
        cursor.execute(contribution("-", _TOUCHED), names)
    yield
    with connection.cursor() as cursor:
        cursor.execute(contribution("", _TOUCHED), names)
        cursor.execute("ANALYZE pg_temp.ad_delta")
        for rollup in ROLLUPS:
            _apply(rollup, _DELTA, names)
        cursor.execute("DROP TABLE pg_temp.ad_delta")


# Not that of keep_ads, in the middle of which a campaign may get another channel.
_MOVED = "moved_delta"
_DAYS_OF = f"""
INSERT INTO pg_temp.{_MOVED}
SELECT d."on", d.campaign_id, c.source_id, '', d.currency, {{sums}}
FROM analytics_adcampaignday d
JOIN integrations_campaign c ON c.workspace_id = d.workspace_id AND c.id = d.campaign_id
WHERE d.workspace_id = %(workspace)s AND d.campaign_id = ANY(%(campaigns)s::uuid[])
"""


@contextmanager
def keep_channels(campaigns: Sequence[str]) -> Iterator[None]:
    """Keep the sums of channels around a change of what channels these campaigns have.

    What counts for a campaign is what its days are summed to so far; days that are being changed
    meanwhile are added afterwards, with the new channel on both sides.
    """
    names = {"workspace": require_workspace_id(), "campaigns": list(campaigns)}
    _move("-", names)
    yield
    _move("", names)


def _move(sign: str, names: dict[str, Any]) -> None:
    sums = ", ".join(f"{sign}d.{name}" for name in SUMS)
    with connection.cursor() as cursor:
        for statement in _make_delta(_MOVED):
            cursor.execute(statement)
        cursor.execute(_DAYS_OF.format(sums=sums), names)
        if cursor.rowcount:
            cursor.execute(f"ANALYZE pg_temp.{_MOVED}")
            _apply(BY_CHANNEL, _MOVED, names)


def _apply(rollup: AdRollup, delta: str, names: Mapping[str, Any]) -> None:
    add, drop = apply_delta(rollup, delta)
    with connection.cursor() as cursor:
        cursor.execute(add, names)
        if cursor.fetchone()[0]:
            cursor.execute(drop, names)
