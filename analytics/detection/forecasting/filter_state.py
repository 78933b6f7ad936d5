"""The pass of the numpy detector over the days, all series abreast."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analytics.detection.forecasting.beginning import Beginning, begin
from analytics.detection.forecasting.forecasts import Forecasts
from analytics.detection.forecasting.rolling import KEPT_BY_CLIPPING
from analytics.detection.panels import WEEK, Flags, Floats, Whole


@dataclass(frozen=True)
class Tuning:
    """The constants; what they were weighed by stands in docs/detection.md."""

    season: int = WEEK
    levels: tuple[float, ...] = (0.03, 0.08, 0.2, 0.4)
    seasonal: float = 0.06
    # Errors beyond so many standard deviations teach no more than at it.
    clip: float = 2.5
    # Errors are forgotten as if this many days counted.
    memory: int = 60
    beginning_weeks: int = 2
    # Known days after which a level that began anew is trusted.
    settle_days: int = 7


# The beginning's own scatter counts as this many errors until real ones outweigh it.
_PRIOR_ERRORS = 4


@dataclass(eq=False)
class _State:
    """By candidate and series: the level and the spread; by weekday too: its effect."""

    level: Floats
    effects: Floats
    spread: Floats
    errors: Floats
    since: Floats
    weekday_seen: Floats
    seen: Whole
    event_effects: dict[int, Floats] = field(default_factory=dict)
    event_seen: dict[int, Floats] = field(default_factory=dict)


def run_filter(
    values: Floats,
    known: Flags,
    weight: Floats | None,
    noise: Floats | None,
    weekdays: Whole,
    events: Whole,
    breaks: Flags | None,
    tuning: Tuning,
    least_spread: float,
) -> Forecasts:
    """Arrays by day, then series. What is foretold of a day is written before the day is read."""
    started = begin(values, known, weekdays, tuning.season, tuning.beginning_weeks)
    run = _Run(values, known, weight, noise, weekdays, events, breaks, tuning, started)
    run.least_spread = least_spread
    for day in range(values.shape[0]):
        run.take(day)
    return Forecasts(*(np.ascontiguousarray(part.T) for part in run.written))


class _Run:
    least_spread = 0.0

    def __init__(
        self,
        values: Floats,
        known: Flags,
        weight: Floats | None,
        noise: Floats | None,
        weekdays: Whole,
        events: Whole,
        breaks: Flags | None,
        tuning: Tuning,
        started: Beginning,
    ) -> None:
        self.values, self.known, self.weight, self.noise = values, known, weight, noise
        self.weekdays, self.events, self.breaks = weekdays, events, breaks
        self.tuning, self.started = tuning, started
        self.alphas = np.array(tuning.levels)[:, None]
        series, candidates = values.shape[1], len(tuning.levels)
        self.columns = np.arange(series)
        self.state = _State(
            level=np.tile(started.level, (candidates, 1)),
            effects=np.tile(started.effects[:, None, :], (1, candidates, 1)),
            spread=np.tile(started.spread, (candidates, 1)),
            errors=np.zeros(series),
            since=started.known.astype(np.float64),
            weekday_seen=started.weekday_seen.copy(),
            seen=np.zeros(series, dtype=np.int64),
        )
        shape = values.shape
        self.written = (
            np.full(shape, np.nan),
            np.full(shape, np.nan),
            np.zeros(shape),
            np.zeros(shape, dtype=np.int64),
            np.zeros(shape),
        )

    def take(self, day: int) -> None:
        """Foretell the day, then learn from it."""
        state, weekday, event = self.state, self.weekdays[day], int(self.events[day])
        running = day >= self.started.over
        if self.breaks is not None:
            state.since[self.breaks[day]] = 0
        foretold = state.level + state.effects[weekday]
        if event:
            foretold = foretold + self._event(event, state.event_effects)
        best = np.argmin(state.spread, axis=0)
        pulled = self._pulled(day, foretold)
        self._write(day, foretold, best, pulled, running, event)
        learns = self.known[day] & running
        if event:
            self._learn_event(event, self.values[day] - foretold[best, self.columns], learns)
        else:
            self._learn(day, weekday, pulled, learns)
        state.seen += self.known[day]

    def _pulled(self, day: int, foretold: Floats) -> Floats:
        """The errors, none of them larger than may be learned from."""
        errors = np.where(self.known[day], self.values[day] - foretold, 0.0)
        most = self.tuning.clip * np.sqrt(self._variance(day, self.state.spread))
        # A level that begins anew is where its first days say, however far that is.
        most = np.where(self.state.since < self.tuning.settle_days, np.inf, most)
        return np.clip(errors, -most, most)

    def _variance(self, day: int, spread: Floats) -> Floats:
        spread = np.maximum(spread, self.least_spread)
        variance = spread if self.weight is None else spread / self.weight[day]
        return variance if self.noise is None else variance + self.noise[day]

    def _write(
        self, day: int, foretold: Floats, best: Whole, pulled: Floats, running: Flags, event: int
    ) -> None:
        state, columns = self.state, self.columns
        mean, spread, freedom, seen, clean = self.written
        said = foretold[best, columns]
        variance = self._variance(day, state.spread[best, columns])
        told = running & (state.since >= self.tuning.settle_days)
        if event:
            times = self._event(event, state.event_seen)
            # A kind of day that was seen once tells nothing of how such days differ.
            told = told & (times >= 2)
            variance = variance * (1.0 + 1.0 / np.maximum(times, 1.0))
        mean[day] = np.where(told, said, np.nan)
        spread[day] = np.where(told, np.sqrt(variance), np.nan)
        freedom[day] = np.minimum(state.errors, self.tuning.memory)
        seen[day] = state.seen
        usual = said if not event else said - self._event(event, state.event_effects)
        kept = usual if event else said + pulled[best, columns]
        clean[day] = np.where(running, kept, self.values[day])

    def _learn(self, day: int, weekday: int, pulled: Floats, learns: Flags) -> None:
        state, tuning = self.state, self.tuning
        gain = np.maximum(self.alphas, 1.0 / (state.since + 1.0)) * learns
        if self.noise is not None:
            gain = gain * state.spread / np.maximum(state.spread + self.noise[day], 1e-12)
        moved = gain * pulled
        state.level += moved
        if tuning.season > 1:
            self._learn_weekday(weekday, pulled - moved, learns)
        self._learn_spread(day, pulled, learns & (state.since >= tuning.settle_days))
        state.since += learns
        state.weekday_seen[weekday] += learns

    def _learn_weekday(self, weekday: int, rest: Floats, learns: Flags) -> None:
        """What moved the level has been said; the weekday takes its part of the rest."""
        state = self.state
        share = np.maximum(self.tuning.seasonal, 1.0 / (state.weekday_seen[weekday] + 1.0)) * learns
        state.effects[weekday] += share * rest

    def _learn_spread(self, day: int, pulled: Floats, counts: Flags) -> None:
        state = self.state
        pace = np.maximum(1.0 / self.tuning.memory, 1.0 / (state.errors + _PRIOR_ERRORS + 1.0))
        square = np.square(pulled) / KEPT_BY_CLIPPING
        if self.noise is not None:
            square = np.maximum(square - self.noise[day], 0.0)
        if self.weight is not None:
            square = square * self.weight[day]
        state.spread += pace * counts * (square - state.spread)
        state.errors += counts

    def _event(self, event: int, where: dict[int, Floats]) -> Floats:
        return where.setdefault(event, np.zeros(len(self.columns)))

    def _learn_event(self, event: int, error: Floats, learns: Flags) -> None:
        """Days of a kind share one effect: the mean of how far they lay from an ordinary day."""
        effect = self._event(event, self.state.event_effects)
        times = self._event(event, self.state.event_seen)
        effect += np.where(learns, error / (times + 1.0), 0.0)
        times += learns
