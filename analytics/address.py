"""What a page's address says: days, comparison, filters, table; wrong words give the default."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from accounts.models import WeekStart
from analytics.built_in import BUILT_IN
from analytics.queries import (
    Breakdown,
    Calendar,
    Comparison,
    Filters,
    Granularity,
    Period,
    preset_period,
)
from analytics.queries.periods import DEFAULT_PRESET
from analytics.queries.question import LONGEST_DAYS, MOST_FILTERS
from analytics.queries.where import Clause

CUSTOM = "custom"
_DAYS_BY_DAY, _DAYS_BY_WEEK = 92, 400


@dataclass(frozen=True, kw_only=True)
class Days:
    """What all pages of numbers have in their address: days, and with which they are compared."""

    preset: str
    period: Period
    comparison: Comparison
    given: Mapping[str, list[str]] = field(default_factory=dict, compare=False)
    fiscal: Calendar | None = None
    week_start: str = WeekStart.MONDAY

    @property
    def granularity(self) -> Granularity:
        """Days up to a quarter, weeks up to a year, then months."""
        if self.period.days <= _DAYS_BY_DAY:
            return Granularity.DAY
        return Granularity.WEEK if self.period.days <= _DAYS_BY_WEEK else Granularity.MONTH

    def with_(self, **changes: Any) -> str:
        """The query of the address with some words changed; None takes a word away."""
        words: dict[str, Any] = {**self.given}
        for name, value in changes.items():
            words.pop(name, None)
            if value not in (None, "", []):
                words[name] = value
        return "?" + urlencode(words, doseq=True)

    def hidden(self, *names: str) -> list[dict[str, str]]:
        """What a GET form has to carry along, without the names that it sets itself."""
        return [
            {"name": name, "value": value}
            for name, values in self.given.items()
            if name not in names
            for value in values
        ]


@dataclass(frozen=True, kw_only=True)
class Address(Days):
    """The state of the overview and of a passport; `with_` gives the query of a neighbour.

    `where` is the explorer's tree of tests, which a passport alone has beside its filters.
    """

    filters: Filters
    trend: str
    by: Breakdown
    sort: str
    text: str
    page: int
    where: Clause | None = None


def read_address(
    given: QueryDict,
    today: date,
    fiscal: Calendar | None = None,
    week_start: str = WeekStart.MONDAY,
    where: Clause | None = None,
) -> Address:
    """The address of a request, in the workspace's calendar: its fiscal years and its weeks."""
    names = _NAMES | {"where"} if where else _NAMES
    return Address(
        **days_of(given, today, fiscal, week_start, names),
        where=where,
        filters=Filters(
            platforms=_texts(given, "platform", 80),
            campaigns=_uuids(given),
            lead_sources=_texts(given, "lead_source", 255),
            channels=_texts(given, "channel", 80),
        ),
        trend=_trend(given.get("trend", "")),
        by=_word(Breakdown, given.get("by"), Breakdown.CAMPAIGN),
        sort=given.get("sort", "")[:40],
        text=given.get("q", "").replace("\0", "").strip()[:100],
        page=_page(given.get("page", "")),
    )


def days_of(
    given: QueryDict,
    today: date,
    fiscal: Calendar | None,
    week_start: str,
    names: Collection[str],
) -> dict[str, Any]:
    """The fields of `Days`; `names` are the words that the page's neighbours take along."""
    preset, period = _period(given, today, fiscal, week_start)
    return {
        "preset": preset,
        "period": period,
        "comparison": _word(Comparison, given.get("compare"), Comparison.PREVIOUS),
        "given": {name: given.getlist(name) for name in given if name in names},
        "fiscal": fiscal,
        "week_start": week_start,
    }


_NAMES = frozenset(
    {"range", "from", "to", "compare", "platform", "campaign", "lead_source", "channel"}
    | {"trend", "by", "sort", "q", "page"}
)


def _period(
    given: QueryDict, today: date, fiscal: Calendar | None, week_start: str
) -> tuple[str, Period]:
    try:
        period = Period(*(date.fromisoformat(given.get(name, "")) for name in ("from", "to")))
        is_possible = period.first_on.year >= 2000 and period.last_on.year <= 2100
        if is_possible and 1 <= period.days <= LONGEST_DAYS:
            return CUSTOM, period
    except ValueError:
        pass
    preset = given.get("range", DEFAULT_PRESET)
    try:
        return preset, preset_period(preset, today, fiscal, week_start)
    except KeyError:
        return DEFAULT_PRESET, preset_period(DEFAULT_PRESET, today)


def _word(kind: Any, text: str | None, default: Any) -> Any:
    try:
        word = kind(text)
    except ValueError:
        return default
    # The overview has no table without parts, and none by sources.
    return default if word is Breakdown.NONE or word is Breakdown.SOURCE else word


def _texts(given: QueryDict, name: str, longest: int) -> tuple[str, ...]:
    texts = (text.replace("\0", "")[:longest] for text in given.getlist(name))
    return tuple(dict.fromkeys(text for text in texts if text))[:MOST_FILTERS]


def _uuids(given: QueryDict) -> tuple[UUID, ...]:
    found = []
    for text in given.getlist("campaign"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))[:MOST_FILTERS]


def _trend(text: str) -> str:
    return text if text in BUILT_IN else "won_revenue"


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 100_000 else 1
