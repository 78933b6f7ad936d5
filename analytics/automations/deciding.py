"""What a rule does with each thing it looks at, and why: acted, held out, blocked, or not met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from analytics.automations.holding import is_held_out
from analytics.automations.measures import compares, value_of
from analytics.automations.rule import Do, Rule
from analytics.automations.things import ACTIVE, CAMPAIGN, PAUSED, Evidence

# A reason as a word, with its values.
Why = tuple[str, dict[str, Any]]
CAP = "cap"


class Outcome(StrEnum):
    """What became of a thing."""

    ACTED = "acted"
    HELD_OUT = "held_out"
    BLOCKED = "blocked"
    UNMET = "unmet"


@dataclass(frozen=True)
class Past:
    """What was done to a thing before: on which day, and by which rule; "" by a member.

    `about` is what of it was changed, as of an action.
    """

    on: date
    rule: str
    name: str = ""
    about: str = "campaign"


@dataclass(frozen=True)
class History:
    """What counts against doing more.

    `past` is of each thing, the newest first, those that were left alone included; `acted` is how
    often this rule acted within a day.
    """

    rule: str
    today: date
    past: Mapping[str, Sequence[Past]] = field(default_factory=dict)
    acted: int = 0
    is_stopped: bool = False


@dataclass(frozen=True)
class Decision:
    """Of one thing: what, why as a word with its values, and what it was seen by."""

    evidence: Evidence
    outcome: Outcome
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def decide(rule: Rule, seen: Sequence[Evidence], history: History) -> list[Decision]:
    """One decision a thing; the largest spend first, so that a cap leaves out the least.

    Where something is to be done to the campaigns of a channel, the channel is judged first.
    """
    acted, found = history.acted, []
    for evidence in _largest(seen):
        several = _beneath(rule, evidence)
        if isinstance(several, Decision):
            found.append(several)
            continue
        for part in several:
            one = _decide(rule, part, history, acted)
            acted += one.outcome is Outcome.ACTED
            found.append(one)
    return found


def _largest(seen: Sequence[Evidence]) -> list[Evidence]:
    return sorted(seen, key=lambda one: (-(one.sums.get("spend") or 0), one.thing.key))


def _beneath(rule: Rule, evidence: Evidence) -> Decision | Sequence[Evidence]:
    """The campaigns of a channel that is to be acted on; else the thing itself."""
    if not evidence.parts or not rule.action.is_asked:
        return [evidence]
    if unmet := _unmet(rule, evidence):
        return unmet
    if why := _lacking(rule, evidence):
        return Decision(evidence, Outcome.BLOCKED, *why)
    return [replace(part, whole=evidence) for part in _largest(evidence.parts)]


def _decide(rule: Rule, evidence: Evidence, history: History, acted: int) -> Decision:
    def blocked(reason: str, **details: Any) -> Decision:
        return Decision(evidence, Outcome.BLOCKED, reason, details)

    if evidence.whole is None and (unmet := _unmet(rule, evidence)):
        return unmet
    if why := _guarded(rule, evidence) or _past(rule, evidence, history):
        return blocked(why[0], **why[1])
    if is_held_out(history.rule, evidence.thing.key, rule.limits.hold_out):
        return Decision(evidence, Outcome.HELD_OUT, "held_out", {"share": rule.limits.hold_out})
    if acted >= rule.limits.per_day:
        return blocked(CAP, count=rule.limits.per_day)
    return met(evidence)


def met(evidence: Evidence) -> Decision:
    """That something is to be done to it; also to one that a day's cap left out, in its turn."""
    if evidence.whole is not None:
        name = {"name": evidence.whole.thing.name}
        return Decision(evidence, Outcome.ACTED, "met_channel", name)
    return Decision(evidence, Outcome.ACTED, "met")


def barred(rule: Rule, evidence: Evidence, history: History) -> Why | None:
    """What was done since a decision was made, and counts against carrying it out."""
    if why := _past(rule, evidence, history):
        return why
    is_full = history.acted >= rule.limits.per_day
    return (CAP, {"count": rule.limits.per_day}) if is_full else None


def _unmet(rule: Rule, evidence: Evidence) -> Decision | None:
    """The first test that does not hold; a number that is not known is no zero."""
    for test in rule.trigger.tests:
        value = value_of(test.metric, evidence.sums)
        details = {"metric": test.metric}
        if value is None:
            return Decision(evidence, Outcome.UNMET, "missing", details)
        if not compares(value, test.compare, Fraction(test.number)):
            return Decision(evidence, Outcome.UNMET, "unmet", details)
    return None


def _guarded(rule: Rule, evidence: Evidence) -> Why | None:
    """What is not there that has to be, or would change nothing."""
    if rule.action.is_asked and evidence.thing.kind != CAMPAIGN:
        return "no_campaign", {}
    if evidence.whole is None and (why := _lacking(rule, evidence)):
        return why
    stands = evidence.thing.lacks or _stands(rule.action.do, evidence.thing.status)
    return (stands, {}) if stands else None


def _lacking(rule: Rule, evidence: Evidence) -> Why | None:
    """Too little to go by, or numbers of which the source tells others."""
    if lacks := _lacks(rule, evidence):
        return "floor", lacks
    if rule.guards.trusted and evidence.differing:
        return "differs", {"day": evidence.differing[-1], "count": len(evidence.differing)}
    return None


def _lacks(rule: Rule, evidence: Evidence) -> dict[str, Any]:
    """What of the least evidence is not there."""
    guards = rule.guards
    least = {
        "clicks": guards.least_clicks,
        "spend": guards.least_spend,
        "conversions": guards.least_conversions,
    }
    for metric, number in least.items():
        if number and (value_of(metric, evidence.sums) or 0) < number:
            return {"metric": metric, "least": number}
    return {}


def _stands(do: Do, status: str) -> str:
    if do is Do.RESUME:
        return "not_paused" if status and status != PAUSED else ""
    is_active = do in (Do.PAUSE, Do.RAISE, Do.LOWER)
    return "not_active" if is_active and status and status != ACTIVE else ""


def _past(rule: Rule, evidence: Evidence, history: History) -> Why | None:
    """Within the cool-down of what this rule or a member did, on the day of another rule's."""
    if history.is_stopped:
        return "stopped", {}
    for past in history.past.get(evidence.thing.key, ()):
        days = (history.today - past.on).days
        if past.rule == history.rule and days < rule.limits.cool_days:
            return "cooling", {"day": past.on, "days": rule.limits.cool_days}
        if rule.action.about == past.about and past.rule != history.rule:
            if past.rule and days < 1:
                return "other_rule", {"day": past.on, "name": past.name}
            if not past.rule and days < rule.limits.cool_days:
                return "by_hand", {"day": past.on, "days": rule.limits.cool_days}
    return None
