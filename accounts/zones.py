"""Time zones that people choose from, and hours that the clock shows twice."""

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

HOME = "Europe/Copenhagen"


@cache
def listed() -> tuple[str, ...]:
    """Every zone in which people live, by its one name of today, sorted."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return tuple(sorted({parts[2] for parts in lines} | {"UTC"}))


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones()) | frozenset(listed())


def name_of(asked: str | None) -> str:
    """The zone that was asked for, old names included; ours for what is none."""
    return asked if asked in _known() else HOME


def zone(name: str) -> ZoneInfo:
    """The zone of a name that was asked for or kept."""
    return ZoneInfo(name_of(name))


def groups(chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """[(area, [(name, place)])] for a list to choose from; what is chosen is in it, too."""
    names = sorted({*listed(), chosen})
    areas: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        area, _slash, place = name.partition("/")
        areas.setdefault(area, []).append((name, (place or area).replace("_", " ")))
    return list(areas.items())


def is_shown_twice(moment: datetime, where: ZoneInfo) -> bool:
    """Whether the clock shows this time twice on that day, so that it has to be told which."""
    local = moment.astimezone(where)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def offset(moment: datetime, where: ZoneInfo) -> str:
    """As "UTC+02:00"."""
    text = moment.astimezone(where).strftime("%z")
    return f"UTC{text[:3]}:{text[3:5]}"


def times_in(name: str, starts_at: datetime, ends_at: datetime) -> dict[str, Any]:
    """From when to when by one zone's clock, for mails; which of two where it is shown twice."""
    where = zone(name)
    return {
        "starts_at": starts_at.astimezone(where),
        "ends_at": ends_at.astimezone(where),
        "zone": name,
        "offset": offset(starts_at, where) if is_shown_twice(starts_at, where) else "",
    }
