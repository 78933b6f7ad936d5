"""Makes incidents of verdicts: one a part until it is over, each step a line of its timeline."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import inf
from typing import Any

from analytics.detection.deciding.incidents import Happening, Rules, Watch, step
from analytics.detection.deciding.verdicts import Verdict
from analytics.models import (
    Incident,
    IncidentEnd,
    IncidentEvent,
    IncidentStatus,
    Monitor,
    MonitorKind,
)
from analytics.monitors.days import SeenDay, seen_day
from analytics.monitors.judging import Line
from analytics.monitors.muting import Mutes
from analytics.monitors.shelf import Shelf
from analytics.monitors.telling import tell_of
from analytics.monitors.watches import is_at_rest, watch_of, words_of

# A state is told at once, and is over at once; nobody accepts late data as the new level.
_AT_ONCE = Rules(confirm=1, within=1, recover=1, new_level=10**6)
_RULES = {
    MonitorKind.ANOMALY: Rules(),
    # Hours pass by themselves: what is late is worse when it is severe, and not before.
    MonitorKind.FRESHNESS: replace(_AT_ONCE, worse_than_closed=inf),
}
_TOLD = (Happening.OPENED, Happening.WORSE, Happening.RECOVERED)
_COUNTED = (Happening.OPENED, Happening.REOPENED, Happening.RECOVERED)
# What a day changes of an incident to which nothing else happens.
_SEEN = ("latest", "worst", "members", "days")


def rules_of(monitor: Monitor) -> Rules:
    """Unusual days are confirmed by a second one; what somebody has set needs no other."""
    return _RULES.get(MonitorKind(monitor.kind), _AT_ONCE)


# {part} -> its days up to the one that was judged last, with their bands
History = Callable[[str], list[SeenDay]]
# Of an incident so many days are kept for its chart.
DAYS_KEPT = 60


class Keeper:
    """Takes the lines of one monitor; the caller holds the lock on its row."""

    def __init__(
        self, monitor: Monitor, shelf: Shelf, mutes: Callable[[], Mutes], history: History
    ) -> None:
        self.monitor, self.mutes, self.rules = monitor, mutes, rules_of(monitor)
        self._shelf, self._history = shelf, history
        self._watches = shelf.watches[monitor.pk]
        self._open = shelf.incidents[monitor.pk]

    @property
    def known(self) -> set[str]:
        """The parts that something is remembered of."""
        return self._watches.keys() | self._open.keys()

    def is_open(self, part: str) -> bool:
        """Whether a part has an incident that is not over."""
        return part in self._open

    def take(self, lines: Iterable[Line], *, again: bool = False) -> None:
        """Day after day. `again`: a state may be asked more than once a day."""
        changed: dict[str, dict[str, Any]] = {}
        for line in lines:
            words = self._watches.get(line.key)
            if words is None and not any(one.out for one in line.verdicts):
                continue
            watch = watch_of(words) if words else Watch()
            for verdict, seen in zip(line.verdicts, line.seen, strict=True):
                watch = self._day(watch, verdict, seen, line, again)
            if words is not None or not is_at_rest(watch):
                changed[line.key] = words_of(watch)
        self._shelf.keep(self.monitor, changed.items())

    def _day(self, watch: Watch, verdict: Verdict, seen: SeenDay, line: Line, again: bool) -> Watch:
        if again:
            watch = replace(watch, last=None)
        elif watch.last is not None and verdict.day <= watch.last:
            return watch
        watch, happened = step(watch, verdict, self.rules)
        changed = [(what, self._change(what, watch, seen, line)) for what in happened]
        incident = self._open.get(line.key)
        if incident is not None and verdict.judged:
            _see(incident, seen, verdict, line)
            if not changed:
                incident.save(update_fields=_SEEN)
        self._tell([(what, one) for what, one in changed if one is not None], seen)
        return watch

    def _change(self, what: Happening, watch: Watch, seen: SeenDay, line: Line) -> Incident | None:
        """What a happening makes of an incident; it is saved with the day that is seen of it."""
        incident = self._open.get(line.key)
        if what is Happening.OPENED:
            incident = self._opened(watch, seen, line)
        elif what is Happening.REOPENED:
            incident = self._reopened(watch, seen, line)
        if incident is None:
            # Closed by hand meanwhile: what follows is told by the next one.
            return None
        if what is Happening.RECOVERED:
            end(incident, IncidentEnd.RECOVERED, seen)
            del self._open[line.key]
        elif what is Happening.NEW_LEVEL:
            incident.offers_level = True
        incident.is_severe |= watch.severe
        return incident

    def _tell(self, changed: Sequence[tuple[Happening, Incident]], seen: SeenDay) -> None:
        # What is over goes first: a part has one incident at a time.
        for incident in {one.pk: one for _what, one in changed}.values():
            incident.save()
        for what, incident in changed:
            self._shelf.is_to_count |= what in _COUNTED
            reason = self.mutes().reason(seen.day, self.monitor)
            note(incident, what.value, seen, **({"muted": reason} if reason else {}))
            if what in _TOLD and not reason:
                tell_of(incident, what.value)

    def _opened(self, watch: Watch, seen: SeenDay, line: Line) -> Incident:
        incident = Incident(
            workspace_id=self.monitor.workspace_id,
            monitor=self.monitor,
            part=line.key,
            part_name=line.name[:255],
            opened_on=watch.opened_on or seen.day,
            side=watch.side.value,
            is_severe=watch.severe,
            worst=seen.as_words(),
            latest=seen.as_words(),
            days=[one.as_words() for one in self._history(line.key)],
        )
        self._open[line.key] = incident
        return incident

    def _reopened(self, watch: Watch, seen: SeenDay, line: Line) -> Incident:
        ended = Incident.objects.filter(monitor=self.monitor, part=line.key, is_failure=False)
        incident = ended.order_by("-made_at").first()
        if incident is None:
            return self._opened(watch, seen, line)
        incident.status, incident.ended_as = IncidentStatus.OPEN, IncidentEnd.NONE
        incident.ended_on, incident.monitor = None, self.monitor
        self._open[line.key] = incident
        return incident


def _see(incident: Incident, seen: SeenDay, verdict: Verdict, line: Line) -> None:
    """Put a day into an incident; the caller saves."""
    incident.latest = seen.as_words()
    worst = seen_day(incident.worst)
    if verdict.out and (worst is None or verdict.size >= _size(worst)):
        incident.worst = seen.as_words()
    incident.members = list(line.members.get(seen.day, incident.members))
    kept = [one for one in incident.days if one["day"] < seen.day.isoformat()]
    later = [one for one in incident.days if one["day"] > seen.day.isoformat()]
    incident.days = [*kept, seen.as_words(), *later][-DAYS_KEPT:]


def _size(seen: SeenDay) -> float:
    if seen.value is None:
        return 0.0
    against = seen.expected
    if against is None:
        against = seen.high if seen.high is not None else seen.low
    return abs(seen.value - (against or 0.0))


def note(incident: Incident, what: str, seen: SeenDay | None = None, **details: Any) -> None:
    """One more line of the timeline; a person's own are written by services."""
    words = {**(seen.as_words() if seen else {}), **details}
    IncidentEvent.objects.create(
        incident=incident, what=what, day=seen.day if seen else None, details=words
    )


def end(incident: Incident, how: IncidentEnd, seen: SeenDay) -> None:
    """It is over; the caller saves."""
    incident.status, incident.ended_as, incident.ended_on = (
        IncidentStatus.RESOLVED,
        how,
        seen.day,
    )
    incident.offers_level = False
