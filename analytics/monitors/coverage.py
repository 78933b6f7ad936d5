"""Up to which day a number can be judged, and which sources it waits for."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from analytics.metrics import Side
from analytics.queries import SourceState

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Coverage:
    """`until` is the last day that every needed source has read whole; None of no day at all.

    `late` names the sources that yesterday still waits for.
    """

    until: date | None
    late: tuple[str, ...] = ()


def coverage(
    sides: Set[Side], states: tuple[SourceState, ...], zone: ZoneInfo, today: date
) -> Coverage:
    """Of a number that is made of these sides. A source that is paused is waited for, too."""
    needed = [one for one in states if not one.is_disconnected and sides & _sides_of(one)]
    live = [one for one in needed if not one.is_file]
    if not live:
        # Files end when they end: nothing newer is on its way.
        ends = [one.last_ad_on for one in needed if one.last_ad_on]
        return Coverage(min(max(ends), today - DAY) if ends else None)
    until = {one.name: _read_until(one, zone, today) for one in live}
    late = tuple(sorted(name for name, day in until.items() if day is None or day < today - DAY))
    known = [day for day in until.values() if day is not None]
    return Coverage(min(known) if len(known) == len(until) else None, late)


def _sides_of(source: SourceState) -> Set[Side]:
    found: set[Side] = set()
    if source.last_ad_on:
        found.add(Side.ADS)
    if source.has_crm:
        found |= {Side.LEADS, Side.DEALS}
    if source.has_visits:
        found.add(Side.VISITS)
    return found


def _read_until(source: SourceState, zone: ZoneInfo, today: date) -> date | None:
    if source.fresh_until is None:
        return None
    return min(source.fresh_until.astimezone(zone).date(), today) - DAY
