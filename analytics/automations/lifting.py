"""What came of a rule: how campaigns changed that it acted on, against those it left alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Workspace
from analytics.automations.deciding import Outcome
from analytics.automations.lift import LEAST, Lift, lift
from analytics.automations.reading import Days, read_days
from analytics.automations.rule import Rule
from analytics.automations.settled import readiness
from analytics.automations.things import CAMPAIGN
from analytics.models import Automation, AutomationDecision
from analytics.queries.periods import Period

# As many days before a decision are compared with as many after it.
DAYS = 14
NUMBERS = ("spend", "clicks", "conversions")
_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Brought:
    """Of one number by how much a day both groups changed differently; None: too few to tell."""

    metric: str
    lift: Lift | None


@dataclass(frozen=True)
class Effect:
    """How many campaigns of either group can be compared already, and what came of it."""

    acted: int
    held_out: int
    waiting: int
    numbers: tuple[Brought, ...]
    least: int = LEAST


def effect_of(automation: Automation, rule: Rule, workspace: Workspace, today: date) -> Effect:
    """By intention: whatever it chose to act on counts as acted, approved and done or not."""
    first = _first_of_each(automation, workspace, today)
    ready = readiness(rule, workspace, today)
    last = [one.last_on for one in ready.sources.values() if one.last_on]
    until = min(last, default=date.min)
    whole = {key: on for key, (on, _outcome) in first.items() if on + timedelta(days=DAYS) <= until}
    days = _days(whole, workspace) if whole else Days()
    groups = {
        outcome: [key for key in whole if first[key][1] == outcome]
        for outcome in (Outcome.ACTED, Outcome.HELD_OUT)
    }
    numbers = tuple(
        Brought(metric, lift(*(_changes(days, whole, keys, metric) for keys in groups.values())))
        for metric in NUMBERS
    )
    acted, held = (len(keys) for keys in groups.values())
    return Effect(acted, held, len(first) - len(whole), numbers)


def _first_of_each(
    automation: Automation, workspace: Workspace, today: date
) -> dict[str, tuple[date, str]]:
    """{campaign: the day on which it was first decided about, and how}."""
    begin = today - _YEAR
    rows = AutomationDecision.objects.filter(
        automation=automation,
        is_live=True,
        thing_kind=CAMPAIGN,
        outcome__in=(Outcome.ACTED, Outcome.HELD_OUT),
        at__date__gte=begin,
    ).order_by("at")
    found: dict[str, tuple[date, str]] = {}
    for key, at, outcome in rows.values_list("thing_key", "at", "outcome"):
        found.setdefault(key, (at.astimezone(workspace.zone).date(), outcome))
    return found


def _days(whole: Mapping[str, date], workspace: Workspace) -> Days:
    reach = timedelta(days=DAYS)
    period = Period(min(whole.values()) - reach, max(whole.values()) + reach)
    return read_days(list(whole), period, workspace)


def _changes(
    days: Days, whole: Mapping[str, date], keys: Sequence[str], metric: str
) -> list[float]:
    """Of each campaign by how much a day it changed; without those of which a day is not known."""
    found = []
    for key in keys:
        on, one = whole[key], timedelta(days=1)
        before = days.sums(key, Period(on - DAYS * one, on - one)).get(metric)
        after = days.sums(key, Period(on + one, on + DAYS * one)).get(metric)
        if before is not None and after is not None:
            found.append((after - before) / DAYS)
    return found
