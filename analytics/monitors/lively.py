"""Reads the days alone that may still change; what those before them taught is remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.forecasting.kept import Kept
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.metrics import Metric
from analytics.monitors.asking import Asked, Memory, Stretch
from analytics.monitors.panels import detector_for, ready_of
from analytics.monitors.reading import Days, Reader
from analytics.monitors.remembering import Memories
from analytics.queries import Period, SourceState


@dataclass
class Lively:
    """Of a group of monitors that are read together, of each of which something is remembered."""

    group: Sequence[Asked]
    memories: Memories
    states: tuple[SourceState, ...]
    detector: Detector | None
    _known: list[Memory] = field(default_factory=list)

    def read(self) -> bool:
        """Whether it could: what is not remembered of a monitor, all of them have to read."""
        found = [self.memories.of(one) for one in self.group]
        self._known = [one for one in found if one is not None]
        has_span = all(one.monitor.told.get("span") for one in self.group)
        if len(self._known) < len(self.group) or not has_span:
            return False
        reader = self._reader(Period(self.memories.lively, self.memories.period.last_on))
        why, metrics = reader.metrics_of([one.definition for one in self.group])
        if any(why.values()):
            return False
        largest = reader.largest(metrics)
        if not all(isinstance(self._detector(one, largest), WeekdayEwma) for one in self.group):
            return False
        self._prepare(reader, metrics, largest)
        return True

    def _reader(self, period: Period) -> Reader:
        first, grows = self.group[0].definition, self.memories.has_growth
        return Reader(first, self.memories.workspace, period, self.states, grows=grows)

    def _detector(self, one: Asked, largest: Mapping[str, Sequence[str]]) -> Detector:
        series = len(largest[one.definition.metric]) + 1
        return self.detector or detector_for(series, one.count)

    def _prepare(
        self, reader: Reader, metrics: Mapping[str, Metric], largest: Mapping[str, Sequence[str]]
    ) -> None:
        old, new = self._by_age(largest)
        lively = reader.read(metrics, {key: ("", *own) for key, own in old.items()}, is_begun=True)
        young = {key: metrics[key] for key, own in new.items() if own}
        whole = self._reader(self.memories.period).read(young, new) if young else {}
        for one, memory in zip(self.group, self._known, strict=True):
            metric = one.definition.metric
            one.keys = ("", *largest[metric])
            one.parts = [self._going_on(one, lively[metric], memory, largest)]
            if metric in whole:
                one.parts.append(self._beginning(one, whole[metric], largest))

    def _by_age(
        self, largest: Mapping[str, Sequence[str]]
    ) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """({metric: the parts that are remembered}, {metric: the others})."""
        old, new = {}, {}
        for metric, keys in largest.items():
            own = zip(self.group, self._known, strict=True)
            sets = [set(memory.keys) for one, memory in own if one.definition.metric == metric]
            known = set.intersection(*sets)
            old[metric] = [key for key in keys if key in known]
            new[metric] = [key for key in keys if key not in known]
        return old, new

    def _going_on(
        self, one: Asked, days: Days, memory: Memory, largest: Mapping[str, Sequence[str]]
    ) -> Stretch:
        place = {key: at for at, key in enumerate(memory.keys)}
        before = memory.kept.rows([place[key] for key in days.keys]) if memory.kept else None
        return self._stretch(one, days, largest, before)

    def _beginning(self, one: Asked, days: Days, largest: Mapping[str, Sequence[str]]) -> Stretch:
        """From the first day of which anything is known: before it nothing was learned."""
        known = np.isfinite(days.tops).any(axis=0)
        begun = len(days) - int(known.argmax()) if known.any() else 0
        least = one.count + int(one.monitor.told["span"]) - 1
        return self._stretch(one, days.last(max(begun, least)), largest, None)

    def _stretch(
        self,
        one: Asked,
        days: Days,
        largest: Mapping[str, Sequence[str]],
        before: Kept | None,
    ) -> Stretch:
        special = self.memories.special[-len(days) :]
        return Stretch(
            days,
            ready_of(
                one.definition,
                days,
                one.monitor.accepted,
                special,
                self._detector(one, largest),
                one.count,
                one.monitor.told["span"],
                before,
            ),
        )
