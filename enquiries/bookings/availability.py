"""Which demos can start when, as pure functions of hours, hosts and what is taken."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from enquiries.bookings.hours import Hours, Span

# From when to when a host is taken, the pause afterwards included.
Busy = tuple[datetime, datetime]


def starts(hours: Hours, now: datetime) -> Iterator[datetime]:
    """Every start, in UTC and in order, from the least notice to the horizon."""
    first = now + hours.notice
    day = now.astimezone(hours.zone).date()
    last = day + timedelta(days=hours.horizon_days)
    while day <= last:
        yield from (start for start in starts_of(hours, day) if start >= first)
        day += timedelta(days=1)


def starts_of(hours: Hours, day: date) -> Iterator[datetime]:
    """A day's starts. Between them real time passes, whatever the clock does in that night."""
    ended: datetime | None = None
    for span in hours.spans(day):
        at, closes = _moment(day, span.opens, hours, fold=0), _moment(day, span.closes, hours)
        # Of hours that meet within the hour that comes twice, the later begin when these are over.
        at = max(at, ended) if ended else at
        while at + hours.length <= closes:
            if _is_within(span, day, at, hours):
                yield at
            at += hours.length + hours.buffer
        ended = max(closes, ended) if ended else closes


def _is_within(span: Span, day: date, start: datetime, hours: Hours) -> bool:
    """Whether the clock shows it so: the hour that comes twice goes on before it opens, or after.

    Hours until 23:00 are over when a clock first shows it, though it is set back to it at midnight.
    """
    begins, ends = (at.astimezone(hours.zone) for at in (start, start + hours.length))
    is_open = span.opens <= begins.time() < span.closes
    return is_open and (ends.date(), ends.time()) <= (day, span.closes)


def _moment(day: date, at: time, hours: Hours, fold: int = 1) -> datetime:
    """In UTC; of an hour that comes twice the first one opens and the second one closes."""
    return datetime.combine(day, at, hours.zone).replace(fold=fold).astimezone(UTC)


def free_starts(
    hours: Hours, now: datetime, hosts: Sequence[UUID], busy: Mapping[UUID, Sequence[Busy]]
) -> list[datetime]:
    """The starts at which one host at least is free."""
    return [start for start in starts(hours, now) if free_hosts(hours, start, hosts, busy)]


def free_hosts(
    hours: Hours, start: datetime, hosts: Iterable[UUID], busy: Mapping[UUID, Sequence[Busy]]
) -> list[UUID]:
    """Who is free for a demo that starts then, whoever has the fewest demos first."""
    until = start + hours.length + hours.buffer
    free = [
        host
        for host in hosts
        if all(until <= begin or end <= start for begin, end in busy.get(host, ()))
    ]
    return sorted(free, key=lambda host: len(busy.get(host, ())))


def nearest(wanted: datetime, free: Iterable[datetime], count: int = 6) -> list[datetime]:
    """Those that come closest to a moment, in their order."""
    closest = sorted(free, key=lambda start: (abs(start - wanted), start))[:count]
    return sorted(closest)
