"""Whether stored days agree with the sums that their sources tell of them, as compared at night."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from accounts.tenancy import require_workspace_id
from analytics.metrics import Side
from analytics.queries.periods import Period
from analytics.queries.question import Filters
from integrations.models import ControlledDay, ControlTotal, Source
from integrations.selectors import accounts_of, controlled, controlled_connectors

DAYS_SHOWN = 20
# Sources add up fractions that are rounded row by row here: a hundredth is no difference.
_FRACTIONS = {
    "conversions_micros": 10_000,
    "dated_conversions_micros": 10_000,
    "conversion_value_micros": 10_000,
    "dated_value_micros": 10_000,
}

_BY_DAY = """
SELECT d."on", s.name, s.connector, bool_and(d.is_equal), max(d.checked_at)
FROM integrations_controlledday d
JOIN integrations_source s ON s.workspace_id = d.workspace_id AND s.id = d.source_id
WHERE d.workspace_id = %(workspace)s AND d."on" BETWEEN %(first)s AND %(last)s
    AND s.disconnected_at IS NULL AND {condition}
GROUP BY d."on", s.id, s.name, s.connector ORDER BY d."on", s.name
"""


@dataclass(frozen=True)
class _Compared:
    """How one day of one source came out, all its sums together."""

    on: date
    name: str
    connector: str
    is_equal: bool
    checked_at: datetime


@dataclass(frozen=True)
class Agreement:
    """Of a period: the days that were compared, those that differ with the sources' names, when."""

    checked: frozenset[date]
    differing: Mapping[date, tuple[str, ...]]
    checked_at: datetime | None


@dataclass(frozen=True)
class Sides:
    """Both sides of one metric's sum: what the source tells, and what is stored (None: nothing)."""

    metric: str
    theirs: int
    ours: int | None


@dataclass(frozen=True)
class Total:
    """The newest days of a source or of one of the vendor's accounts, compared as one sum."""

    days: int
    first_on: date
    last_on: date
    is_equal: bool
    differing: tuple[Sides, ...]
    checked_at: datetime


@dataclass(frozen=True)
class Control:
    """A source, or one of the vendor's accounts, with its totals by their number of days.

    `kind` is "days" of advertising or "deals"; `currency` that of the account, "" where not known.
    """

    source_id: UUID
    source: str
    account: str
    kind: str
    currency: str
    totals: tuple[Total, ...]
    days: tuple["Differing", ...]


@dataclass(frozen=True)
class Differing:
    """A day that differs; without sides where the source was not asked about that day alone."""

    on: date
    sides: tuple[Sides, ...]


def agreement_of(source_id: UUID, period: Period) -> Agreement | None:
    """How the days of one source agree; None where it was never compared."""
    return _agreement(_by_day("d.source_id = %(source)s", {"source": source_id}, period))


def agreement(sides: Set[Side], period: Period, filters: Filters) -> Agreement | None:
    """How a number's days agree; None where nothing that it is made of can be compared."""
    return agreements([sides], period, filters)[0]


def agreements(
    numbers: Sequence[Set[Side]], period: Period, filters: Filters
) -> list[Agreement | None]:
    """The same of several numbers, each known by its sides, by one statement."""
    compared = [_connectors(sides, filters) for sides in numbers]
    known = sorted(set().union(*compared))
    condition = "s.connector = ANY(%(connectors)s::text[])"
    rows = _by_day(condition, {"connectors": known}, period) if known else []
    return [_agreement([row for row in rows if row.connector in own]) for own in compared]


def _connectors(sides: Set[Side], filters: Filters) -> Set[str]:
    kinds: dict[Side, Literal["days", "deals"]] = {Side.ADS: "days", Side.DEALS: "deals"}
    found = {key for side in sides & set(kinds) for key in controlled_connectors(kinds[side])}
    return found & set(filters.platforms) if filters.platforms else found


def _by_day(condition: str, names: dict[str, Any], period: Period) -> list[_Compared]:
    names |= {
        "workspace": require_workspace_id(),
        "first": period.first_on,
        "last": period.last_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY.format(condition=condition), names)
        return [_Compared(*row) for row in cursor.fetchall()]


def _agreement(rows: Sequence[_Compared]) -> Agreement | None:
    if not rows:
        return None
    differing: dict[date, list[str]] = defaultdict(list)
    for row in rows:
        if not row.is_equal:
            differing[row.on].append(row.name)
    return Agreement(
        checked=frozenset(row.on for row in rows),
        differing={on: tuple(names) for on, names in differing.items()},
        checked_at=max(row.checked_at for row in rows),
    )


def controls() -> tuple[Control, ...]:
    """The last comparison of each connected source, by three statements."""
    sources = {one.pk: one for one in Source.objects.filter(disconnected_at=None)}
    totals: dict[tuple[UUID, str], list[ControlTotal]] = defaultdict(list)
    for row in ControlTotal.objects.filter(source_id__in=sources).order_by("days"):
        totals[row.source_id, row.account].append(row)
    days: dict[tuple[UUID, str], list[ControlledDay]] = defaultdict(list)
    doubted = ControlledDay.objects.filter(source_id__in=sources, is_equal=False)
    for day in doubted.order_by("-on"):
        days[day.source_id, day.account].append(day)
    order = {key: place for place, key in enumerate(sources)}
    return tuple(
        _control(sources[key[0]], key[1], rows, days[key])
        for key, rows in sorted(totals.items(), key=lambda pair: (order[pair[0][0]], pair[0][1]))
    )


def _control(
    source: Source, account: str, rows: list[ControlTotal], days: list[ControlledDay]
) -> Control:
    named = {one.external_id: one for one in accounts_of(source)}
    known = named.get(account)
    return Control(
        source_id=source.pk,
        source=source.name,
        account=known.name if known else account,
        kind=controlled(source.connector),
        currency=known.currency if known else "",
        totals=tuple(
            Total(
                row.days,
                row.first_on,
                row.last_on,
                row.is_equal,
                () if row.is_equal else _sides(row),
                row.checked_at,
            )
            for row in rows
        ),
        days=tuple(Differing(day.on, _sides(day)) for day in days[:DAYS_SHOWN]),
    )


def _sides(row: ControlTotal | ControlledDay) -> tuple[Sides, ...]:
    return tuple(
        Sides(metric, int(theirs), row.ours.get(metric))
        for metric, theirs in row.theirs.items()
        if abs(theirs - (row.ours.get(metric) or 0)) > _FRACTIONS.get(metric, 0)
    )
