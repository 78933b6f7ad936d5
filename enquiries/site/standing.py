"""What the page about the service shows: its parts in words, 90 days, and what was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import HealthDay, Impact, NoticeUpdate, ServiceNotice
from enquiries.site.health import EVERY

DAYS = 90
# {part as the wiring names it: (its name, what it means while it is away)}
PARTS: dict[str, tuple[Any, Any]] = {
    "database": (
        gettext_lazy("Pages and numbers"),
        gettext_lazy("The database does not answer: workspaces cannot be opened. Nothing is lost."),
    ),
    "broker": (
        gettext_lazy("Queue of work"),
        gettext_lazy("New work is written down, and begins by itself once the queue is back."),
    ),
    "worker": (
        gettext_lazy("Syncs, imports and mail"),
        gettext_lazy("Background work stands still, and goes on where it was by itself."),
    ),
    "migrations": (
        gettext_lazy("Version of the data"),
        gettext_lazy("A new version is being put in place."),
    ),
    "erasures": (
        gettext_lazy("Record of erasures"),
        gettext_lazy("A backup was restored, and what had been erased is erased again first."),
    ),
}


@dataclass(frozen=True)
class Part:
    """One part of the service: what it is called, whether it is well, what that means if not."""

    name: Any
    is_well: bool
    meaning: Any


@dataclass(frozen=True)
class Day:
    """One day of the history: `share` is from 0 to 1, None before anything was measured."""

    on: date
    share: float | None

    @property
    def percent(self) -> float | None:
        """The share as it is shown."""
        return None if self.share is None else 100 * self.share

    @property
    def tone(self) -> str:
        """A word for how the day was, which the sheet of styles colours."""
        if self.share is None:
            return "none"
        return "good" if self.share >= 0.999 else "warn" if self.share >= 0.95 else "bad"


@dataclass(frozen=True)
class Said:
    """A disturbance in the reader's language, with what was said of it, the newest first."""

    title: str
    impact: Any
    tone: str
    is_planned: bool
    opened_at: datetime
    resolved_at: datetime | None
    updates: tuple[tuple[datetime, str], ...]


def parts_in_words(states: Mapping[str, str]) -> list[Part]:
    """The parts in the order of PARTS; one that nobody named here keeps its own name."""
    names = [*PARTS, *(name for name in states if name not in PARTS)]
    return [
        Part(PARTS.get(name, (name, ""))[0], states[name] == "ok", PARTS.get(name, ("", ""))[1])
        for name in names
        if name in states
    ]


def history(now: datetime) -> list[Day]:
    """The last 90 days (UTC), the oldest first; five minutes that nobody counted were not well."""
    first_day = now.date() - timedelta(days=DAYS - 1)
    with inside(HOUSE_ID):
        rows = {row.on: row for row in HealthDay.objects.filter(on__gte=first_day)}
    began = min((row.first_at for row in rows.values()), default=None)
    days = [first_day + timedelta(days=number) for number in range(DAYS)]
    return [Day(on, _share(on, rows.get(on), began, now)) for on in days]


def _share(on: date, row: HealthDay | None, began: datetime | None, now: datetime) -> float | None:
    start = datetime.combine(on, time(), UTC)
    if began is None or start + timedelta(days=1) <= began:
        return None
    # The five minutes that run now may be counted yet, so they are expected of nobody.
    end = min(start + timedelta(days=1), max(now - EVERY, began + EVERY))
    expected = max(1, (end - max(start, began)) // EVERY)
    return min(1.0, (row.well if row else 0) / expected)


def whole_share(days: list[Day]) -> float | None:
    """How much of the time that was measured all was well; None where nothing was measured."""
    shares = [day.share for day in days if day.share is not None]
    return sum(shares) / len(shares) if shares else None


def said_of_late() -> list[Said]:
    """Disturbances that are open, and those of the last 90 days, the newest first."""
    since = timezone.now() - timedelta(days=DAYS)
    with inside(HOUSE_ID):
        notices = [
            notice
            for notice in ServiceNotice.objects.order_by("-opened_at")[:100]
            if notice.resolved_at is None or notice.resolved_at > since
        ]
        updates = list(NoticeUpdate.objects.filter(notice__in=notices).order_by("-at", "-id"))
    return [
        _said(notice, [one for one in updates if one.notice_id == notice.pk]) for notice in notices
    ]


def _said(notice: ServiceNotice, updates: list[NoticeUpdate]) -> Said:
    language = "da" if get_language() == "da" else "en"
    is_open = notice.resolved_at is None
    tones = {Impact.PLANNED: "info", Impact.PARTLY: "warn", Impact.DOWN: "bad"}
    return Said(
        getattr(notice, f"title_{language}"),
        Impact(notice.impact).label if is_open else _("Resolved"),
        tones[Impact(notice.impact)] if is_open else "good",
        notice.impact == Impact.PLANNED,
        notice.opened_at,
        notice.resolved_at,
        tuple((one.at, getattr(one, f"text_{language}")) for one in updates),
    )
