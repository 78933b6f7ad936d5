"""How the days of a source grow and settle: each day's value by its age, as it was read."""
# ruff: noqa: S608  Only names written in these modules are put into the statement.

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Workspace
from accounts.tenancy import require_workspace_id
from analytics.trust.readings import steps

# How many days after a day its value is looked at.
AGES = (0, 1, 2, 3, 7, 14, 28)
DAYS_SHOWN = 60
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


def growth(source_id: UUID, measure: str, today: date, workspace: Workspace) -> Growth:
    """The last days before `today` of a source, by what was read of them and when."""
    steps_of = _steps(source_id, measure, today, workspace.time_zone)
    currency: str = ""
    others: tuple[str, ...] = ()
    if measure in ("spend", "conversion_value"):
        currency, others = _currencies(steps_of, workspace.currency)
    by_day: dict[date, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for on, read_on, value, of in steps_of:
        if not currency or of == currency:
            by_day[on][read_on] += value
    days = [_day(on, by_day[on], today) for on in sorted(by_day, reverse=True)]
    shares = tuple(_share(days, place) for place in range(len(AGES)))
    return Growth(measure, currency, others, tuple(days), shares)


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
    names: dict[str, Any] = {
        "workspace": require_workspace_id(),
        "source": source_id,
        "first": today - _DAY * DAYS_SHOWN,
        "last": today,
        "zone": zone,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {column.lstrip()}
            SELECT "on", (at AT TIME ZONE %(zone)s::text)::date, sum(value)::bigint, currency
            FROM step GROUP BY 1, 2, 4""",
            names,
        )
        return list(cursor.fetchall())


def _currencies(rows: list[tuple[date, date, int, str]], own: str) -> tuple[str, tuple[str, ...]]:
    """The workspace's currency where the source has it, else the one of most steps; the others."""
    counts: dict[str, int] = defaultdict(int)
    for _on, _read_on, _value, currency in rows:
        counts[currency] += 1
    first, *others = sorted(counts, key=lambda c: (c != own, -counts[c], c)) or [""]
    return first, tuple(others)


def _day(on: date, by: dict[date, int], today: date) -> DayReadings:
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
