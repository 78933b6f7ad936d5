"""The workspace's own rules; before anybody has changed them they are the defaults."""

from typing import Any

from django.utils import timezone

from accounts.tenancy import require_workspace_id
from analytics.channels.defaults import DEFAULTS
from analytics.channels.rules import Condition, Field, Matcher, Operator, Rule
from analytics.models import ChannelBook, ChannelRule


def saved_rules() -> tuple[Rule, ...]:
    """The rules of the entered workspace in their order."""
    rows = ChannelRule.objects.order_by("position")
    return tuple(rule_of(row.channel, row.conditions) for row in rows)


def rule_of(channel: str, conditions: list[dict[str, Any]]) -> Rule:
    """A rule from what a row or a draft keeps; raises ValueError, KeyError or TypeError."""
    return Rule(
        channel,
        tuple(
            Condition(Field(one["field"]), Operator(one["operator"]), _values(one["values"]))
            for one in conditions
        ),
    )


def _values(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError("Values are a list of texts.")
    return tuple(values)


def matcher() -> Matcher:
    """The saved rules, ready to be asked."""
    return Matcher(saved_rules())


def write_rules(rules: tuple[Rule, ...]) -> None:
    """Make these the workspace's rules."""
    ChannelRule.objects.all().delete()
    ChannelRule.objects.bulk_create(
        ChannelRule(
            workspace_id=require_workspace_id(),
            position=position,
            channel=rule.channel,
            conditions=rule.as_json()["conditions"],
        )
        for position, rule in enumerate(rules, 1)
    )


def begin_book() -> bool:
    """Write the defaults down where there are no rules yet; whether there were none.

    The caller holds the lock of the rollups, so that two do not begin at once.
    """
    if ChannelBook.objects.exists():
        return False
    ChannelBook.objects.create()
    write_rules(DEFAULTS)
    return True


def newest_version() -> int:
    """The version of the rules; read it before the rules, so that it never says too much."""
    return ChannelBook.objects.values_list("version", flat=True).get()


def note_assigned(version: int) -> None:
    """Say that everything is assigned by a version."""
    ChannelBook.objects.update(assigned_version=version, assigned_at=timezone.now())
