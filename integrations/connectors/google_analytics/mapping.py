"""Google Analytics' reports as ours: pure, from the JSON of a report to visits by origin."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from integrations.connectors.contract import VendorAccount
from integrations.facts.flags import OTHER_ROW, SAMPLED, THRESHOLDED
from integrations.facts.visits import VisitDay

# One page of a report; one day of one property seldom has more rows.
PAGE_ROWS = 100_000
_DIMENSIONS = (
    "date",
    "sessionSource",
    "sessionMedium",
    "sessionCampaignName",
    "sessionDefaultChannelGroup",
)
_MICROS = 1_000_000
# metric -> column of VisitDay, and by what it is multiplied
_METRICS = {
    "sessions": ("sessions", 1),
    "engagedSessions": ("engaged_sessions", 1),
    "newUsers": ("new_users", 1),
    "keyEvents": ("key_events_micros", _MICROS),
    "purchaseRevenue": ("revenue_micros", _MICROS),
}
# Sites put addresses of people into their links, and so into these names.
_ADDRESS = re.compile(r"[^\s@|/?&=<>]+(?:@|%40)[^\s@|/?&=<>]+\.[a-z]{2,}", re.IGNORECASE)
_WITHHELD = "(address)"


@dataclass(frozen=True)
class DayReport:
    """A page of a day's report; `row_count` is of the whole day."""

    rows: Sequence[VisitDay]
    row_count: int
    page_rows: int


def question(day: date, offset: int = 0) -> dict[str, Any]:
    """What runReport is asked for one day, in an order that pages can rely on."""
    return {
        "dateRanges": [{"startDate": day.isoformat(), "endDate": day.isoformat()}],
        "dimensions": [{"name": name} for name in _DIMENSIONS],
        "metrics": [{"name": name} for name in _METRICS],
        "orderBys": [{"dimension": {"dimensionName": name}} for name in _DIMENSIONS],
        "limit": str(PAGE_ROWS),
        "offset": str(offset),
        "returnPropertyQuota": True,
    }


def day_report(body: Mapping[str, Any], *, more_flags: int = 0) -> DayReport:
    """A page with its flags on each row; users of several rows or days are never added up."""
    metadata = body.get("metadata", {})
    flags = flags_of(metadata) | more_flags
    dimensions = [header["name"] for header in body.get("dimensionHeaders", [])]
    metrics = [header["name"] for header in body.get("metricHeaders", [])]
    hidden = _hidden(metadata)
    rows = [
        _visit_day(
            dict(zip(dimensions, _values(row, "dimensionValues"), strict=True)),
            dict(zip(metrics, _values(row, "metricValues"), strict=True)),
            hidden,
            str(metadata.get("currencyCode", "")),
            flags,
        )
        for row in body.get("rows", [])
    ]
    return DayReport(merged(rows), int(body.get("rowCount", 0)), len(rows))


def flags_of(metadata: Mapping[str, Any]) -> int:
    """What was done to the numbers, as bits of TrafficDay.flags."""
    samples = metadata.get("samplingMetadatas", [])
    is_sampled = any(int(s["samplesReadCount"]) < int(s["samplingSpaceSize"]) for s in samples)
    flags = SAMPLED if is_sampled else 0
    flags |= THRESHOLDED if metadata.get("subjectToThresholding") else 0
    return flags | (OTHER_ROW if metadata.get("dataLossFromOtherRow") else 0)


def account_of(body: Mapping[str, Any], *, parent: str) -> VendorAccount:
    """A property with its own calendar and currency."""
    external_id = str(body["name"]).rpartition("/")[2]
    return VendorAccount(
        external_id=external_id,
        name=str(body.get("displayName") or external_id),
        currency=str(body.get("currencyCode", "")),
        time_zone=str(body.get("timeZone") or "UTC"),
        parent=parent,
    )


def merged(rows: Sequence[VisitDay]) -> list[VisitDay]:
    """Rows that have become alike are one: only sums of visits and events, never of people."""
    found: dict[tuple[object, ...], VisitDay] = {}
    for row in rows:
        key = (row.on, row.origin)
        found[key] = _sum(found[key], row) if key in found else row
    return list(found.values())


def _sum(one: VisitDay, other: VisitDay) -> VisitDay:
    added: dict[str, Any] = {"flags": one.flags | other.flags}
    for column, _ in _METRICS.values():
        pair = getattr(one, column), getattr(other, column)
        added[column] = None if None in pair else sum(pair)
    return one._replace(**added)


def _visit_day(
    names: Mapping[str, str],
    numbers: Mapping[str, str],
    hidden: set[str],
    currency: str,
    flags: int,
) -> VisitDay:
    measured = {
        column: None if metric in hidden else _whole(numbers[metric], factor)
        for metric, (column, factor) in _METRICS.items()
    }
    return VisitDay(
        on=date.fromisoformat(names["date"]),
        session_source=_name(names["sessionSource"]),
        session_medium=_name(names["sessionMedium"]),
        session_campaign=_name(names["sessionCampaignName"]),
        channel_group=_name(names["sessionDefaultChannelGroup"]),
        currency=currency,
        flags=flags,
        **measured,
    )


def _values(row: Mapping[str, Any], part: str) -> list[str]:
    return [str(value.get("value", "")) for value in row.get(part, [])]


def _whole(text: str, factor: int) -> int:
    """Through the digits, so that nothing is rounded twice."""
    return int((Decimal(text or "0") * factor).to_integral_value())


def _name(text: str) -> str:
    """A name without people's addresses, and of a length that fits."""
    return _ADDRESS.sub(_WITHHELD, text.replace("\x00", ""))[:255]


def _hidden(metadata: Mapping[str, Any]) -> set[str]:
    """Metrics that this person may not see: Google writes zero, which would be a lie."""
    restricted = metadata.get("schemaRestrictionResponse", {}).get("activeMetricRestrictions", [])
    return {str(one.get("metricName", "")) for one in restricted}
