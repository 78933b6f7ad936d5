"""Sums of some days, where a day alone tells nothing: judged by the one-step errors added up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analytics.detection import tails
from analytics.detection.judging import Gates, Judged, State
from analytics.detection.panels import Flags, Floats, Whole

# A band of 1 % of each day is taken back to its spread by as many degrees as a band has at most.
_FREEDOM, _BAND = 60.0, 0.01
_TOLD = (int(State.JUDGED), int(State.LOW_VOLUME))


def sums_of(judged: Judged, days: int, gates: Gates) -> Judged:
    """Counts summed over as many days up to each. The first `days` - 1 cannot be judged.

    One-step errors are not tied to each other, so their variances add up; a forecast that follows
    a fall day by day misses a little less of it than one that stood still.
    """
    value, expected = _rolled(judged.value, days), _rolled(judged.expected, days)
    excess = _excess(judged, expected, days)
    root = np.sqrt(np.maximum(expected, 0.0))
    reach = float(tails.student_reach(_BAND, np.array([_FREEDOM]))[0]) * np.sqrt(excess) / 2
    distance = 2 * (np.sqrt(np.maximum(value, 0.0)) - root) / np.sqrt(excess)
    missed = value - expected
    size = np.abs(np.nan_to_num(missed))
    enough = size >= gates.least_change * np.nan_to_num(expected)
    return replace(
        judged,
        value=value,
        expected=expected,
        low=np.square(np.maximum(root - reach, 0.0)),
        high=np.square(root + reach),
        p=tails.student(distance, np.full_like(distance, _FREEDOM)),
        side=np.nan_to_num(np.sign(missed)).astype(np.int64),
        state=_states(judged, expected, days, gates),
        matters=np.asarray(enough & (size * gates.worth >= gates.least_impact), dtype=bool),
    )


def _rolled(values: Floats, days: int) -> Floats:
    """NaN where any of the days is."""
    found = np.full_like(values, np.nan, dtype=np.float64)
    if values.shape[1] >= days:
        windows = np.lib.stride_tricks.sliding_window_view(values, days, axis=1)
        found[:, days - 1 :] = windows.sum(axis=-1)
    return found


def _excess(judged: Judged, expected: Floats, days: int) -> Floats:
    """By how much more than chance such sums differ; never less than it."""
    reach = float(tails.student_reach(_BAND, np.array([_FREEDOM]))[0])
    root = np.sqrt(np.maximum(judged.expected, 0.0))
    spread = (np.sqrt(np.maximum(judged.high, 0.0)) - root) / reach
    variance = _rolled(4 * judged.expected * np.square(spread), days)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.fmax(np.nan_to_num(variance / expected, nan=1.0), 1.0))


def _states(judged: Judged, expected: Floats, days: int, gates: Gates) -> Whole:
    """What one of the days cannot tell, their sum cannot."""
    told: Flags = np.isin(judged.state, _TOLD)
    whole = np.nan_to_num(_rolled(told.astype(np.float64), days)) == days
    state = np.where(whole, int(State.JUDGED), np.where(told, int(State.LEARNING), judged.state))
    few = np.nan_to_num(expected) < gates.least_expected
    state[(state == State.JUDGED) & few] = State.LOW_VOLUME
    return np.asarray(state, dtype=np.int64)
