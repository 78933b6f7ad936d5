"""Rules on their way from a browser: a draft that travels with the page until it is saved."""

from dataclasses import dataclass, replace

import orjson
from django.utils.translation import gettext as _

from accounts.errors import Trouble
from analytics.channels.book import rule_of
from analytics.channels.rules import (
    LONGEST_CHANNEL,
    LONGEST_VALUE,
    MOST_CONDITIONS,
    MOST_RULES,
    MOST_VALUES,
    Rule,
    normal_in,
)


@dataclass(frozen=True)
class Draft:
    """Rules that nobody has saved yet, and the version that they began as."""

    rules: tuple[Rule, ...]
    version: int

    def as_text(self) -> str:
        """As a page carries it along."""
        rules = [rule.as_json() for rule in self.rules]
        return orjson.dumps({"version": self.version, "rules": rules}).decode()

    def moved(self, number: int, by: int) -> "Draft":
        """With the rule of a number (from 0) so many places further down, or up."""
        rules = list(self.rules)
        rule = rules.pop(number)
        rules.insert(max(0, min(number + by, len(rules))), rule)
        return replace(self, rules=tuple(rules))

    def without(self, number: int) -> "Draft":
        """Without the rule of a number."""
        rules = self.rules[:number] + self.rules[number + 1 :]
        return replace(self, rules=rules)

    def holding(self, rule: Rule, place: int, number: int | None) -> "Draft":
        """With a rule at a place, instead of the one of a number or as a new one."""
        kept = self if number is None else self.without(number)
        place = max(0, min(place, len(kept.rules)))
        return replace(self, rules=(*kept.rules[:place], rule, *kept.rules[place:]))


def read_draft(text: str) -> Draft:
    """The draft that a page carried along; raises Trouble for what is none."""
    try:
        given = orjson.loads(text)
        rules = [rule_of(str(one["channel"]), one["conditions"]) for one in given["rules"]]
        draft = Draft(tuple(rules), int(given["version"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = _("The rules on this page cannot be read any more. Open it again.")
        raise Trouble(message, code="no_draft") from error
    check_rules(draft.rules)
    return draft


def check_rules(rules: tuple[Rule, ...]) -> None:
    """Raise Trouble for rules that are too many, or one that says nothing."""
    if len(rules) > MOST_RULES:
        message = _("At most %(count)d rules; there are %(given)d.")
        raise Trouble(message % {"count": MOST_RULES, "given": len(rules)}, code="too_many_rules")
    for number, rule in enumerate(rules, 1):
        if not _is_sound(rule):
            message = _("Rule %(number)d has no channel, or a condition that nothing can fit.")
            raise Trouble(message % {"number": number}, code="no_rule")


def _is_sound(rule: Rule) -> bool:
    has_channel = 0 < len(rule.channel.strip()) <= LONGEST_CHANNEL and "\0" not in rule.channel
    has_conditions = 0 < len(rule.conditions) <= MOST_CONDITIONS
    return (
        has_channel
        and has_conditions
        and all(
            0 < len(one.values) <= MOST_VALUES
            and all(
                len(value) <= LONGEST_VALUE and "\0" not in value and normal_in(one.field, value)
                for value in one.values
            )
            for one in rule.conditions
        )
    )
