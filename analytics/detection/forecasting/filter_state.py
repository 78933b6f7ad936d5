"""The pass of the numpy detector over the days, all series abreast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from analytics.detection.forecasting.beginning import Beginning, begin
from analytics.detection.forecasting.forecasts import Forecasts
from analytics.detection.forecasting.kept import Kept
from analytics.detection.forecasting.paces import ByDay, Paces, paces_of
from analytics.detection.forecasting.rolling import KEPT_BY_CLIPPING
from analytics.detection.forecasting.saying import Said, speak
from analytics.detection.forecasting.tuning import Tuning
from analytics.detection.panels import Floats


@dataclass(eq=False)
class _State:
    """By candidate and series: the level and the spread; by weekday too: its effect."""

    level: Floats
    effects: Floats
    spread: Floats
    event_effects: dict[int, Floats] = field(default_factory=dict)
    event_seen: dict[int, Floats] = field(default_factory=dict)


def run_filter(days: ByDay, tuning: Tuning, last: int, keep: int | None = None) -> Forecasts:
    """The `last` days; what is foretold of a day is noted before the day is read.

    What was learned before day `keep` is kept with them.
    """
    started, state = _begun(days, tuning) if days.before is None else _going_on(days.before)
    paces = paces_of(days, tuning, started)
    run = _Run(days, tuning, paces, state, last)
    kept = None
    for day in range(len(days.values)):
        if day == keep:
            kept = _kept(run, started, day)
        run.take(day)
    seen = np.cumsum(days.known, axis=0, dtype=np.int64) - days.known
    if days.before is not None:
        seen += days.before.seen.astype(np.int64)
    return replace(speak(run.said, paces, seen, days.values, last), kept=kept)


def _begun(days: ByDay, tuning: Tuning) -> tuple[Beginning, _State]:
    started = begin(days.values, days.known, days.weekdays, tuning.season, tuning.beginning_weeks)
    candidates = len(tuning.levels)
    state = _State(
        level=np.tile(started.level, (candidates, 1)),
        effects=np.tile(started.effects[:, None, :], (1, candidates, 1)),
        spread=np.tile(started.spread, (candidates, 1)),
    )
    return started, state


def _going_on(before: Kept) -> tuple[Beginning, _State]:
    """All have begun long ago."""
    started = Beginning(
        over=np.zeros(len(before.unit), dtype=np.int64),
        level=before.level[0],
        effects=before.effects[:, 0],
        spread=before.spread[0],
        since=before.since,
        errors=before.errors,
        weekday_seen=before.weekday_seen,
    )
    state = _State(before.level.copy(), before.effects.copy(), before.spread.copy())
    for kind, (effect, seen) in before.events.items():
        state.event_effects[kind], state.event_seen[kind] = effect.copy(), seen.copy()
    return started, state


def _kept(run: _Run, started: Beginning, day: int) -> Kept:
    days, paces, state = run.days, run.paces, run.state
    learned, before = paces.learns[:day], days.before
    weekdays = [learned[days.weekdays[:day] == one].sum(axis=0) for one in range(run.tuning.season)]
    known = days.known[:day].sum(axis=0) + (0.0 if before is None else before.seen)
    series = known.shape
    counts = [np.broadcast_to(one, series) for one in (paces.since[day], paces.errors[day], known)]
    return Kept(
        level=state.level.copy(),
        spread=state.spread.copy(),
        effects=state.effects.copy(),
        weekday_seen=np.stack([np.broadcast_to(one, series) for one in weekdays])
        + started.weekday_seen,
        counts=np.stack(counts),
        unit=np.ones(series),
        events={
            kind: (effect.copy(), state.event_seen[kind].copy())
            for kind, effect in state.event_effects.items()
            if kind in state.event_seen
        },
    )


class _Run:
    """Each step is a dozen operations on small arrays; whatever can be is reckoned before it."""

    def __init__(self, days: ByDay, tuning: Tuning, paces: Paces, state: _State, last: int) -> None:
        self.days, self.tuning, self.paces, self.state = days, tuning, paces, state
        self.alphas = np.array(tuning.levels)[:, None]
        self.first = len(days.values) - last
        shape = (last, *state.level.shape)
        self.said = Said(np.empty(shape), np.empty(shape), np.empty(shape), {})
        self.has_gaps = [not one.all() for one in days.known]
        noise: Iterable[Floats] = () if days.noise is None else days.noise
        # Of most days nothing is estimated.
        self.is_noisy = [bool(one.any()) for one in noise] or [False] * len(days.values)
        self.events: list[int] = days.events.tolist()
        self.weekdays: list[int] = days.weekdays.tolist()

    def take(self, day: int) -> None:
        """Foretell the day, then learn from it."""
        state, event = self.state, self.events[day]
        foretold = state.level + state.effects[self.weekdays[day]]
        if event:
            foretold += self._event(event, state.event_effects)
        variance = self._variance(day)
        pulled = self._pulled(day, foretold, variance)
        if day >= self.first:
            self._note(day, event, foretold, variance, pulled)
        if event:
            self._learn_event(day, event, foretold)
        else:
            self._learn(day, pulled)

    def _variance(self, day: int) -> Floats:
        variance: Floats = np.maximum(self.state.spread, self.days.least_spread)
        if self.days.weight is not None:
            variance /= self.days.weight[day]
        if self.is_noisy[day] and self.days.noise is not None:
            variance += self.days.noise[day]
        return variance

    def _pulled(self, day: int, foretold: Floats, variance: Floats) -> Floats:
        """The errors, none of them larger than may be learned from."""
        errors: Floats = self.days.values[day] - foretold
        if self.has_gaps[day]:
            errors *= self.days.known[day]
        most = np.sqrt(variance)
        most *= self.tuning.clip
        if self.paces.some_unsettled[day]:
            # A level that begins anew is where its first days say, however far that is.
            np.copyto(most, np.inf, where=self.paces.unsettled[day])
        np.minimum(errors, most, out=errors)
        np.negative(most, out=most)
        np.maximum(errors, most, out=errors)
        return errors

    def _note(
        self, day: int, event: int, foretold: Floats, variance: Floats, pulled: Floats
    ) -> None:
        said, at = self.said, day - self.first
        said.foretold[at], said.variance[at], said.pulled[at] = foretold, variance, pulled
        # Of the candidates the one with the least spread speaks, whatever the least allowed is.
        said.best[at] = self.state.spread.argmin(axis=0)
        if event:
            effect = self._event(event, self.state.event_effects).copy()
            said.events[at] = (effect, self._event(event, self.state.event_seen).copy())

    def _learn(self, day: int, pulled: Floats) -> None:
        state, paces = self.state, self.paces
        gain = self.alphas
        if not paces.at_their_least[day]:
            gain = np.maximum(self.alphas, paces.inverse[day])
            gain *= paces.learns[day]
        if self.is_noisy[day] and self.days.noise is not None:
            total = np.maximum(state.spread + self.days.noise[day], 1e-12)
            gain = gain * state.spread / total
        moved = gain * pulled
        state.level += moved
        if self.tuning.season > 1:
            # What moved the level has been said; the weekday takes its part of the rest.
            np.subtract(pulled, moved, out=moved)
            moved *= paces.weekday[day]
            effect = state.effects[self.weekdays[day]]
            effect += moved
        self._learn_spread(day, pulled)

    def _learn_spread(self, day: int, pulled: Floats) -> None:
        square = np.square(pulled)
        square /= KEPT_BY_CLIPPING
        if self.is_noisy[day] and self.days.noise is not None:
            square -= self.days.noise[day]
            np.maximum(square, 0.0, out=square)
        if self.days.weight is not None:
            square *= self.days.weight[day]
        square -= self.state.spread
        square *= self.paces.spread[day]
        self.state.spread += square

    def _event(self, event: int, where: dict[int, Floats]) -> Floats:
        return where.setdefault(event, np.zeros(self.state.level.shape[1]))

    def _learn_event(self, day: int, event: int, foretold: Floats) -> None:
        """Days of a kind share one effect: the mean of how far they lay from an ordinary day."""
        effect = self._event(event, self.state.event_effects)
        times = self._event(event, self.state.event_seen)
        best = self.state.spread.argmin(axis=0)
        error = self.days.values[day] - foretold[best, np.arange(len(best))]
        learns = self.paces.marked[day]
        effect += np.where(learns, error / (times + 1.0), 0.0)
        times += learns
