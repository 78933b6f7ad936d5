"""The rows of a report, counted from the visits of the made-up business as it is read now."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sandbox.business.ads_origins import Origin
from sandbox.business.ads_sessions import SessionDay, web_facts
from sandbox.google_analytics.asking import FLOAT, METRICS, MONEY, Asked
from sandbox.google_analytics.manner import Turned
from sandbox.store import Store

# A row in parts: the values of dimensions, and whole numbers (money in cents).
Row = tuple[tuple[str, ...], dict[str, int]]
_OTHER = Origin("(other)", "(other)", "(other)", "Unassigned")


@dataclass(frozen=True)
class Answer:
    """All rows of a report, and what was done to them."""

    rows: list[Row]
    totals: dict[str, int]
    is_thresholded: bool
    has_other: bool


def count(
    store: Store,
    asked: Asked,
    turned: Turned,
    *,
    as_of: datetime,
    costs: Mapping[tuple[date, Origin], int],
) -> Answer:
    """The whole report as of a moment; `costs` in cents by day and origin."""
    found, is_thresholded, has_other = defaultdict[tuple[str, ...], dict[str, int]](dict), 0, 0
    for day in _days(asked):
        rows = web_facts(store).session_days(day, as_of)
        kept = [row for row in rows if row.users >= turned.least_users]
        is_thresholded += len(rows) - len(kept)
        if turned.most_rows and len(kept) > turned.most_rows:
            kept, has_other = _folded(kept, turned.most_rows), 1
        for row in kept:
            into = found[_place(asked, row)]
            for name, value in _measured(row, costs, turned.sampled_percent).items():
                into[name] = into.get(name, 0) + value
    listed = list(found.items())
    totals = {name: sum(values[name] for _, values in listed) for name in asked.metrics}
    return Answer(_ordered(asked, listed), totals, bool(is_thresholded), bool(has_other))


def shown(metric: str, value: int) -> str:
    """A number as JSON carries it."""
    if METRICS[metric] == MONEY:
        return f"{value / 100:.2f}".rstrip("0").rstrip(".")
    return str(value) if METRICS[metric] != FLOAT else f"{value:g}"


def _days(asked: Asked) -> Iterator[date]:
    yield from sorted({day for first, last in asked.ranges for day in _between(first, last)})


def _between(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _folded(rows: list[SessionDay], most: int) -> list[SessionDay]:
    """The busiest rows, and the others as one."""
    kept, rest = rows[: most - 1], rows[most - 1 :]
    other = replace(
        rest[0],
        origin=_OTHER,
        sessions=sum(row.sessions for row in rest),
        engaged_sessions=sum(row.engaged_sessions for row in rest),
        users=sum(row.users for row in rest),
        new_users=sum(row.new_users for row in rest),
        key_events=sum(row.key_events for row in rest),
        revenue=sum(row.revenue for row in rest),
    )
    return [*kept, other]


def _place(asked: Asked, row: SessionDay) -> tuple[str, ...]:
    values = {
        "date": f"{row.day:%Y%m%d}",
        "sessionSource": row.origin.source,
        "sessionMedium": row.origin.medium,
        "sessionCampaignName": row.origin.campaign,
        "sessionDefaultChannelGroup": row.origin.channel_group,
    }
    return tuple(values[name] for name in asked.dimensions)


def _measured(
    row: SessionDay, costs: Mapping[tuple[date, Origin], int], percent: int
) -> dict[str, int]:
    values = {
        "sessions": row.sessions,
        "engagedSessions": row.engaged_sessions,
        "totalUsers": row.users,
        "newUsers": row.new_users,
        "keyEvents": row.key_events,
        "purchaseRevenue": row.revenue,
        "totalRevenue": row.revenue,
    }
    if percent < 100:  # what a sample saw, made larger again
        values = {name: value * percent // 100 * 100 // percent for name, value in values.items()}
    return values | {"advertiserAdCost": costs.get((row.day, row.origin), 0)}


def _ordered(asked: Asked, rows: list[Row]) -> list[Row]:
    """As asked, the latest order first; without orders the first metric's largest on top."""
    orders = asked.orders or tuple((name, True) for name in asked.metrics[:1])
    for name, is_falling in reversed(orders):
        if name in asked.dimensions:
            place = asked.dimensions.index(name)
            rows.sort(key=lambda row, at=place: row[0][at], reverse=is_falling)  # type: ignore[misc]
        else:
            rows.sort(key=lambda row, key=name: row[1][key], reverse=is_falling)  # type: ignore[misc]
    return rows
