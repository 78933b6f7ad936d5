"""What was asked of the platforms, newest first, and how many wait."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from integrations.models import ActionStep, CampaignAction
from integrations.selectors.records import without_hidden

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
        named = Q(campaign__name__icontains=text) | Q(record_external_id=text)
        rows = without_hidden(rows.filter(named | Q(reason__icontains=text)))
    return rows.filter(asked_at__gte=since) if since else rows


def actions_waiting() -> int:
    """How many wait for a second member."""
    return CampaignAction.objects.filter(state=_State.PROPOSED).count()


def steps_of(action_id: UUID) -> list[ActionStep]:
    """The steps of an action, the first one first."""
    return list(ActionStep.objects.filter(action_id=action_id).order_by("at", "id"))


def because_of(origin_id: UUID) -> list[CampaignAction]:
    """What was asked for because of an incident or by an automation, the first one first."""
    rows = CampaignAction.objects.select_related("campaign").filter(origin_id=origin_id)
    return list(rows.order_by("asked_at", "id"))


def steps_because_of(origin_id: UUID) -> list[ActionStep]:
    """Their steps, each with its action and the action's campaign."""
    rows = ActionStep.objects.select_related("action__campaign")
    return list(rows.filter(action__origin_id=origin_id).order_by("at", "id"))


def done_because_of(origin_id: UUID) -> datetime | None:
    """When the last of them that still counts was done; None where none was."""
    rows = CampaignAction.objects.filter(origin_id=origin_id, state=_State.DONE)
    found: datetime | None = rows.aggregate(last=Max("ended_at"))["last"]
    return found
