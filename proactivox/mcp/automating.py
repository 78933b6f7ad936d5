"""What an assistant can ask about what happens by itself; it sets no automation live."""

from typing import Any

from rest_framework import serializers

from accounts.api_keys import KeyHolder
from accounts.api_keys.said import BodySerializer
from accounts.permissions import Permission
from analytics.automations.history import is_stopped
from analytics.automations.keeping import pause_automation
from analytics.models import Automation, AutomationDecision
from analytics.programs.automation_shapes import (
    AutomationSerializer,
    DecisionSerializer,
    WholeAutomationSerializer,
)
from analytics.programs.automations import known
from analytics.programs.automations_shown import decision_shown, shown, shown_whole
from analytics.programs.common import line_field
from proactivox.mcp.tool import OF_ONE, Asked, Tool, id_in, plain, takes_nothing, takes_only

_LINES = 50
_PAUSE = {
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "reason": {"type": "string", "maxLength": 200, "description": "So that others know."},
    },
    "required": ["id", "reason"],
}


class _PauseAsked(BodySerializer):
    id = serializers.UUIDField()
    reason = line_field(200)


def _list_automations(holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    takes_nothing(asked)
    rows = list(Automation.objects.filter(deleted_at=None).order_by("-id"))
    said = AutomationSerializer(shown(rows, holder.workspace), many=True).data
    return plain({"automations": said, "is_stopped": is_stopped()})


def _get_automation(holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    row = known(id_in(asked))
    lines = AutomationDecision.objects.filter(automation=row).order_by("-id")[:_LINES]
    log = [decision_shown(one, holder.workspace.currency) for one in lines]
    said = WholeAutomationSerializer(shown_whole(row, holder.workspace)).data
    return plain({**said, "log": DecisionSerializer(log, many=True).data})


def _pause_automation(holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    takes_only(asked, *_PAUSE["properties"])
    shape = _PauseAsked(data=asked)
    shape.is_valid(raise_exception=True)
    row = known(shape.validated_data["id"])
    pause_automation(automation_id=row.pk, reason=shape.validated_data["reason"])
    (said,) = shown([known(row.pk)], holder.workspace)
    return plain(AutomationSerializer(said).data)


TOOLS = {
    "list_automations": Tool(
        "Automations",
        "Each rule as a sentence, whether it is live or a dry run, and what it did in 30 days.",
        Permission.VIEW_NUMBERS,
        _list_automations,
    ),
    "get_automation": Tool(
        "One automation",
        f"What it says, what holds it back, what it brought, and the newest {_LINES} lines of its "
        "log: what it decided of which thing, and why.",
        Permission.VIEW_NUMBERS,
        _get_automation,
        takes=OF_ONE,
    ),
    "pause_automation": Tool(
        "Pause an automation",
        "CHANGES something: the rule looks and acts no more until a member takes it up again.",
        Permission.DEFINE_NUMBERS,
        _pause_automation,
        takes=_PAUSE,
        is_change=True,
    ),
}
