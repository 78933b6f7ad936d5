"""The rules of channels in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.channels.names import channel_name
from analytics.channels.rules import FIELDS, OPERATORS, Condition, Rule

_VALUES_SHOWN = 4


@dataclass(frozen=True)
class RuleRow:
    """A rule as the page shows it; `number` counts from 0, `focus` says which button is next."""

    number: int
    place: int
    channel: str
    conditions: list[str]
    is_first: bool
    is_last: bool
    is_new: bool
    focus: str


def rule_rows(
    rules: Sequence[Rule], saved: Sequence[Rule], focus: tuple[int, str] | None
) -> list[RuleRow]:
    """Each rule in words; those that are not among the saved ones are new."""
    known, last = set(saved), len(rules) - 1
    return [
        RuleRow(
            number,
            number + 1,
            channel_name(rule.channel),
            [in_words(one) for one in rule.conditions],
            number == 0,
            number == last,
            rule not in known,
            focus[1] if focus and focus[0] == number else "",
        )
        for number, rule in enumerate(rules)
    ]


def in_words(condition: Condition) -> str:
    """ "Medium (utm_medium) is one of cpc, ppc and 3 more"."""
    words = {
        "field": FIELDS[condition.field],
        "operator": OPERATORS[condition.operator],
        "values": ", ".join(condition.values[:_VALUES_SHOWN]),
    }
    more = len(condition.values) - _VALUES_SHOWN
    if more <= 0:
        return _("%(field)s %(operator)s %(values)s") % words
    text = ngettext(
        "%(field)s %(operator)s %(values)s and %(more)d more",
        "%(field)s %(operator)s %(values)s and %(more)d more",
        more,
    )
    return text % {**words, "more": more}


def changes_in_words(rules: Sequence[Rule], saved: Sequence[Rule]) -> str:
    """How a draft differs from what is saved."""
    added, gone = len(set(rules) - set(saved)), len(set(saved) - set(rules))
    parts = []
    if added:
        parts.append(ngettext("%(n)d new rule", "%(n)d new rules", added) % {"n": added})
    if gone:
        parts.append(
            ngettext("%(n)d rule taken away", "%(n)d rules taken away", gone) % {"n": gone}
        )
    kept = [rule for rule in saved if rule in set(rules)]
    if kept != [rule for rule in rules if rule in set(saved)]:
        parts.append(_("another order"))
    return ", ".join(parts)
