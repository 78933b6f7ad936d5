"""What the numpy detector had learned before a day, so that a night goes on from there.

Each day moves what was learned before it a little, so who keeps that needs no older day again: what
is foretold is the same to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.detection.panels import Flags, Floats

# In the order in which they are written, with how many numbers each has of a series.
_PARTS = ("level", "spread", "effects", "weekday_seen", "counts", "unit")
_SINCE, _ERRORS, _SEEN = range(3)


@dataclass(frozen=True, eq=False)
class Kept:
    """The series are the last axis of all: `level` and `spread` are by candidate, `effects` by
    weekday and candidate, `unit` is that of the scale. `counts` are days: since the level
    began, whose errors count, that were known. `events` is {kind: (its effect, seen)}.
    """

    level: Floats
    spread: Floats
    effects: Floats
    weekday_seen: Floats
    counts: Floats
    unit: Floats
    events: Mapping[int, tuple[Floats, Floats]]

    @property
    def since(self) -> Floats:
        return np.asarray(self.counts[_SINCE])

    @property
    def errors(self) -> Floats:
        return np.asarray(self.counts[_ERRORS])

    @property
    def seen(self) -> Floats:
        return np.asarray(self.counts[_SEEN])

    def rows(self, chosen: slice | Sequence[int] | Flags) -> Kept:
        """Some of the series."""
        cut = {name: getattr(self, name)[..., chosen] for name in _PARTS}
        events = {kind: (one[chosen], seen[chosen]) for kind, (one, seen) in self.events.items()}
        return replace(self, **cut, events=events)

    def as_matrix(self) -> Floats:
        """A column for each series."""
        parts = [getattr(self, name).reshape(-1, self.unit.shape[-1]) for name in _PARTS]
        return np.vstack([*parts, *(row for pair in self.events.values() for row in pair)])


def kept_of(matrix: Floats, kinds: Sequence[int], candidates: int, season: int) -> Kept:
    """What `as_matrix` gave, of so many candidates and weekdays and of these kinds of days."""
    sizes = (candidates, candidates, season * candidates, season, 3, 1, *([1, 1] * len(kinds)))
    level, spread, effects, weekdays, counts, unit, *events = np.split(
        matrix, np.cumsum(sizes)[:-1], axis=0
    )
    pairs = zip(events[::2], events[1::2], strict=True)
    return Kept(
        level=level,
        spread=spread,
        effects=effects.reshape(season, candidates, -1),
        weekday_seen=weekdays,
        counts=counts,
        unit=unit[0],
        events={kind: (one[0], seen[0]) for kind, (one, seen) in zip(kinds, pairs, strict=True)},
    )


def kept_together(parts: Sequence[Kept]) -> Kept:
    """Those of some series after those of others; a kind that one has not seen, it saw never."""
    whole = {name: np.concatenate([getattr(o, name) for o in parts], axis=-1) for name in _PARTS}
    kinds = sorted({kind for one in parts for kind in one.events})
    events = {
        kind: (
            np.concatenate([_event(one, kind, 0) for one in parts]),
            np.concatenate([_event(one, kind, 1) for one in parts]),
        )
        for kind in kinds
    }
    return Kept(**whole, events=events)


def _event(one: Kept, kind: int, at: int) -> Floats:
    return one.events[kind][at] if kind in one.events else np.zeros(one.unit.shape[-1])
