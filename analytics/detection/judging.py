"""Every day of a panel held against what was foretold of it, with the reason where it was not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from analytics.detection import tails
from analytics.detection.choosing import foretell
from analytics.detection.forecasting.forecasts import Detector, Forecasts
from analytics.detection.panels import Flags, Floats, Measure, Panel, Whole
from analytics.detection.scales import Scaled, to_scale

SEVERE = 1e-6


class State(IntEnum):
    """What can be said of a day; only a judged one is for or against anything."""

    JUDGED = 0
    WAITING = 1  # no finished sync covers it
    MISSING = 2  # nothing is known of it
    LEARNING = 3  # too few days before it
    UNUSUAL = 4  # a special day of a kind that has been seen less than twice
    LOW_VOLUME = 5  # too little is expected for a day to tell anything


@dataclass(frozen=True)
class Gates:
    """Below these nothing is said. `worth` makes money of one unit, for `least_impact`."""

    least_expected: float = 20.0
    least_change: float = 0.1
    least_impact: float = 0.0
    worth: float = 1.0


@dataclass(frozen=True, eq=False)
class Judged:
    """For each series and day: what was expected, the band, how rare the day is, and its state.

    `matters` says that the day is far enough from the middle to be worth a word; `detectors` who
    spoke of each series last; `days_left` how many days each still has to learn.
    """

    value: Floats
    expected: Floats
    low: Floats
    high: Floats
    p: Floats
    side: Whole
    state: Whole
    matters: Flags
    detectors: tuple[str, ...]
    days_left: Whole

    def out(self, alpha: float) -> Flags:
        """Which days are rarer than alpha, and matter."""
        told = (self.state == State.JUDGED) & self.matters
        return np.asarray(told & (np.nan_to_num(self.p, nan=1.0) <= alpha), dtype=bool)

    @property
    def severe(self) -> Flags:
        """Beyond any chance, or nothing at all where something was sure to come."""
        gone = (self.value == 0) & (self.state == State.JUDGED) & self.matters & (self.side < 0)
        return np.asarray(self.out(SEVERE) | gone, dtype=bool)


@dataclass(frozen=True, eq=False)
class Told:
    """A panel on its scale, and what a detector foretold of its last days."""

    scaled: Scaled
    forecasts: Forecasts
    detectors: tuple[str, ...]
    least_days: Whole

    def rows(self, chosen: slice) -> Told:
        """Some of the series."""
        return Told(
            self.scaled.rows(chosen),
            self.forecasts.rows(chosen),
            self.detectors[chosen],
            self.least_days[chosen],
        )


def tell(panel: Panel, detector: Detector | None = None, last: int | None = None) -> Told:
    """What was to be expected of the last days, or of all."""
    scaled = to_scale(panel)
    return Told(scaled, *foretell(panel, scaled, detector, last))


def judge(
    panel: Panel,
    detector: Detector | None = None,
    gates: Gates | None = None,
    alpha: float = 0.01,
    volume: Floats | None = None,
    last: int | None = None,
    told: Told | None = None,
) -> Judged:
    """Judge each day by those before it alone; where only the `last` are asked for, these.

    `volume` is how many events stand behind money. What is `told` already is not foretold anew.
    """
    told = told or tell(panel, detector, last)
    scaled, forecasts, names, least = (
        told.scaled,
        told.forecasts.last(last),
        told.detectors,
        told.least_days,
    )
    known_days = forecasts.seen[:, -1:] + scaled.known[:, -1:]
    days_left = np.maximum(least - known_days.sum(axis=1), 0)
    if last is not None and last < panel.days:
        panel, scaled = panel.last_days(last), scaled.last_days(last)
        volume = None if volume is None else volume[:, -last:]
    expected = scaled.back(forecasts.mean)
    reach = tails.student_reach(alpha, forecasts.freedom) * forecasts.spread
    value = panel.values if panel.trials is None else _shares(panel)
    gates = gates or Gates()
    state = _states(panel, forecasts, least)
    state[(state == State.JUDGED) & (_volume(panel, expected, volume) < gates.least_expected)] = (
        State.LOW_VOLUME
    )
    missed = np.where(scaled.known, value - expected, np.nan)
    return Judged(
        value=np.where(scaled.known, value, np.nan),
        expected=expected,
        low=scaled.back(forecasts.mean - reach),
        high=scaled.back(forecasts.mean + reach),
        p=np.where(scaled.known, _rarity(panel, scaled, forecasts, expected), np.nan),
        side=np.nan_to_num(np.sign(missed)).astype(np.int64),
        state=state,
        matters=_matters(missed, expected, gates),
        detectors=names,
        days_left=days_left,
    )


def _shares(panel: Panel) -> Floats:
    known = panel.known
    trials = panel.values if panel.trials is None else panel.trials
    return np.where(known, panel.values, np.nan) / np.where(known, trials, 1.0)


def _states(panel: Panel, forecasts: Forecasts, least: Whole) -> Whole:
    """The first reason counts: what is late cannot be called missing."""
    state = np.full(panel.values.shape, int(State.JUDGED), dtype=np.int64)
    silent = np.isnan(forecasts.mean) | np.isnan(forecasts.spread)
    state[silent | (forecasts.seen < least[:, None])] = State.LEARNING
    if panel.events is not None:
        state[(state == State.LEARNING) & (panel.events > 0)] = State.UNUSUAL
    state[forecasts.seen < least[:, None]] = State.LEARNING
    state[~panel.known] = State.MISSING
    if panel.judgeable is not None:
        state[~panel.judgeable] = State.WAITING
    return state


def _volume(panel: Panel, expected: Floats, volume: Floats | None) -> Floats:
    if volume is not None:
        return np.nan_to_num(volume)
    if panel.trials is not None:
        return np.nan_to_num(panel.trials)
    if panel.measure is Measure.MONEY:
        # An amount has no number of events of its own; who knows one hands it over.
        return np.full_like(expected, np.inf)
    return np.nan_to_num(expected)


def _rarity(panel: Panel, scaled: Scaled, forecasts: Forecasts, expected: Floats) -> Floats:
    """A ratio by its counts, all else by how far it lies out on its scale."""
    if scaled.weight is None or panel.trials is None:
        distance = (scaled.values - forecasts.mean) / forecasts.spread
        return tails.student(distance, forecasts.freedom)
    # Days differ by more than chance: so many trials tell only as much as fewer would.
    excess = np.square(forecasts.spread) * scaled.weight
    successes = np.where(scaled.known, panel.values, 0.0) / excess
    return tails.binomial(successes, np.where(scaled.known, panel.trials, 1.0) / excess, expected)


def _matters(missed: Floats, expected: Floats, gates: Gates) -> Flags:
    size = np.abs(np.nan_to_num(missed))
    enough = size >= gates.least_change * np.abs(np.nan_to_num(expected))
    return np.asarray(enough & (size * gates.worth >= gates.least_impact), dtype=bool)
