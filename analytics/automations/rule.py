"""A rule as frozen values: what sets it off, of which things, what it does, what holds it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from analytics.queries.where import Compare


class On(StrEnum):
    """What sets a rule off."""

    METRIC = "metric"
    INCIDENT = "incident"
    SCHEDULE = "schedule"


class By(StrEnum):
    """What is looked at: each campaign by itself, or all of a channel together."""

    CAMPAIGN = "campaign"
    CHANNEL = "channel"


class Do(StrEnum):
    """What a rule does."""

    PAUSE = "pause"
    RESUME = "resume"
    RAISE = "raise"
    LOWER = "lower"
    TASK = "task"
    FIELD = "field"
    NOTIFY = "notify"
    WEBHOOK = "webhook"


# What is written where campaigns run; by the first of them that two rules want, the safest wins.
CHANGES = (Do.PAUSE, Do.LOWER, Do.RAISE, Do.RESUME)
BUDGETS = (Do.RAISE, Do.LOWER)


class Approval(StrEnum):
    """Which changes wait for a second member."""

    ALWAYS = "always"
    LIMITS = "limits"


@dataclass(frozen=True)
class Criterion:
    """One number of a thing compared with another: money in micros, rates as shares of one."""

    metric: str
    compare: Compare
    number: Decimal


@dataclass(frozen=True)
class Trigger:
    """Of a metric its tests over so many days; of an incident whose; of a schedule when.

    Without monitors it is an incident of any. Weekdays count from Monday, which is 0; hours are
    those of the workspace's zone. Tests narrow the other two as well, where there are any. By
    channel the tests are about all of its campaigns together, and what is done is done to these.
    """

    on: On
    tests: tuple[Criterion, ...] = ()
    days: int = 14
    monitors: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    hour: int = 8
    by: By = By.CAMPAIGN


@dataclass(frozen=True)
class Action:
    """What is done; a budget moves by per cent and never beyond its bound.

    `field` is one of the CRM as `analytics.automations.fields` keeps it, `label` what it was called
    when the rule was made, and `most` how many records of a campaign it is set of at a time.
    """

    do: Do
    percent: int = 0
    bound_micros: int | None = None
    endpoint: str = ""
    note: str = ""
    due_days: int = 3
    field: str = ""
    label: str = ""
    value: str = ""
    most: int = 10

    @property
    def is_asked(self) -> bool:
        """Whether integrations is asked for it: a change at a platform, something in the CRM."""
        return self.is_change or self.do in (Do.TASK, Do.FIELD)

    @property
    def is_change(self) -> bool:
        """Whether something is written at a platform."""
        return self.do in CHANGES

    @property
    def about(self) -> str:
        """What of a campaign it changes: two rules that change the same meet; "" for nothing."""
        return "campaign" if self.is_change else self.field


@dataclass(frozen=True)
class Guards:
    """What has to be there before anything is done; `settled` waits until days stay as they are."""

    settled: bool = True
    trusted: bool = True
    least_clicks: int = 0
    least_spend: int = 0
    least_conversions: int = 0


@dataclass(frozen=True)
class Limits:
    """How much at most; `hold_out` is the share of things, in per cent, that are left alone."""

    per_day: int = 3
    cool_days: int = 14
    hold_out: int = 0
    approval: Approval = Approval.ALWAYS


@dataclass(frozen=True)
class Rule:
    """When, of what, then, within which limits; `scope` is written as the explorer's filters.

    `currency` is the workspace's in which its amounts were said; a bound is in the account's own.
    """

    trigger: Trigger
    action: Action
    scope: str = ""
    guards: Guards = field(default_factory=Guards)
    limits: Limits = field(default_factory=Limits)
    currency: str = ""

    def as_words(self) -> dict[str, Any]:
        """As JSON keeps it."""
        trigger, action = self.trigger, self.action
        return {
            "trigger": {
                "on": trigger.on.value,
                "tests": [[one.metric, str(one.compare), str(one.number)] for one in trigger.tests],
                "days": trigger.days,
                "monitors": list(trigger.monitors),
                "weekdays": list(trigger.weekdays),
                "hour": trigger.hour,
                "by": trigger.by.value,
            },
            "action": {**vars(action), "do": action.do.value},
            "scope": self.scope,
            "currency": self.currency,
            "guards": dict(vars(self.guards)),
            "limits": {**vars(self.limits), "approval": self.limits.approval.value},
        }


def rule_from(words: Mapping[str, Any]) -> Rule:
    """What `as_words` gave."""
    trigger, action, limits = words["trigger"], words["action"], words["limits"]
    tests = tuple(
        Criterion(metric, Compare(sign), Decimal(number))
        for metric, sign, number in trigger["tests"]
    )
    return Rule(
        trigger=Trigger(
            on=On(trigger["on"]),
            tests=tests,
            days=trigger["days"],
            monitors=tuple(trigger["monitors"]),
            weekdays=tuple(trigger["weekdays"]),
            hour=trigger["hour"],
            by=By(trigger.get("by", By.CAMPAIGN)),
        ),
        action=Action(**{**action, "do": Do(action["do"])}),
        scope=words["scope"],
        currency=words.get("currency", ""),
        guards=Guards(**words["guards"]),
        limits=Limits(**{**limits, "approval": Approval(limits["approval"])}),
    )
