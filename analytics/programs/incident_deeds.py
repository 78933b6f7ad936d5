"""What can be done about an incident, what was done, and what came of it, as JSON."""

from typing import Any

from rest_framework import serializers

from accounts.models import Workspace
from analytics.models import AutomationDecision, Incident
from analytics.monitors.definition import definition_of
from analytics.monitors.outcomes import outcome_of
from analytics.monitors.proposing import Proposed, Step, proposed
from analytics.pages.explaining import Explanation
from analytics.programs.common import Shape
from integrations.models import ActionStep
from integrations.selectors.actions import steps_because_of

PROPOSED_STEPS = [one.value for one in Step]
_MOST = 50


class ProposalSerializer(Shape):
    """What could be asked for of one campaign; a member asks, and another approves."""

    campaign_id = serializers.UUIDField()
    campaign_name = serializers.CharField()
    platform = serializers.CharField()
    is_likely = serializers.BooleanField(help_text="The change likely lies in it.")
    steps = serializers.ListField(
        child=serializers.ChoiceField(choices=PROPOSED_STEPS), help_text="The fitting one first."
    )
    daily_budget_micros = serializers.IntegerField(
        allow_null=True, help_text="To which it could go back."
    )
    spend = serializers.IntegerField(
        allow_null=True, help_text="In these days, in micros of the workspace’s currency."
    )
    clicks = serializers.IntegerField(allow_null=True)
    deals = serializers.IntegerField(
        allow_null=True, help_text="Null of a campaign that is mapped to none of the CRM."
    )


class DeedSerializer(Shape):
    """A step of a change that was asked for because of it."""

    action_id = serializers.UUIDField()
    what = serializers.CharField(help_text="Such as asked, approved, done, undone.")
    at = serializers.DateTimeField()


class BecauseSerializer(Shape):
    """What an automation decided because of it."""

    automation_id = serializers.UUIDField()
    outcome = serializers.CharField(help_text="acted, held_out or blocked.")
    reason = serializers.CharField()
    action_id = serializers.UUIDField(allow_null=True)
    at = serializers.DateTimeField()


class OutcomeSerializer(Shape):
    """The two weeks after against what the days before foretold; in the metric's unit."""

    first_on = serializers.DateField()
    last_on = serializers.DateField()
    actual = serializers.FloatField()
    forecast = serializers.FloatField()
    low = serializers.FloatField(help_text="The band holds the forecast in 4 of 5 cases.")
    high = serializers.FloatField()
    difference = serializers.FloatField()
    is_clear = serializers.BooleanField(help_text="The difference is beyond the band.")
    is_acted = serializers.BooleanField(help_text="Counted from a change that was done.")


def deeds_shown(
    incident: Incident, change: Explanation | None, workspace: Workspace
) -> dict[str, Any]:
    """Proposals, deeds, decisions and outcome of an incident."""
    steps = steps_because_of(incident.pk)
    is_going = any(one.action.is_open or one.action.state == "done" for one in steps)
    found: tuple[Proposed, ...] = ()
    if change is not None and not is_going:
        asked = definition_of(incident.monitor)
        found = proposed(incident, asked, change.after_days, change.place, workspace)
    decided = AutomationDecision.objects.filter(incident_id=incident.pk).order_by("-at", "-id")
    return {
        "proposals": [_proposal(one) for one in found],
        "deeds": [_deed(one) for one in steps if one.action.campaign_id],
        "because": list(decided[:_MOST]),
        "outcome": _outcome(incident),
    }


def _proposal(one: Proposed) -> dict[str, Any]:
    campaign, brought = one.campaign, one.brought
    sums = {"spend": brought.spend, "clicks": brought.clicks, "deals": brought.deals}
    return {
        "campaign_id": campaign.pk,
        "campaign_name": campaign.name,
        "platform": campaign.platform,
        "is_likely": one.is_likely,
        "steps": [step.value for step in one.steps],
        "daily_budget_micros": one.daily_micros,
        **{name: None if value is None else round(value) for name, value in sums.items()},
    }


def _deed(step: ActionStep) -> dict[str, Any]:
    return {"action_id": step.action_id, "what": step.what, "at": step.at}


def _outcome(incident: Incident) -> dict[str, Any] | None:
    found = outcome_of(incident)
    if found is None:
        return None
    by, least, most = found.difference
    return {**vars(found), "difference": by, "is_clear": least > 0 or most < 0}
