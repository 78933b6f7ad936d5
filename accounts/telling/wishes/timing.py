"""When a mail goes out by a person's wishes; pure, so that the preview and the sending agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Severity, TellingWish
from accounts.telling.kinds import Kind, Mailing


@dataclass(frozen=True)
class Wishes:
    """A member's wishes with the zone by whose clock they count."""

    choices: Mapping[str, Mapping[str, Any]]
    digest_days: frozenset[int]
    digest_hour: int
    zone: ZoneInfo
    quiet_from: int | None = None
    quiet_until: int | None = None
    severe_at_once: bool = False
    severe_breaks_quiet: bool = False

    def wants_inbox(self, kind: Kind) -> bool:
        """Whether things of the kind stand in the inbox as new."""
        return bool(self.choices.get(kind.word, {}).get("inbox", kind.inbox))

    def mailing(self, kind: Kind, severity: int) -> Mailing:
        """How one thing comes by mail; what is not wanted at all stays so, severe or not."""
        chosen = Mailing(self.choices.get(kind.word, {}).get("mail", kind.mail))
        is_urgent = severity == Severity.SEVERE and self.severe_at_once
        return Mailing.AT_ONCE if chosen is Mailing.DIGEST and is_urgent else chosen


def wishes_of(row: TellingWish | None, home: ZoneInfo) -> Wishes:
    """What a row says; the defaults where there is none."""
    row = row or TellingWish()
    return Wishes(
        choices=row.choices,
        digest_days=frozenset(row.digest_days),
        digest_hour=row.digest_hour,
        zone=ZoneInfo(row.zone) if row.zone else home,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        severe_at_once=row.severe_at_once,
        severe_breaks_quiet=row.severe_breaks_quiet,
    )


def due_at(wishes: Wishes, kind: Kind, severity: int, now: datetime) -> datetime | None:
    """When what is told now goes by mail; None where it does not."""
    mailing = wishes.mailing(kind, severity)
    if mailing is Mailing.NO:
        return None
    due = now if mailing is Mailing.AT_ONCE else _next_digest(wishes, now)
    if due is None or (severity == Severity.SEVERE and wishes.severe_breaks_quiet):
        return due
    return _after_quiet(wishes, due)


def _next_digest(wishes: Wishes, now: datetime) -> datetime | None:
    local = now.astimezone(wishes.zone)
    first = local.replace(hour=wishes.digest_hour, minute=0, second=0, microsecond=0, fold=0)
    # Eight days: the same weekday of the next week is the last that can be meant.
    for days in range(8):
        moment = first + timedelta(days=days)
        if moment > local and moment.weekday() in wishes.digest_days:
            return moment.astimezone(now.tzinfo)
    return None


def _after_quiet(wishes: Wishes, due: datetime) -> datetime:
    begins, ends = wishes.quiet_from, wishes.quiet_until
    if begins is None or ends is None or begins == ends:
        return due
    local = due.astimezone(wishes.zone)
    over_night = begins > ends
    is_evening = over_night and local.hour >= begins
    is_quiet = is_evening or (local.hour < ends and (over_night or local.hour >= begins))
    if not is_quiet:
        return due
    end = local.replace(hour=ends, minute=0, second=0, microsecond=0, fold=0)
    return (end + timedelta(days=is_evening)).astimezone(due.tzinfo)
