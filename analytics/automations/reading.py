"""Campaigns with their days as the rollups hold them, and what was read of them later."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db import connection

from accounts.models import Workspace
from accounts.tenancy import require_workspace_id
from analytics.automations.things import ACTIVE, CAMPAIGN, PAUSED, Thing
from analytics.models import ChannelOf, ThingKind
from analytics.queries.converting import RATES, factors, known_factor
from analytics.queries.periods import Period
from integrations.models import Campaign, ControlledDay

# Of more campaigns than this the newest are looked at.
MOST_THINGS = 5_000
_COLUMNS = {
    "impressions": "impressions",
    "clicks": "clicks",
    "spend_micros": "spend",
    "conversions_micros": "conversions",
}
# As the platforms call it; what is neither runs no more.
_STATUSES = {"enabled": ACTIVE, "active": ACTIVE, "paused": PAUSED}

_DAYS = f"""
WITH {RATES.lstrip()}, day AS (
    SELECT d.campaign_id, d."on", d.currency, d.impressions, d.impressions_known, d.clicks,
        d.clicks_known, d.spend_micros AS spend, d.spend_known, d.conversions_micros,
        d.conversions_known
    FROM analytics_adcampaignday d
    WHERE d.workspace_id = %(workspace)s AND d."on" BETWEEN %(first)s AND %(last)s
        AND d.campaign_id = ANY(%(ids)s::uuid[])
), {factors("day", "day")}
SELECT r.campaign_id::text, r."on",
    CASE WHEN r.impressions_known > 0 THEN r.impressions END,
    CASE WHEN r.clicks_known > 0 THEN r.clicks END,
    CASE WHEN r.spend_known = 0 THEN NULL WHEN r.currency = %(currency)s OR r.spend = 0
        THEN r.spend ELSE round(r.spend * f.factor) END::bigint,
    CASE WHEN r.conversions_known > 0 THEN r.conversions_micros END,
    CASE WHEN r.currency = %(currency)s THEN 1 ELSE f.factor END
FROM day r {known_factor("day")}
"""
_REVISED = """
SELECT campaign_id::text, "on", metric, (superseded_at AT TIME ZONE %(zone)s)::date,
    sum(coalesce(new_value, 0) - coalesce(old_value, 0))::bigint
FROM integrations_campaigndayrevision
WHERE workspace_id = %(workspace)s AND "on" BETWEEN %(first)s AND %(last)s
    AND campaign_id = ANY(%(ids)s::uuid[]) AND metric = ANY(%(metrics)s::text[])
GROUP BY 1, 2, 3, 4
"""


@dataclass
class DayOf:
    """One day of one campaign; `by` turns the account's money into the workspace's."""

    sums: dict[str, int | None]
    by: Fraction | None = None


@dataclass
class Days:
    """{campaign: {day: its sums}}, and {campaign: [(day, sum, read on, by how much it grew)]}.

    Of a campaign in `deals` the sums of its deals are known, and stand at their days.
    """

    ads: dict[str, dict[date, DayOf]] = field(default_factory=lambda: defaultdict(dict))
    deals: dict[str, dict[date, dict[str, int | None]]] = field(default_factory=dict)
    revised: dict[str, list[tuple[date, str, date, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def sums(self, key: str, period: Period, known_on: date | None = None) -> dict[str, int | None]:
        """What a campaign brought; with `known_on` as it was known at the end of that day."""
        found: dict[str, int | None] = dict.fromkeys(_COLUMNS.values(), 0)
        days = self.ads.get(key, {})
        for place in range(period.days):
            if day := days.get(period.first_on + timedelta(days=place)):
                _add(found, day.sums)
        if known_on is not None:
            self._take_back(found, key, period, known_on)
        return found | self._deals(key, period)

    def _take_back(
        self, found: dict[str, int | None], key: str, period: Period, known_on: date
    ) -> None:
        for on, name, read_on, grew in self.revised.get(key, ()):
            value = found[name]
            if value is None or read_on <= known_on or not period.first_on <= on <= period.last_on:
                continue
            day = self.ads.get(key, {}).get(on)
            by = day.by if name == "spend" and day else Fraction(1)
            found[name] = None if by is None else value - round(grew * by)

    def _deals(self, key: str, period: Period) -> dict[str, int | None]:
        if key not in self.deals:
            return {}
        found: dict[str, int | None] = dict.fromkeys(DEALS, 0)
        for on, sums in self.deals[key].items():
            if period.first_on <= on <= period.last_on:
                _add(found, sums)
        return found


DEALS = ("opportunities", "pipeline", "won", "revenue")


def _add(found: dict[str, int | None], sums: Mapping[str, int | None]) -> None:
    """What is missing on one day is missing in the whole."""
    for name, value in sums.items():
        known = found[name]
        found[name] = None if value is None or known is None else known + value


def campaigns(*, also: Sequence[str] = ()) -> dict[str, Thing]:
    """The ad campaigns that are there, by their ids; the newest of very many, and those named."""
    channel = dict(ChannelOf.objects.filter(kind=ThingKind.AD).values_list("key", "channel"))
    rows = Campaign.objects.filter(kind="ad", source__disconnected_at=None)
    known = rows.filter(deleted_at=None).select_related("source").order_by("-id")[:MOST_THINGS]
    found = {str(row.pk): _thing(row, channel) for row in known}
    missing = [key for key in also if key not in found]
    for row in rows.filter(pk__in=missing).select_related("source") if missing else ():
        found[str(row.pk)] = _thing(row, channel)
    return found


def _thing(row: Campaign, channel: Mapping[str, str]) -> Thing:
    return Thing(
        kind=CAMPAIGN,
        key=str(row.pk),
        name=row.name,
        platform=row.platform,
        channel=channel.get(str(row.pk), ""),
        source_id=str(row.source_id),
        source=row.source.name,
        status=_STATUSES.get(row.status.lower(), row.status.lower()),
    )


def read_days(
    ids: Sequence[str], period: Period, workspace: Workspace, *, is_replayed: bool = False
) -> Days:
    """The days of campaigns, by one statement; by a second one what was read of them later."""
    found = Days()
    names: dict[str, Any] = {
        "workspace": workspace.pk,
        "currency": workspace.currency,
        "zone": workspace.time_zone,
        "first": period.first_on,
        "last": period.last_on,
        "ids": list(ids),
        "metrics": list(_COLUMNS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, names)
        for key, on, *sums, by in cursor.fetchall():
            _keep(found.ads[key], on, dict(zip(_COLUMNS.values(), sums, strict=True)), by)
        if is_replayed:
            cursor.execute(_REVISED, names)
            for key, on, metric, read_on, grew in cursor.fetchall():
                found.revised[key].append((on, _COLUMNS[metric], read_on, grew))
    return found


def _keep(days: dict[date, DayOf], on: date, sums: dict[str, int | None], by: Any) -> None:
    if on in days:
        # Two currencies of one day: added up, and no longer to be taken apart.
        _add(days[on].sums, sums)
        days[on].by = None
    else:
        days[on] = DayOf(sums, None if by is None else Fraction(by))


def differing_days(period: Period) -> dict[str, tuple[date, ...]]:
    """{source: its days whose sums differ from what the source tells}."""
    rows = ControlledDay.objects.filter(
        workspace_id=require_workspace_id(),
        on__range=(period.first_on, period.last_on),
        is_equal=False,
    )
    found: dict[str, set[date]] = defaultdict(set)
    for source_id, on in rows.values_list("source_id", "on"):
        found[str(source_id)].add(on)
    return {key: tuple(sorted(days)) for key, days in found.items()}


def span(last_on: date, days: int) -> Period:
    """So many days up to the last."""
    return Period(last_on - timedelta(days=days - 1), last_on)
