"""What a report asks for, read from its JSON as strictly as the Data API reads it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.google_oauth import GoogleError

DIMENSIONS = (
    "date",
    "sessionSource",
    "sessionMedium",
    "sessionCampaignName",
    "sessionDefaultChannelGroup",
)
INTEGER, FLOAT, MONEY = "TYPE_INTEGER", "TYPE_FLOAT", "TYPE_CURRENCY"
METRICS = {
    "sessions": INTEGER,
    "engagedSessions": INTEGER,
    "totalUsers": INTEGER,
    "newUsers": INTEGER,
    "keyEvents": FLOAT,
    "purchaseRevenue": MONEY,
    "totalRevenue": MONEY,
    "advertiserAdCost": MONEY,
}
# Costs are imported by campaign and day: they cannot be split by what only visits know.
_COST_FITS = {"date", "sessionSource", "sessionMedium", "sessionCampaignName"}
_KNOWN = {
    "property",
    "dimensions",
    "metrics",
    "dateRanges",
    "offset",
    "limit",
    "orderBys",
    "keepEmptyRows",
    "returnPropertyQuota",
    "metricAggregations",
    "currencyCode",
}
_LIST = "For a list of valid dimensions and metrics, see https://developers.google.com/analytics/"
_LIST += "devguides/reporting/data/v1/api-schema"
_DAYS_AGO = re.compile(r"(\d+)daysAgo")


@dataclass(frozen=True)
class Asked:
    """A report that can be answered."""

    dimensions: tuple[str, ...]
    metrics: tuple[str, ...]
    ranges: tuple[tuple[date, date], ...]
    offset: int
    limit: int
    orders: tuple[tuple[str, bool], ...]
    wants_totals: bool
    wants_quota: bool


def read_question(body: Any, today: date) -> Asked:
    """The question in a request's body; raises GoogleError INVALID_ARGUMENT."""
    if not isinstance(body, dict):
        raise invalid("Invalid JSON payload received.")
    for name in set(body) - _KNOWN:
        raise invalid(f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.')
    dimensions = _names(body, "dimensions", DIMENSIONS, 9)
    metrics = _names(body, "metrics", tuple(METRICS), 10)
    if not dimensions and not metrics:
        raise invalid("A report must have at least one dimension or metric.")
    if "advertiserAdCost" in metrics and not set(dimensions) <= _COST_FITS:
        field = next(name for name in dimensions if name not in _COST_FITS)
        raise invalid(
            f"Please remove {field} to make the request compatible. The request's dimensions & "
            "metrics are incompatible. To learn more, see "
            "https://ga-dev-tools.google/ga4/dimensions-metrics-explorer/"
        )
    return Asked(
        dimensions=dimensions,
        metrics=metrics,
        ranges=tuple(_range(one, today) for one in _ranges(body)),
        offset=_number(body, "offset", 0),
        limit=min(250_000, _number(body, "limit", 10_000) or 10_000),
        orders=tuple(_order(one, (*dimensions, *metrics)) for one in body.get("orderBys", [])),
        wants_totals="TOTAL" in body.get("metricAggregations", []),
        wants_quota=bool(body.get("returnPropertyQuota")),
    )


def invalid(message: str) -> GoogleError:
    """A question that is wrong in itself."""
    return GoogleError("INVALID_ARGUMENT", message)


def _names(body: dict[str, Any], part: str, known: tuple[str, ...], most: int) -> tuple[str, ...]:
    found = tuple(str(one.get("name", "")) for one in body.get(part, []))
    word = part.removesuffix("s")
    for name in found:
        if name not in known:
            raise invalid(f"Field {name} is not a valid {word}. {_LIST}")
    if len(found) > most or len(set(found)) < len(found):
        raise invalid(f"Requests are limited to {most} distinct {part}.")
    return found


def _ranges(body: dict[str, Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = body.get("dateRanges") or []
    if not 0 < len(found) <= 4:
        raise invalid("Requests need between 1 and 4 date ranges.")
    return found


def _range(one: dict[str, str], today: date) -> tuple[date, date]:
    first, last = _day(one.get("startDate", ""), today), _day(one.get("endDate", ""), today)
    if last < first:
        raise invalid("startDate must be on or before endDate.")
    return first, last


def _day(text: str, today: date) -> date:
    if text in ("today", "yesterday"):
        return today - timedelta(days=int(text == "yesterday"))
    if match := _DAYS_AGO.fullmatch(text):
        return today - timedelta(days=int(match[1]))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise invalid(f"Invalid date: {text}. Use YYYY-MM-DD or NdaysAgo.") from None


def _number(body: dict[str, Any], name: str, usual: int) -> int:
    """An int64, which JSON carries as text or as a number."""
    text = str(body.get(name, usual))
    if not text.isdigit():
        raise invalid(f'Invalid value at "{name}" (TYPE_INT64), "{text}"')
    return int(text)


def _order(one: dict[str, Any], known: tuple[str, ...]) -> tuple[str, bool]:
    name = one.get("dimension", {}).get("dimensionName") or one.get("metric", {}).get("metricName")
    if name not in known:
        raise invalid(f"OrderBy {name} is not in the request's dimensions or metrics.")
    return str(name), bool(one.get("desc"))
