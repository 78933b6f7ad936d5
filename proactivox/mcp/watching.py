"""What an assistant asks about what is watched: monitors, incidents, and why one is there."""

from typing import Any

from rest_framework import serializers

from accounts.api_keys import KeyHolder
from accounts.api_keys.said import BodySerializer
from accounts.permissions import Permission
from analytics.programs.incident_shapes import (
    STATUSES,
    FoundIncidentSerializer,
    IncidentSerializer,
    shown,
    shown_found,
)
from analytics.programs.incidents import incidents_asked, known
from analytics.programs.monitor_shapes import MonitorSerializer
from analytics.programs.monitor_shapes import shown as monitor_shown
from analytics.selectors import monitors
from analytics.services.incidents import acknowledge_incident
from proactivox.mcp.tool import OF_ONE, Asked, Tool, id_in, plain, takes_nothing, takes_only

_MOST = 50
_MOST_MONITORS = 200
_STATUSES = ["going_on", *STATUSES]
_ID = {"type": "string", "format": "uuid"}
_OF_LIST = {
    "properties": {
        "status": {
            "type": "string",
            "enum": _STATUSES,
            "description": "going_on: open or acknowledged. All of them unless said.",
        },
        "monitor": {**_ID, "description": "Only those of this monitor."},
        "since": {
            "type": "string",
            "format": "date",
            "description": "Only those that began on this day or later.",
        },
    }
}


class _ListAsked(BodySerializer):
    status = serializers.ChoiceField(choices=_STATUSES, required=False)
    monitor = serializers.UUIDField(required=False)
    since = serializers.DateField(required=False)


def _list_incidents(holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    takes_only(asked, *_OF_LIST["properties"])
    shape = _ListAsked(data=asked)
    shape.is_valid(raise_exception=True)
    rows = incidents_asked(shape.validated_data).order_by("-id")[: _MOST + 1]
    found = [shown(one, holder.workspace.currency) for one in rows]
    said = IncidentSerializer(found[:_MOST], many=True).data
    return plain({"incidents": said, "has_more": len(found) > _MOST})


def _get_incident(holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    incident = known(id_in(asked))
    return plain(FoundIncidentSerializer(shown_found(incident, holder.workspace)).data)


def _acknowledge_incident(holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    incident = known(id_in(asked))
    acknowledge_incident(incident_id=incident.pk)
    said = shown(known(incident.pk), holder.workspace.currency)
    return plain(IncidentSerializer(said).data)


def _list_monitors(_holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    takes_nothing(asked)
    found = [monitor_shown(one) for one in monitors()[:_MOST_MONITORS]]
    return plain({"monitors": MonitorSerializer(found, many=True).data})


TOOLS = {
    "list_incidents": Tool(
        "Incidents",
        f"What monitors found that is not as it should be, the newest {_MOST}: of which number "
        "and part, since when, how far from what was expected, and whether it is over.",
        Permission.VIEW_NUMBERS,
        _list_incidents,
        takes=_OF_LIST,
    ),
    "get_incident": Tool(
        "One incident",
        "Its days with what was expected of each, the change taken apart so that it sums, where "
        "it likely lies, and its timeline.",
        Permission.VIEW_NUMBERS,
        _get_incident,
        takes=OF_ONE,
    ),
    "acknowledge_incident": Tool(
        "Acknowledge an incident",
        "CHANGES something: says to all members that somebody has seen this incident.",
        Permission.DEFINE_NUMBERS,
        _acknowledge_incident,
        takes=OF_ONE,
        is_change=True,
    ),
    "list_monitors": Tool(
        "Monitors",
        "What is watched, how each monitor stands, and what it waits for.",
        Permission.VIEW_NUMBERS,
        _list_monitors,
    ),
}
