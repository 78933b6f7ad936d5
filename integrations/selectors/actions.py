"""What was asked of the platforms, newest first, and how many wait."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from integrations.models import ActionStep, CampaignAction

_State = CampaignAction.State
# What a filter of the page means.
STATES: dict[str, tuple[str, ...]] = {
    "waiting": (_State.PROPOSED,),
    "going": (_State.APPROVED, _State.RUNNING, _State.UNKNOWN),
    "done": (_State.DONE, _State.UNDONE),
    "not_done": (_State.FAILED, _State.REFUSED),
}


def campaign_actions(
    *, state: str = "", what: str = "", text: str = "", since: datetime | None = None
) -> "QuerySet[CampaignAction]":
    """Those that fit; all where nothing is asked for."""
    rows = CampaignAction.objects.select_related("source", "campaign").order_by("-asked_at", "-id")
    if state in STATES:
        rows = rows.filter(state__in=STATES[state])
    if what in CampaignAction.What.values:
        rows = rows.filter(what=what)
    if text:
        rows = rows.filter(Q(campaign__name__icontains=text) | Q(reason__icontains=text))
    return rows.filter(asked_at__gte=since) if since else rows


def actions_waiting() -> int:
    """How many wait for a second member."""
    return CampaignAction.objects.filter(state=_State.PROPOSED).count()


def steps_of(action_id: UUID) -> list[ActionStep]:
    """The steps of an action, the first one first."""
    return list(ActionStep.objects.filter(action_id=action_id).order_by("at", "id"))
