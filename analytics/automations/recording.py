"""Writes down each look of a rule and each decision; a decision stays as it was written."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from analytics.automations.deciding import Decision, Outcome
from analytics.automations.rule import Rule
from analytics.automations.things import Evidence
from analytics.models import Automation, AutomationDecision, AutomationRun

# Of those that did not meet what the rule asks for, those with the largest spend are named.
MOST_OTHERS = 50


def open_run(automation: Automation, *, is_live: bool) -> AutomationRun:
    """A new look, or the one of a worker that was killed in the midst of it."""
    left = AutomationRun.objects.filter(automation=automation, ended_at=None).first()
    if left is not None and (left.version, left.is_live) == (automation.version, is_live):
        return left
    if left is not None:
        end_run(left, left.looked, [])
    return AutomationRun.objects.create(
        automation=automation, version=automation.version, is_live=is_live
    )


def record_decision(
    run: AutomationRun, rule: Rule, decision: Decision, *, action_id: UUID | None = None
) -> None:
    """One line of the log; the same thing on the same occasion is one line."""
    evidence = decision.evidence
    row = AutomationDecision(
        workspace_id=run.workspace_id,
        automation_id=run.automation_id,
        run=run,
        version=run.version,
        is_live=run.is_live,
        thing_kind=evidence.thing.kind,
        thing_key=evidence.thing.key,
        thing_name=evidence.thing.name[:255],
        occasion=evidence.occasion,
        outcome=decision.outcome,
        do=rule.action.do,
        reason=decision.reason,
        details=plain(decision.details),
        first_on=evidence.first_on,
        last_on=evidence.last_on,
        sums=dict(evidence.sums),
        incident_id=UUID(evidence.incident) if evidence.incident else None,
        action_id=action_id,
    )
    AutomationDecision.objects.bulk_create([row], ignore_conflicts=True)


def end_run(run: AutomationRun, looked: int, unmet: Sequence[Decision]) -> None:
    """Over, with its counts as the log has them."""
    rows = AutomationDecision.objects.filter(run=run).values_list("outcome", flat=True)
    outcomes = list(rows)
    run.looked = max(looked, len(outcomes))
    run.acted = outcomes.count(Outcome.ACTED)
    run.held_out = outcomes.count(Outcome.HELD_OUT)
    run.blocked = outcomes.count(Outcome.BLOCKED)
    run.others = [
        {"reason": one.reason, **plain(one.details), **seen_of(one.evidence)}
        for one in unmet[:MOST_OTHERS]
    ]
    run.ended_at = timezone.now()
    run.save()


def seen_of(evidence: Evidence) -> dict[str, Any]:
    """What a thing was seen by, as JSON keeps it."""
    return {
        "key": evidence.thing.key,
        "name": evidence.thing.name,
        "kind": evidence.thing.kind,
        "first_on": evidence.first_on.isoformat() if evidence.first_on else None,
        "last_on": evidence.last_on.isoformat() if evidence.last_on else None,
        "sums": dict(evidence.sums),
    }


def plain(details: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON keeps them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in details.items()
    }
