"""One incident from its first day to its end, told once: a state machine over daily verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile

from analytics.detection.deciding.verdicts import Side, Verdict


class Phase(StrEnum):
    """Pending is a day that was out and waits for another one to confirm it."""

    QUIET = "quiet"
    PENDING = "pending"
    OPEN = "open"


class Happening(StrEnum):
    """What a day brought that somebody may be told of."""

    OPENED = "opened"
    REOPENED = "reopened"  # the same incident, back within the cool-down; not told anew
    WORSE = "worse"
    RECOVERED = "recovered"
    NEW_LEVEL = "new_level"  # it has stayed: offer to accept the level


@dataclass(frozen=True)
class Rules:
    """Days are judged days throughout, except for the cool-down, which is the calendar's.

    `confirm` of the last `within` have to be out on one side; a severe day needs no other one.
    """

    confirm: int = 2
    within: int = 3
    recover: int = 2
    new_level: int = 7
    cool_down: int = 3
    # Worse is told when it is so many times the worst that was told.
    worse: float = 1.5
    # What somebody has closed is told anew when it is so many times as bad as it was then.
    worse_than_closed: float = 1.5


@dataclass(frozen=True)
class Watch:
    """All that has to be remembered between two days of one rule on one series."""

    phase: Phase = Phase.QUIET
    number: int = 0
    recent: tuple[Verdict, ...] = ()
    side: Side = Side.NONE
    severe: bool = False
    told_size: float = 0.0
    told_on: date | None = None
    opened_on: date | None = None
    ended_on: date | None = None
    inside: int = 0
    run: int = 0
    run_began: date | None = None
    last: date | None = None
    snoozed_until: date | None = None
    # How bad it was when somebody closed it; until it was over once, it is news only if worse.
    closed_size: float | None = None

    @property
    def is_open(self) -> bool:
        return self.phase is Phase.OPEN


Step = tuple[Watch, tuple[Happening, ...]]


def step(watch: Watch, verdict: Verdict, rules: Rules) -> Step:
    """The next day. One that was not judged leaves everything as it was."""
    if watch.last is not None and verdict.day <= watch.last:
        raise ValueError(f"{verdict.day} has been taken: the last day was {watch.last}.")
    watch = replace(watch, last=verdict.day)
    if not verdict.judged or _stays_closed(watch, verdict, rules):
        return watch, ()
    watch = replace(watch, closed_size=None)
    watch = replace(watch, recent=(*watch.recent, verdict)[-rules.within :])
    return _go_on(watch, verdict, rules) if watch.is_open else _look(watch, verdict, rules)


def _stays_closed(watch: Watch, verdict: Verdict, rules: Rules) -> bool:
    if watch.closed_size is None or not verdict.out:
        return False
    is_severe = verdict.severe and not watch.severe
    return not is_severe and verdict.size < rules.worse_than_closed * watch.closed_size


def run(
    verdicts: Iterable[Verdict], rules: Rules, watch: Watch | None = None
) -> tuple[Watch, tuple[tuple[date, Happening], ...]]:
    """Day after day; what happened on which."""
    watch = watch or Watch()
    told: list[tuple[date, Happening]] = []
    for verdict in verdicts:
        watch, happened = step(watch, verdict, rules)
        told += [(verdict.day, one) for one in happened]
    return watch, tuple(told)


def accept(watch: Watch) -> tuple[Watch, date | None]:
    """The level is the new normal: (the watch at rest, the day from which to learn anew)."""
    if not watch.is_open:
        return watch, None
    at_rest = Watch(number=watch.number, last=watch.last, ended_on=None)
    return at_rest, watch.run_began or watch.opened_on


def snooze(watch: Watch, until: date) -> Watch:
    """Keep the incident and its days, and tell nothing through that day but that it is severe."""
    return replace(watch, snoozed_until=until)


def _look(watch: Watch, verdict: Verdict, rules: Rules) -> Step:
    if not verdict.out:
        pending = any(one.out for one in watch.recent)
        return replace(watch, phase=Phase.PENDING if pending else Phase.QUIET), ()
    alike = [one for one in watch.recent if one.out and one.side == verdict.side]
    if not verdict.severe and len(alike) < rules.confirm:
        return replace(watch, phase=Phase.PENDING), ()
    return _open(watch, verdict, alike[0].day, rules)


def _open(watch: Watch, verdict: Verdict, began: date, rules: Rules) -> Step:
    unbroken = _unbroken(watch.recent, verdict.side)
    opened = replace(
        watch,
        phase=Phase.OPEN,
        side=verdict.side,
        inside=0,
        run=len(unbroken),
        run_began=unbroken[0].day,
        opened_on=began,
        ended_on=None,
    )
    if not _is_back(watch, verdict, rules):
        fresh = replace(opened, number=watch.number + 1, severe=verdict.severe)
        return _tell(replace(fresh, told_size=0.0), verdict, Happening.OPENED)
    same = replace(opened, opened_on=watch.opened_on)
    if _is_worse(watch, verdict, rules):
        same, told = _tell(same, verdict, Happening.WORSE)
        return same, (Happening.REOPENED, *told)
    return same, (Happening.REOPENED,)


def _unbroken(recent: tuple[Verdict, ...], side: Side) -> tuple[Verdict, ...]:
    """The days up to the last one that are out on that side with none inside between them."""
    alike = takewhile(lambda one: one.out and one.side == side, reversed(recent))
    return tuple(alike)[::-1]


def _is_back(watch: Watch, verdict: Verdict, rules: Rules) -> bool:
    """What returns so soon, and on the same side, is the incident that had ended."""
    if watch.ended_on is None or verdict.side != watch.side:
        return False
    return verdict.day - watch.ended_on <= timedelta(days=rules.cool_down)


def _is_worse(watch: Watch, verdict: Verdict, rules: Rules) -> bool:
    if verdict.severe and not watch.severe:
        return True
    if watch.told_on and verdict.day - watch.told_on < timedelta(days=rules.cool_down):
        return False
    return verdict.size >= rules.worse * watch.told_size > 0


def _go_on(watch: Watch, verdict: Verdict, rules: Rules) -> Step:
    if not verdict.out:
        inside = watch.inside + 1
        watch = replace(watch, inside=inside, run=0, run_began=None)
        if inside < rules.recover:
            return watch, ()
        ended = replace(watch, phase=Phase.QUIET, ended_on=verdict.day, recent=(), inside=0)
        return ended, (Happening.RECOVERED,)
    if verdict.side != watch.side:
        # Out on the other side is another story: this one is over, that one begins as any does.
        over = replace(watch, phase=Phase.QUIET, ended_on=verdict.day, recent=(verdict,), inside=0)
        watch, happened = _look(over, verdict, rules)
        return watch, (Happening.RECOVERED, *happened)
    began = watch.run_began or verdict.day
    watch = replace(watch, inside=0, run=watch.run + 1, run_began=began)
    happened = ()
    if watch.run == rules.new_level:
        happened = (Happening.NEW_LEVEL,)
    if _is_worse(watch, verdict, rules):
        watch, told = _tell(watch, verdict, Happening.WORSE)
        happened = (*told, *happened)
    return watch, happened


def _tell(watch: Watch, verdict: Verdict, what: Happening) -> Step:
    asleep = watch.snoozed_until is not None and verdict.day <= watch.snoozed_until
    told = replace(
        watch,
        severe=watch.severe or verdict.severe,
        told_size=max(watch.told_size, verdict.size),
        told_on=verdict.day,
    )
    if asleep and not verdict.severe:
        # Nobody heard of it, so the same size is still news when the snooze is over.
        return replace(watch, severe=told.severe), ()
    return told, (what,)
