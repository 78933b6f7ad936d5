"""How the rule of an automation looks as JSON: the parts that the rule itself has, in and out."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from rest_framework import serializers

from accounts.api_keys.said import BodySerializer
from analytics.automations.checking import faults
from analytics.automations.measures import NUMBERS
from analytics.automations.rule import Approval, Criterion, Do, On, Rule, rule_from
from analytics.programs.common import line_field, several
from analytics.queries.where import Compare

ONS = [one.value for one in On]
DOS = [one.value for one in Do]
APPROVALS = [one.value for one in Approval]
COMPARES = [one.value for one in Compare]
NUMBER_KEYS = tuple(NUMBERS)
_MOST, _LONG, _MANY = 10**15, 2_000, 100
# Where what is reckoned with would end, or what people read.
_BOUNDS = {
    "due_days": (0, 90),
    "bound_micros": (1, _MOST),
    "hour": (0, 23),
    "days": (1, 90),
    "most": (1, 50),
}
_LINES = {"note": 200, "value": 255}
# Written down by the rule itself.
_TOLD = {"label", "currency"}
_WORDS = {
    "tests": "All of them have to hold; at most three. Of a metric at least one.",
    "days": "Over so many days.",
    "monitors": "Of an incident; none means any.",
    "weekdays": "Of a schedule: 0 is Monday.",
    "hour": "Of a schedule, in the workspace’s time zone.",
    "percent": "Of raise and lower.",
    "bound_micros": "A budget is never moved beyond it; in the currency of the campaign’s account.",
    "endpoint": "Of webhook: the id of one that is switched on.",
    "note": "What is said with it.",
    "by": "channel: all campaigns of a channel are judged together, and acted on one by one.",
    "field": "Of field: source and field as in “<id> Opportunity.NextStep”; one that may be set.",
    "value": "Of field: what it is set to; empty empties it.",
    "label": "What the field is called.",
    "most": "Of field: records of a campaign at a time at most.",
    "currency": "The workspace’s in which the amounts were said.",
    "due_days": "Of a task: due after so many days.",
    "scope": "A filter in the explorer’s language; everything where it is empty.",
    "settled": "Wait until days stay as they are.",
    "trusted": "Only by days whose sums agree with the source’s own.",
    "least_spend": "In micros of the workspace’s currency.",
    "per_day": "So often within a day at most.",
    "cool_days": "Days before the same thing is touched again.",
    "hold_out": "So many of 100 are left alone, to compare.",
    "approval": "always: each change waits for a second member; limits: what is beyond them.",
}
# The form calls some parts otherwise.
_PLACES = {
    "metric_1": ("trigger", "tests"),
    "number_1": ("trigger", "tests"),
    "bound": ("action", "bound_micros"),
}


class CriterionSerializer(BodySerializer):
    """One number of a thing compared with another: money in micros, rates as shares of one."""

    metric = serializers.ChoiceField(choices=NUMBER_KEYS)
    compare = serializers.ChoiceField(choices=COMPARES)
    number = serializers.FloatField(min_value=0, max_value=_MOST)


def _field(name: str, hint: Any) -> Any:
    options: dict[str, Any] = {"required": False}
    if help_text := _WORDS.get(name):
        options["help_text"] = help_text
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
        options["allow_null"] = True
    if hint is Criterion:
        return CriterionSerializer(**options)
    if get_origin(hint) is tuple:
        return _list(name, get_args(hint)[0], options)
    if is_dataclass(hint):
        return shape_of(hint)(**options)
    return _value(name, hint, options)


def _list(name: str, part: Any, options: dict[str, Any]) -> Any:
    if part is Criterion:
        return several(CriterionSerializer, 3, **options)
    if name == "weekdays":
        child: Any = serializers.IntegerField(min_value=0, max_value=6)
    else:
        child = _value(name, part, {})
    return serializers.ListField(child=child, max_length=_MANY, **options)


def _value(name: str, hint: Any, options: dict[str, Any]) -> Any:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return serializers.ChoiceField(choices=[one.value for one in hint], **options)
    if hint is bool:
        return serializers.BooleanField(**options)
    if hint is int:
        least, most = _BOUNDS.get(name, (0, _MOST))
        return serializers.IntegerField(min_value=least, max_value=most, **options)
    if name in _TOLD:
        return serializers.CharField(read_only=True)
    if name in _LINES:
        return line_field(_LINES[name], allow_blank=True, **options)
    return serializers.CharField(max_length=_LONG, allow_blank=True, **options)


def shape_of(of: Any) -> type[BodySerializer]:
    """A shape with the parts of a dataclass, whichever it has: none can be forgotten here."""
    hints = get_type_hints(of)
    parts = {one.name: _field(one.name, hints[one.name]) for one in fields(of)}
    name = f"Automation{'' if of is Rule else 'Rule'}{of.__name__}Serializer"
    make: Any = type(BodySerializer)
    made: type[BodySerializer] = make(name, (BodySerializer,), {"__doc__": of.__doc__, **parts})
    return made


RuleSerializer = shape_of(Rule)


def rule_shown(words: Mapping[str, Any]) -> dict[str, Any]:
    """As RuleSerializer describes it, of what a version keeps."""
    trigger = words["trigger"]
    tests = [
        {"metric": metric, "compare": compare, "number": float(number)}
        for metric, compare, number in trigger["tests"]
    ]
    return {**words, "trigger": {**trigger, "tests": tests}}


def rule_asked(said: Mapping[str, Any], now: Rule) -> Rule:
    """What a body asks, upon what the rule says already; raises ValidationError by field."""
    words = now.as_words()
    for name, part in said.items():
        is_whole = not isinstance(part, Mapping)
        words[name] = part if is_whole else {**words[name], **_kept(part)}
    trigger = words["trigger"]
    # What another trigger asked for is not asked any more.
    trigger["monitors"] = trigger["monitors"] if trigger["on"] == On.INCIDENT else []
    trigger["weekdays"] = trigger["weekdays"] if trigger["on"] == On.SCHEDULE else []
    rule = rule_from(words)
    if wrong := _by_place(faults(rule)):
        raise serializers.ValidationError({"rule": wrong})
    return rule


def _kept(part: Mapping[str, Any]) -> dict[str, Any]:
    """Tests as a version keeps them."""
    if "tests" not in part:
        return dict(part)
    tests = [[one["metric"], one["compare"], _plain(one["number"])] for one in part["tests"]]
    return {**part, "tests": tests}


def _plain(number: float) -> str:
    """As one writes it: no float's tail."""
    return str(int(number) if number.is_integer() else Decimal(repr(number)))


def _by_place(found: Iterable[tuple[str, str]]) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    for field, message in found:
        at = wrong
        *path, last = _PLACES.get(field) or _place(field)
        for name in path:
            at = at.setdefault(name, {})
        at.setdefault(last, []).append(message)
    return wrong


def _place(field: str) -> tuple[str, ...]:
    """The part of a rule in which a field of the form stands."""
    for name, part in RuleSerializer().fields.items():
        if field == name:
            return (name,)
        if field in getattr(part, "fields", ()):
            return name, field
    return ("non_field_errors",)
