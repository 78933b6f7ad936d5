"""What a rule would have done, day by day over the last weeks, by what was known on each."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from accounts.models import Workspace
from analytics.automations.deciding import Decision, History, Outcome, Past, decide
from analytics.automations.rule import By, On, Rule
from analytics.automations.seeing import (
    Sight,
    at_hour,
    channels,
    due_hour,
    incidents,
    of_incidents,
    parts,
    see,
)
from analytics.automations.things import Evidence
from analytics.models import Incident

WEEKS = 8


@dataclass(frozen=True)
class Replayed:
    """A day of the replay, and what was decided of a thing on it."""

    on: date
    decision: Decision


def replay(key: str, rule: Rule, workspace: Workspace, today: date) -> tuple[Sight, list[Replayed]]:
    """Each day of the weeks before today; how campaigns stood then is not known, and not asked."""
    days = WEEKS * 7
    first_on = today - timedelta(days=days)
    opened = _opened(rule, first_on, workspace) if rule.trigger.on is On.INCIDENT else {}
    named = tuple(parts(one for many in opened.values() for one in many))
    sight = see(rule, workspace, today, back=days, also=named)
    sight = replace(sight, things={k: replace(t, status="") for k, t in sight.things.items()})
    past: dict[str, list[Past]] = defaultdict(list)
    found = []
    for back in range(days, 0, -1):
        on = today - timedelta(days=back)
        history = History(key, on, past)
        for one in decide(rule, list(_seen(sight, on, back, opened, workspace)), history):
            found.append(Replayed(on, one))
            if one.outcome in (Outcome.ACTED, Outcome.HELD_OUT):
                past[one.evidence.thing.key].insert(0, Past(on, key))
    return sight, found


def _opened(rule: Rule, first_on: date, workspace: Workspace) -> dict[date, list[Incident]]:
    found: dict[date, list[Incident]] = defaultdict(list)
    begin = datetime.combine(first_on, time(), workspace.zone)
    for incident in incidents(rule).filter(made_at__gte=begin)[:2_000]:
        found[incident.made_at.astimezone(workspace.zone).date()].append(incident)
    return found


def _seen(
    sight: Sight, on: date, back: int, opened: dict[date, list[Incident]], workspace: Workspace
) -> Iterator[Evidence]:
    trigger = sight.rule.trigger
    if trigger.on is On.INCIDENT:
        yield from of_incidents(sight, opened.get(on, ()), on)
    elif trigger.on is On.SCHEDULE:
        moment = datetime.combine(on, time(trigger.hour), workspace.zone)
        if occasion := due_hour(sight.rule, moment):
            yield from at_hour(sight, occasion, back, on)
    else:
        yield from _of_day(sight, on, back)


def _of_day(sight: Sight, on: date, back: int) -> Iterator[Evidence]:
    """As many days back as today's look is from today: sources are taken to have been as quick."""
    if sight.rule.trigger.by is By.CHANNEL:
        for one in channels(sight, "", back, on):
            began = [
                min(days) for part in one.parts if (days := sight.days.ads.get(part.thing.key))
            ]
            if one.last_on and min(began, default=on) <= one.last_on:
                yield one
        return
    for thing in sight.things.values():
        readable, days = sight.readable(thing), sight.days.ads.get(thing.key)
        if not days or readable is None or readable.last_on is None:
            continue
        last_on = readable.last_on - timedelta(days=back)
        if min(days) <= last_on:
            yield sight.evidence(thing, last_on, last_on.isoformat(), on)
