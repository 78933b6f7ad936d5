"""The proof of consents, for staff of the house: found by what was answered, with its texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from privacy.models import ConsentEvent, ConsentNotice, UsageDay

COLUMNS = (
    *("id", "at", "subject_id", "purpose", "purpose_version", "action", "channel", "language"),
    *("notice_sha256", "had_signal"),
)
# Fewer people than these are not told apart.
FEW = 5


@dataclass(frozen=True)
class Filter:
    """What is looked for; empty is everything."""

    purpose: str = ""
    action: str = ""
    channel: str = ""
    subject_id: UUID | None = None


@dataclass(frozen=True)
class FeatureSum:
    """How much a feature was used by all who agreed.

    All features that few use are one, without a name and without how many they are.
    """

    feature: str
    people: int | None
    count: int
    seconds: int


def found_events(wanted: Filter, before: UUID | None = None) -> QuerySet[ConsentEvent]:
    """Answers, the newest first; older than one of them where it is named."""
    said = {name: value for name, value in vars(wanted).items() if value}
    rows = ConsentEvent.objects.filter(**said)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows.order_by("-pk")


def event_counts() -> Mapping[str, int]:
    """How many answers there are of each kind."""
    rows = ConsentEvent.objects.values("action").annotate(found=Count("pk"))
    return {row["action"]: row["found"] for row in rows}


def notice_texts(digests: Iterable[str] | None = None) -> list[ConsentNotice]:
    """The texts that were shown: these, or all."""
    rows = ConsentNotice.objects.order_by("kept_at", "sha256")
    return list(rows if digests is None else rows.filter(sha256__in=list(digests)))


def event_row(event: ConsentEvent) -> Mapping[str, Any]:
    """An answer as a line of a file."""
    return {name: getattr(event, name) for name in COLUMNS}


def usage_sums(start_on: date, end_on: date) -> list[FeatureSum]:
    """Of all who agreed, by feature, the most used first; days from and to included."""
    rows = UsageDay.objects.filter(day__gte=start_on, day__lte=end_on).values("feature")
    summed = rows.annotate(
        people=Count("subject_id", distinct=True), uses=Sum("count"), spent=Sum("seconds")
    )
    found = [
        FeatureSum(row["feature"], row["people"], row["uses"], row["spent"])
        for row in summed.order_by("-uses", "feature")
    ]
    many = [one for one in found if (one.people or 0) >= FEW]
    few = [one for one in found if one not in many]
    rest = FeatureSum("", None, sum(one.count for one in few), sum(one.seconds for one in few))
    return [*many, rest] if few else many
