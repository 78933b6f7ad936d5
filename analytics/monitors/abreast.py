"""Judges the series of many monitors abreast, as far as their steps can be taken together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.judging import Judged, Told
from analytics.detection.nightly import BY_DAY, tell_together
from analytics.monitors.asking import Asked, Memory, Stretch
from analytics.monitors.judging import look_of
from analytics.monitors.reading import joined
from analytics.monitors.remembering import known_long_enough


def judge_abreast(waiting: Sequence[Asked]) -> Iterator[tuple[Asked, Callable[[Asked], None]]]:
    """Each monitor with what is to be done for it, one stretch after another."""
    for stretches in _abreast(waiting):
        told = _told([part for _one, part in stretches])
        for (one, part), own in zip(stretches, told, strict=True):
            yield one, partial(_judge, part, own)


def _judge(part: Stretch, told: Told | None, one: Asked) -> None:
    if part.judged is not None or part not in one.parts:
        return
    part.judged = part.ready.judged(told)
    if told is not None and part.keep is not None and one.memory is not None:
        one.memory = _learned(one.memory, told, part)
    if all(each.judged is not None for each in one.parts):
        _look(one)


def _look(one: Asked) -> None:
    days = [part.days.last(one.count) for part in one.parts]
    judged = [part.judged for part in one.parts if part.judged is not None]
    span = one.parts[0].ready.span
    if len(days) == 1:
        one.look = look_of(one.definition, days[0], judged[0], span)
    else:
        whole, order = joined(days, one.keys)
        one.look = look_of(one.definition, whole, _in_order(judged, order), span)
    one.parts = []


def _in_order(parts: Sequence[Judged], order: Sequence[int]) -> Judged:
    names = [name for part in parts for name in part.detectors]
    by_day = {n: np.concatenate([getattr(one, n) for one in parts])[order] for n in BY_DAY}
    left = np.concatenate([one.days_left for one in parts])[order]
    return Judged(**by_day, detectors=tuple(names[at] for at in order), days_left=left)


def _learned(memory: Memory, told: Told, part: Stretch) -> Memory | None:
    """Nothing where the whole is too young itself."""
    kept = told.forecasts.kept
    if kept is None:
        return None
    keys, old = known_long_enough(part.days.keys, kept, int(told.least_days.max(initial=0)))
    return replace(memory, keys=keys, kept=old) if "" in keys else None


def _abreast(waiting: Sequence[Asked]) -> list[list[tuple[Asked, Stretch]]]:
    """Those whose steps can be taken together; of others each by itself."""
    groups: dict[Any, list[tuple[Asked, Stretch]]] = {}
    for one in waiting:
        for part in one.parts:
            groups.setdefault(_key(part), []).append((one, part))
    return list(groups.values())


def _key(part: Stretch) -> Any:
    panel, detector = part.ready.panel, part.ready.detector
    if not isinstance(detector, WeekdayEwma):
        return id(part)
    special = b"" if panel.events is None else panel.events.tobytes()
    alike = (detector, panel.first, panel.days, panel.trials is None, special)
    return *alike, part.keep, panel.before is None


def _told(parts: Sequence[Stretch]) -> Sequence[Told | None]:
    detector = parts[0].ready.detector
    if not isinstance(detector, WeekdayEwma):
        return [None] * len(parts)
    last = max(one.ready.foretold_days for one in parts)
    return tell_together([one.ready.panel for one in parts], last, detector, parts[0].keep)
