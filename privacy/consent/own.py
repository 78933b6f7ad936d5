"""What a login has here: its answers with the texts, its usage by feature, and the end of both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Sum

from privacy.models import ConsentEvent, ConsentStanding, UsageDay

_EVENT = ("at", "purpose", "purpose_version", "action", "channel", "language", "notice_sha256")
_STANDING = ("granted", "refused", "had_signal", "chosen_at")
_USAGE = ("day", "feature", "action", "count", "seconds")


@dataclass(frozen=True)
class FeatureUse:
    """How often one used a feature, for how long, and when last."""

    feature: str
    count: int
    seconds: int
    last_on: date


def numbers_of(users: Iterable[UUID]) -> list[UUID]:
    """Under which numbers the answers and the usage of logins stand."""
    rows = ConsentStanding.objects.filter(user_id__in=list(users))
    return list(rows.values_list("pk", flat=True))


def own_events(user_id: UUID) -> list[ConsentEvent]:
    """All answers of a login, newest first."""
    rows = ConsentEvent.objects.filter(subject_id__in=numbers_of([user_id]))
    return list(rows.order_by("-at", "-id"))


def own_usage(user_id: UUID) -> list[FeatureUse]:
    """What is counted of a login, by feature, the most used first."""
    rows = UsageDay.objects.filter(subject_id__in=numbers_of([user_id]))
    summed = rows.values("feature").annotate(
        uses=Sum("count"), spent=Sum("seconds"), last_on=Max("day")
    )
    return [
        FeatureUse(row["feature"], row["uses"], row["spent"], row["last_on"])
        for row in summed.order_by("-uses", "feature")
    ]


def own_rows(users: Iterable[UUID]) -> Mapping[str, list[Mapping[str, Any]]]:
    """{table: rows} of logins, for a copy of everything."""
    users = list(users)
    numbers = numbers_of(users)
    events = ConsentEvent.objects.filter(subject_id__in=numbers).order_by("at", "id")
    usage = UsageDay.objects.filter(subject_id__in=numbers).order_by("day", "feature", "action")
    standings = ConsentStanding.objects.filter(pk__in=numbers)
    return {
        "privacy.consentstanding": list(standings.values(*_STANDING)),
        "privacy.consentevent": list(events.values(*_EVENT)),
        "privacy.usageday": list(usage.values(*_USAGE)),
    }


def forget_own(users: Iterable[UUID]) -> tuple[int, int, int]:
    """Delete standings and usage of logins; how many of each, and how many answers stay."""
    numbers = numbers_of(users)
    answers = ConsentEvent.objects.filter(subject_id__in=numbers).count()
    standings: int = ConsentStanding.objects.filter(pk__in=numbers).delete()[0]
    usage: int = UsageDay.objects.filter(subject_id__in=numbers).delete()[0]
    return standings, usage, answers
