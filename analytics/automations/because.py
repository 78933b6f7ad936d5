"""What automations did because of an incident, for the incident's own page."""

from dataclasses import replace
from uuid import UUID

from django.urls import reverse

from accounts.models import Workspace
from analytics.automations.showing import DecisionRow, decision_rows
from analytics.models import AutomationDecision

_MOST = 50


def because_of(incident_id: UUID, workspace: Workspace) -> list[DecisionRow]:
    """The newest first, each with its rule."""
    found = AutomationDecision.objects.filter(incident_id=incident_id)
    rows = list(found.select_related("automation").order_by("-at", "-id")[:_MOST])
    return [
        replace(
            shown,
            rule_name=row.automation.name,
            rule_url=reverse("analytics:automation", args=[workspace.slug, row.automation_id]),
        )
        for row, shown in zip(rows, decision_rows(rows, workspace), strict=True)
    ]
