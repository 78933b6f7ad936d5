"""Looks the log of readings up: filtered, newest first, a page or all of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Reading, User
from accounts.readings import known_numbers
from privacy.requests.finding import on_the_desk, person_key


@dataclass(frozen=True)
class Filter:
    """Which lines are asked for; days are of the active time zone, both inclusive.

    `person_id` is a number of the log, `request_id` a request whose person is meant.
    """

    actor_id: UUID | None = None
    purpose: str = ""
    person_id: UUID | None = None
    request_id: UUID | None = None
    start_on: date | None = None
    end_on: date | None = None


def readings(wanted: Filter, *, before: UUID | None = None) -> QuerySet[Reading]:
    """Lines of the entered workspace, newest first; older than the line `before`."""
    rows = Reading.objects.order_by("-id")
    if wanted.actor_id:
        rows = rows.filter(actor_id=wanted.actor_id)
    if wanted.purpose:
        rows = rows.filter(purpose=wanted.purpose)
    if wanted.person_id:
        rows = rows.filter(person_id=wanted.person_id)
    if wanted.request_id:
        rows = rows.filter(person_id__in=_people_of(wanted.request_id))
    if wanted.start_on:
        rows = rows.filter(at__gte=_midnight(wanted.start_on))
    if wanted.end_on:
        rows = rows.filter(at__lt=_midnight(wanted.end_on + timedelta(days=1)))
    return rows.filter(id__lt=before) if before else rows


def purposes() -> list[str]:
    """All purposes for which something was read."""
    rows = Reading.objects.order_by("purpose").values_list("purpose", flat=True)
    return list(rows.distinct())


def names_of(rows: Iterable[Reading]) -> dict[UUID, str]:
    """{user's id: name} of whoever read, by one statement."""
    ids = {row.actor_id for row in rows if row.actor_id}
    return {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=ids)}


def _people_of(request_id: UUID) -> list[UUID]:
    found = on_the_desk(request_id)
    return known_numbers([person_key(found)]) if found else []


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
