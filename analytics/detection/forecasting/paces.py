"""How much each day teaches the numpy detector: what no value has a part in, of all days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from analytics.detection.forecasting.beginning import Beginning
from analytics.detection.forecasting.kept import Kept
from analytics.detection.forecasting.tuning import Tuning
from analytics.detection.panels import Flags, Floats, Whole

# The beginning's own scatter counts as this many errors until real ones outweigh it.
_PRIOR_ERRORS = 4
T = TypeVar("T", np.float64, np.bool_)


@dataclass(frozen=True, eq=False)
class ByDay:
    """A panel on its scale, by day and then by series."""

    values: Floats
    known: Flags
    weight: Floats | None
    noise: Floats | None
    weekdays: Whole
    events: Whole
    breaks: Flags | None
    least_spread: Floats
    before: Kept | None = None

    def columns(self, chosen: slice) -> ByDay:
        """Some of the series."""

        def cut(part: npt.NDArray[T]) -> npt.NDArray[T]:
            return np.ascontiguousarray(part[:, chosen])

        return replace(
            self,
            values=cut(self.values),
            known=cut(self.known),
            weight=None if self.weight is None else cut(self.weight),
            noise=None if self.noise is None else cut(self.noise),
            breaks=None if self.breaks is None else cut(self.breaks),
            least_spread=self.least_spread[chosen],
            before=None if self.before is None else self.before.rows(chosen),
        )


@dataclass(frozen=True, eq=False)
class Paces:
    """By day, then series: what stood before the day was read.

    `since` are days since the level began, `inverse` is 1 / (since + 1), `learns` is 1 where an
    ordinary day teaches, `weekday` and `spread` are the shares that an error moves those by, and
    `errors` how many of them the spread rests on.
    """

    tuning: Tuning
    running: Flags
    learns: Floats
    since: Floats
    weekday: Floats
    spread: Floats
    errors: Floats
    # Days on which an event teaches its own effect.
    marked: Flags

    @cached_property
    def inverse(self) -> Floats:
        return 1.0 / (self.since + 1.0)

    @cached_property
    def unsettled(self) -> Flags:
        return np.asarray(self.since < self.tuning.settle_days, dtype=bool)

    @cached_property
    def some_unsettled(self) -> list[bool]:
        """For each day, whether any level is too young to be trusted."""
        return [bool(one.any()) for one in self.unsettled]

    @cached_property
    def at_their_least(self) -> list[bool]:
        """For each day, whether every series learns, and by no more than its levels' own share."""
        young = self.inverse.max(axis=1) > min(self.tuning.levels)
        return [bool(one.all()) and not was for one, was in zip(self.learns, young, strict=True)]


def paces_of(days: ByDay, tuning: Tuning, started: Beginning) -> Paces:
    """A level that begins anew is learned anew. One column will do for series without a gap."""
    known, breaks = days.known, days.breaks
    if breaks is None and days.before is None and known.all():
        known, started = known[:, :1], started.first()
    running = np.arange(len(known))[:, None] >= started.over
    teaches = known & running
    plain = teaches & (days.events == 0)[:, None]
    learned = _before(plain)
    since = learned + started.since
    if breaks is not None:
        began = np.where(breaks, learned, -started.since)
        since = learned - np.maximum.accumulate(began, axis=0)
    counts = plain & (since >= tuning.settle_days)
    errors = _before(counts) + started.errors
    pace = np.maximum(1.0 / tuning.memory, 1.0 / (errors + _PRIOR_ERRORS + 1.0))
    weekday = _weekday_shares(plain, days.weekdays, tuning, started)
    learns = plain.astype(np.float64)
    return Paces(tuning, running, learns, since, weekday, pace * counts, errors, teaches)


def _before(flags: Flags) -> Floats:
    """How many there were before each day."""
    total = np.cumsum(flags, axis=0, dtype=np.float64)
    total -= flags
    return total


def _weekday_shares(plain: Flags, weekdays: Whole, tuning: Tuning, started: Beginning) -> Floats:
    shares = np.empty(plain.shape)
    for weekday in range(tuning.season):
        these = weekdays == weekday
        seen = _before(plain[these]) + started.weekday_seen[weekday]
        shares[these] = np.maximum(tuning.seasonal, 1.0 / (seen + 1.0))
    shares *= plain
    return shares
