"""How the days of a source grow and settle: each day's value by its age, as it was read."""
# ruff: noqa: S608  Only names written in these modules are put into the statement.

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Workspace
from accounts.tenancy import require_workspace_id
from analytics.trust.readings import steps
from analytics.trust.settling import Estimate, Ladder, days_missing, learn, settle, settle_sum

# How many days after a day its value is looked at.
AGES = (0, 1, 2, 3, 7, 14, 28)
DAYS_SHOWN = 60
# A vendor that changes days for less than this leaves nothing to foretell.
LEAST_WINDOW = 3
# So many days are looked at to learn how they grow.
_LEARNED_FROM = 120
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayReadings:
    """One day: its value at each of AGES (None: not read by then, or still to come) and now.

    Values are counts, or micros. `changes` counts the later days on which it was read otherwise.
    """

    on: date
    at_age: tuple[int | None, ...]
    first: int
    first_read_on: date
    now: int
    changes: int
    changed_on: date | None
    # What it will settle at; None for a day that is settled, or where nobody can tell.
    settled: Estimate | None = None


@dataclass(frozen=True)
class Outlook:
    """The days that still grow, taken together: what they hold and what they will settle at.

    `learning` are the days that have to pass before anybody can tell; `estimate` is None then.
    """

    days: int
    now: int
    estimate: Estimate | None
    learning: int


@dataclass(frozen=True)
class Growth:
    """The newest days of a source by age, the newest first.

    `share` is for each of AGES the sum as it was known then as a share of what is known now, over
    the days that are known at that age; None where there is none. `currency` is "" for counts;
    `others` are currencies that the source has besides and that are left out.
    """

    measure: str
    currency: str
    others: tuple[str, ...]
    days: tuple[DayReadings, ...]
    share: tuple[float | None, ...]
    outlook: Outlook | None = None


def growth(
    source_id: UUID, measure: str, today: date, workspace: Workspace, window: int = 0
) -> Growth:
    """The last days before `today` of a source, by what was read of them and when.

    `window` is for how many days the vendor may still change one; without it nothing is foretold.
    """
    by_currency = read_days(source_id, measure, today, workspace.time_zone)
    currency, *others = _currencies(by_currency, workspace.currency)
    by_day = by_currency.get(currency, {})
    ladder, learning = learn_ladder(by_day, today, window)
    shown = [on for on in sorted(by_day, reverse=True) if on >= today - _DAY * DAYS_SHOWN]
    days = [_day(on, by_day[on], today) for on in shown]
    if ladder is not None:
        days = [replace(one, settled=_settled(ladder, one.on, by_day, today)) for one in days]
    shares = tuple(_share(days, place) for place in range(len(AGES)))
    outlook = _outlook(ladder, learning, by_day, today, window)
    return Growth(measure, currency, tuple(others), tuple(days), shares, outlook)


def read_days(
    source_id: UUID, measure: str, today: date, zone: str
) -> dict[str, Mapping[date, Mapping[date, int]]]:
    """{currency: {day: {day of reading: by how much it changed}}}; counts stand under ""."""
    is_money = measure in ("spend", "conversion_value")
    found: dict[str, dict[date, dict[date, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    for on, read_on, value, currency in _steps(source_id, measure, today, zone):
        found[currency if is_money else ""][on][read_on] += value
    return dict(found)


def read_parts(
    source_id: UUID, measure: str, today: date, zone: str, window: int
) -> dict[str, list[list[int]]]:
    """{currency: the sums of each campaign's settled days by age}; counts stand under "".

    Only of days that were read from their first age on: of others nobody knows how they grew.
    """
    is_money = measure in ("spend", "conversion_value")
    names = _names(source_id, today, zone) | {"settled": today - _DAY * (window + 1)}
    column = steps(measure, ["c.source_id = %(source)s"])
    found: dict[tuple[str, UUID], list[int]] = defaultdict(lambda: [0] * (window - 1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {column.lstrip()}, read AS (
                SELECT campaign_id, "on", currency, value,
                    (at AT TIME ZONE %(zone)s::text)::date - "on" AS age,
                    min((at AT TIME ZONE %(zone)s::text)::date - "on")
                        OVER (PARTITION BY campaign_id, "on") AS first_age
                FROM step WHERE "on" <= %(settled)s
            )
            SELECT campaign_id, currency, greatest(age, 1), sum(value)::bigint FROM read
            WHERE first_age <= 1 AND age < %(window)s GROUP BY 1, 2, 3""",
            names | {"window": window},
        )
        for campaign, currency, age, value in cursor.fetchall():
            known = found[currency if is_money else "", campaign]
            for later in range(age - 1, window - 1):
                known[later] += value
    parts: dict[str, list[list[int]]] = defaultdict(list)
    for (currency, _), by_age in found.items():
        parts[currency].append(by_age)
    return parts


def learn_ladder(
    by_day: Mapping[date, Mapping[date, int]], today: date, window: int
) -> tuple[Ladder | None, int]:
    """How days grow from the first whole day after them on, and for how long it is to be learned.

    What is read today is not yet all that will be read today, so it is left out.
    """
    if window < LEAST_WINDOW:
        return None, 0
    ages = range(1, window)
    triangle = [
        [_known(by, on + _DAY * age, today - _DAY) for age in ages] for on, by in by_day.items()
    ]
    ladder = learn(triangle, len(ages))
    return ladder, 0 if ladder else days_missing(triangle, len(ages))


def _known(by: Mapping[date, int], then: date, last: date) -> int | None:
    """A day's value as it was known at the end of `then`; None where nobody had read it yet."""
    if not min(by) <= then <= last:
        return None
    return sum(value for at, value in by.items() if at <= then)


def young_day(
    ladder: Ladder, on: date, by_day: Mapping[date, Mapping[date, int]], today: date
) -> tuple[int, int] | None:
    """A day's value at the end of yesterday and its place on the ladder; None for a settled one."""
    place = (today - on).days - 2
    value = _known(by_day[on], today - _DAY, today - _DAY)
    return (value, place) if value is not None and 0 <= place < ladder.settles_at else None


def _settled(
    ladder: Ladder, on: date, by_day: Mapping[date, Mapping[date, int]], today: date
) -> Estimate | None:
    young = young_day(ladder, on, by_day, today)
    return settle(ladder, *young) if young else None


def _outlook(
    ladder: Ladder | None,
    learning: int,
    by_day: Mapping[date, Mapping[date, int]],
    today: date,
    window: int,
) -> Outlook | None:
    if window < LEAST_WINDOW:
        return None
    if ladder is None:
        return Outlook(0, 0, None, learning) if learning > 0 else None
    young = [one for on in by_day if (one := young_day(ladder, on, by_day, today))]
    return Outlook(len(young), sum(v for v, _ in young), settle_sum(ladder, young), 0)


def has_days(source_id: UUID) -> bool:
    """Whether the source has days at all; a CRM has records, which change in their place."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (SELECT FROM analytics_adday
            WHERE workspace_id = %s AND source_id = %s)""",
            [require_workspace_id(), source_id],
        )
        return bool(cursor.fetchone()[0])


def _steps(
    source_id: UUID, measure: str, today: date, zone: str
) -> list[tuple[date, date, int, str]]:
    column = steps(measure, ["c.source_id = %(source)s"])
    names = _names(source_id, today, zone)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {column.lstrip()}
            SELECT "on", (at AT TIME ZONE %(zone)s::text)::date, sum(value)::bigint, currency
            FROM step GROUP BY 1, 2, 4""",
            names,
        )
        return list(cursor.fetchall())


def _names(source_id: UUID, today: date, zone: str) -> dict[str, Any]:
    return {
        "workspace": require_workspace_id(),
        "source": source_id,
        "first": today - _DAY * _LEARNED_FROM,
        "last": today,
        "zone": zone,
    }


def _currencies(by_currency: Mapping[str, Mapping[date, Any]], own: str) -> list[str]:
    """The workspace's currency where the source has it, else the one of most days; the others."""
    return sorted(by_currency, key=lambda c: (c != own, -len(by_currency[c]), c)) or [""]


def _day(on: date, by: Mapping[date, int], today: date) -> DayReadings:
    read = sorted(by)
    known = []
    for age in AGES:
        then = on + _DAY * age
        is_known = read[0] <= then <= today
        known.append(sum(v for at, v in by.items() if at <= then) if is_known else None)
    changes = [at for at in read[1:] if by[at]]
    return DayReadings(
        on=on,
        at_age=tuple(known),
        first=by[read[0]],
        first_read_on=read[0],
        now=sum(by.values()),
        changes=len(changes),
        changed_on=changes[-1] if changes else None,
    )


def _share(days: list[DayReadings], place: int) -> float | None:
    pairs = [(day.at_age[place], day.now) for day in days]
    known = [(then, now) for then, now in pairs if then is not None]
    whole = sum(now for _then, now in known)
    return sum(then for then, _now in known) / whole if whole else None
