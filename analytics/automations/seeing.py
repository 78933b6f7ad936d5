"""What a rule looks at now, and looked at on any day before: its things with their numbers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import Workspace
from analytics.automations.deals import read_deals
from analytics.automations.measures import OF_DEALS
from analytics.automations.reach import within_reach
from analytics.automations.reading import Days, campaigns, differing_days, read_days, span
from analytics.automations.rule import By, On, Rule
from analytics.automations.settled import Readable, Readiness, needs, readiness
from analytics.automations.things import INCIDENT, Evidence, Thing, fits
from analytics.automations.together import by_channel, together
from analytics.exploring.language import NoFilter, filter_of
from analytics.models import Incident, IncidentStatus
from analytics.monitors.telling import title_said
from analytics.queries.periods import DAY, Period
from analytics.queries.where import Clause

HOUR = "hour"


@dataclass(frozen=True)
class Sight:
    """Everything that was read of a rule's things, once."""

    rule: Rule
    things: Mapping[str, Thing]
    days: Days
    differing: Mapping[str, tuple[date, ...]]
    ready: Readiness

    def evidence(
        self, thing: Thing, last_on: date, occasion: str, known_on: date | None = None
    ) -> Evidence:
        """Of a campaign, its window up to a day; `known_on`, as it was known then."""
        period = span(last_on, self.rule.trigger.days)
        differing = self.differing.get(thing.source_id, ())
        return Evidence(
            thing=thing,
            occasion=occasion,
            first_on=period.first_on,
            last_on=last_on,
            sums=self.days.sums(thing.key, period, known_on),
            differing=tuple(on for on in differing if period.first_on <= on <= last_on),
        )

    def readable(self, thing: Thing) -> Readable | None:
        return self.ready.sources.get(thing.source_id)


@dataclass(frozen=True)
class Look:
    """What is new to a rule, up to where it has looked with that, and what it waits for."""

    evidences: tuple[Evidence, ...]
    judged: Mapping[str, str]
    waits: tuple[str, ...]


def clause_of(rule: Rule) -> Clause | None:
    """Its filter; one that is none any more fits nothing, which a rule must not take for all."""
    return filter_of(rule.scope)


def in_scope(rule: Rule, things: Iterable[Thing]) -> dict[str, Thing]:
    """The campaigns that its filter leaves; none where nobody can read the filter any more."""
    try:
        clause = clause_of(rule)
    except NoFilter:
        return {}
    return {thing.key: thing for thing in things if fits(clause, thing)}


def see(
    rule: Rule, workspace: Workspace, today: date, *, back: int = 0, also: tuple[str, ...] = ()
) -> Sight:
    """Read what a rule looks at: of today, and with `back` of so many days before it as well."""
    ready = readiness(rule, workspace, today)
    things = within_reach(rule.action, in_scope(rule, campaigns(also=also).values()))
    last = [one.last_on for one in ready.sources.values() if one.last_on]
    most = max((one.settles_after for one in ready.sources.values()), default=0)
    last_on = max(last, default=today - DAY)
    first_on = min(last, default=last_on) - timedelta(days=rule.trigger.days + back + most)
    period = Period(first_on, last_on)
    days = read_days(list(things), period, workspace, is_replayed=back > 0)
    if needs(rule) & OF_DEALS:
        days.deals = read_deals(list(things), period, workspace)
    return Sight(rule, things, days, differing_days(period), ready)


def look(
    rule: Rule, workspace: Workspace, now: datetime, judged: Mapping[str, Any], since: datetime
) -> Look:
    """What a rule has not looked at yet; `since` is from when on incidents set it off."""
    today = now.astimezone(workspace.zone).date()
    if rule.trigger.on is On.INCIDENT:
        return _of_incidents(rule, workspace, today, since)
    if rule.trigger.on is On.SCHEDULE:
        return _of_hour(rule, workspace, now.astimezone(workspace.zone), judged)
    sight = see(rule, workspace, today)
    if rule.trigger.by is By.CHANNEL:
        return _of_channels(sight, judged)
    new = {
        key: one.last_on.isoformat()
        for key, one in sight.ready.sources.items()
        if one.last_on and one.last_on.isoformat() > str(judged.get(key, ""))
    }
    found = tuple(
        sight.evidence(thing, date.fromisoformat(new[thing.source_id]), new[thing.source_id])
        for thing in sight.things.values()
        if thing.source_id in new and sight.days.ads.get(thing.key)
    )
    return Look(found, new, sight.ready.waits)


def _of_channels(sight: Sight, judged: Mapping[str, Any]) -> Look:
    found = [
        one
        for one in channels(sight)
        if one.occasion > str(judged.get(f"channel {one.thing.key}", ""))
    ]
    new = {f"channel {one.thing.key}": one.occasion for one in found}
    return Look(tuple(found), new, sight.ready.waits)


def channels(
    sight: Sight, occasion: str = "", lag: int = 0, known_on: date | None = None
) -> Iterator[Evidence]:
    """Each channel, up to the last day that may be judged of all its sources."""
    for channel, things in by_channel(sight.things.values()).items():
        read = [one for one in things if sight.days.ads.get(one.key)]
        last = [readable.last_on for one in read if (readable := sight.readable(one))]
        days = [on for on in last if on is not None]
        if read and days and len(days) == len(read):
            on = min(days) - timedelta(days=lag)
            seen = [
                sight.evidence(one, on, occasion or on.isoformat(), known_on)
                for one in (read if needs(sight.rule) else things)
            ]
            yield together(channel, seen)
        elif occasion and not needs(sight.rule):
            yield together(channel, [Evidence(one, occasion) for one in things])


def due_hour(rule: Rule, now: datetime) -> str:
    """The hour of today that has come, as its occasion is called; "" where none has."""
    is_due = now.weekday() in rule.trigger.weekdays and now.hour >= rule.trigger.hour
    return f"{now.date().isoformat()}T{rule.trigger.hour:02}" if is_due else ""


def _of_hour(rule: Rule, workspace: Workspace, now: datetime, judged: Mapping[str, Any]) -> Look:
    occasion = due_hour(rule, now)
    if not occasion or str(judged.get(HOUR, "")) >= occasion:
        return Look((), {}, ())
    sight = see(rule, workspace, now.date())
    found = tuple(at_hour(sight, occasion))
    return Look(found, {HOUR: occasion}, ())


def at_hour(
    sight: Sight, occasion: str, lag: int = 0, known_on: date | None = None
) -> Iterator[Evidence]:
    """Every campaign or channel of the scope, by the days that may be judged at that hour."""
    if sight.rule.trigger.by is By.CHANNEL:
        yield from channels(sight, occasion, lag, known_on)
        return
    for thing in sight.things.values():
        readable = sight.readable(thing)
        if readable is not None and readable.last_on is not None:
            last_on = readable.last_on - timedelta(days=lag)
            yield sight.evidence(thing, last_on, occasion, known_on)
        elif not needs(sight.rule):
            yield Evidence(thing, occasion)


def _of_incidents(rule: Rule, workspace: Workspace, today: date, since: datetime) -> Look:
    rows = incidents(rule).filter(made_at__gte=since).exclude(status=IncidentStatus.RESOLVED)
    found = list(rows[:500])
    if not found:
        return Look((), {}, ())
    sight = see(rule, workspace, today, also=tuple(parts(found)))
    return Look(tuple(of_incidents(sight, found)), {}, ())


def incidents(rule: Rule) -> Any:
    """Those that may set a rule off: of its monitors, or of any; not a monitor's own failure."""
    rows = Incident.objects.filter(is_failure=False).select_related("monitor")
    if rule.trigger.monitors:
        rows = rows.filter(monitor_id__in=[UUID(one) for one in rule.trigger.monitors])
    return rows.order_by("made_at", "id")


def parts(found: Iterable[Incident]) -> list[str]:
    """The campaigns that incidents are about."""
    return [one.part for one in found if one.monitor.by == "campaign" and one.part]


def of_incidents(
    sight: Sight, found: Iterable[Incident], known_on: date | None = None
) -> Iterator[Evidence]:
    """The campaign or channel that each is about, if the scope has it; else the incident itself."""
    for incident in found:
        occasion, key = f"incident:{incident.pk}", str(incident.pk)
        if incident.monitor.by == "channel" and sight.rule.trigger.by is By.CHANNEL:
            for one in channels(sight, occasion, 0, known_on):
                if one.thing.channel == incident.part:
                    parts_of = tuple(replace(part, incident=key) for part in one.parts)
                    yield replace(one, incident=key, parts=parts_of)
            continue
        if incident.monitor.by == "campaign" and incident.part:
            thing = sight.things.get(incident.part)
            readable = sight.readable(thing) if thing else None
            if thing is None:
                continue
            last_on = readable.last_on if readable and readable.last_on else incident.opened_on
            seen = sight.evidence(thing, min(last_on, known_on or last_on), occasion, known_on)
            yield Evidence(**{**vars(seen), "incident": key})
        else:
            name = title_said(incident).written()[:255]
            thing = Thing(INCIDENT, key, name)
            yield Evidence(thing, occasion, last_on=incident.opened_on, incident=key)
