"""Reads of visits: a property's days, with what was done to their numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import BitOr
from django.db.models import Max, Sum

from integrations.models import TrafficDay


@dataclass(frozen=True)
class VisitSum:
    """A day of a property, all origins together; None is "not reported".

    Key events are in millionths, money in micros. `flags` are those of any of its rows (see
    integrations.facts.flags). People of several days are never added up, so there is no sum over
    days here.
    """

    on: date
    account: str
    currency: str
    sessions: int | None
    engaged_sessions: int | None
    new_users: int | None
    key_events_micros: int | None
    revenue_micros: int | None
    flags: int
    as_of: datetime


_SUMMED = ("sessions", "engaged_sessions", "new_users", "key_events_micros", "revenue_micros")


def visit_days(source_id: UUID, *, first_on: date, last_on: date) -> list[VisitSum]:
    """The days of each property in the entered workspace, newest first."""
    rows: Any = TrafficDay.objects.filter(source_id=source_id, on__range=(first_on, last_on))
    grouped = rows.values("on", "origin__account", "currency").annotate(
        **{f"sum_{name}": Sum(name) for name in _SUMMED},
        all_flags=BitOr("flags"),
        latest=Max("as_of"),
    )
    return [
        VisitSum(
            on=row["on"],
            account=row["origin__account"],
            currency=row["currency"],
            **{name: row[f"sum_{name}"] for name in _SUMMED},
            flags=row["all_flags"],
            as_of=row["latest"],
        )
        for row in grouped.order_by("-on", "origin__account", "currency")
    ]


def newest_visit_day(source_id: UUID) -> date | None:
    """The last day with visits; None where there are none."""
    found: date | None = TrafficDay.objects.filter(source_id=source_id).aggregate(at=Max("on"))[
        "at"
    ]
    return found
