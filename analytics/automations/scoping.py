"""Which campaigns each rule could change, and where two of them would meet."""

from analytics.automations.conflicts import Conflict, Standing, conflicts
from analytics.automations.reading import campaigns
from analytics.automations.rule import Rule, rule_from
from analytics.automations.seeing import in_scope
from analytics.models import Automation, AutomationState, AutomationVersion


def standings(*, with_things: bool = False) -> list[Standing]:
    """The rules that look, each with its campaigns where these are asked for."""
    rows = list(Automation.objects.filter(deleted_at=None).exclude(state=AutomationState.PAUSED))
    things = campaigns().values() if with_things and rows else ()
    found = []
    for row, rule in rules_of(rows):
        own = frozenset(in_scope(rule, things)) if with_things else frozenset[str]()
        found.append(Standing(str(row.pk), row.name, rule, row.made_at, own))
    return found


def rules_of(rows: list[Automation]) -> list[tuple[Automation, Rule]]:
    """Each with what it says now, by one statement."""
    numbers = {row.pk: row.version for row in rows}
    versions = AutomationVersion.objects.filter(automation_id__in=numbers)
    known = {
        one.automation_id: rule_from(one.rule)
        for one in versions
        if one.number == numbers[one.automation_id]
    }
    return [(row, known[row.pk]) for row in rows]


def found_conflicts() -> list[Conflict]:
    """Among the rules that look, dry runs included: they are to go live some day."""
    return conflicts(standings(with_things=True))
