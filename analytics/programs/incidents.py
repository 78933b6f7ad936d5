"""Incidents for programs: the list, one of them, and each step that members take on its page."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import linked, page_of
from accounts.api_keys.said import QuerySerializer
from analytics.models import Incident, IncidentStatus
from analytics.programs.common import NumbersView, read
from analytics.programs.incident_shapes import (
    CommentBodySerializer,
    CommentSerializer,
    IncidentsQuerySerializer,
    IncidentsSerializer,
    MarkSerializer,
    OwnSerializer,
    WholeIncidentSerializer,
    comment_of,
    shown,
    shown_whole,
)
from analytics.services import incidents as services

_TAGS = ["Incidents"]


class Incidents(NumbersView):
    """What was found."""

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": IncidentsQuerySerializer}

    @extend_schema(responses=IncidentsSerializer, operation_id="incidents", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """What monitors found, the newest first: of one monitor, of one status, since a day."""
        page = page_of(request, self.asked, incidents_asked(self.asked), "-id")
        currency = key_holder(request).workspace.currency
        body = {"incidents": [shown(one, currency) for one in page.rows], "next": page.next}
        return Response(IncidentsSerializer(body).data, headers=linked(page))


class _OneIncident(NumbersView):
    # What members wrote may name somebody.
    is_personal: ClassVar[bool] = True

    def whole(self, incident_id: UUID) -> Response:
        body = shown_whole(known(incident_id), key_holder(self.request).workspace)
        return Response(WholeIncidentSerializer(body).data)


class OneIncident(_OneIncident):
    """One incident."""

    @extend_schema(responses=WholeIncidentSerializer, operation_id="incident", tags=_TAGS)
    def get(self, request: Request, incident_id: UUID) -> Response:
        """Its days with what was expected, what it changed part by part, and what was done."""
        return self.whole(incident_id)


class Acknowledge(_OneIncident):
    """Somebody has seen it."""

    @extend_schema(
        request=None,
        responses=WholeIncidentSerializer,
        operation_id="acknowledge_incident",
        tags=_TAGS,
    )
    def post(self, request: Request, incident_id: UUID) -> Response:
        """Say that it has been seen; 400 where it is over already."""
        services.acknowledge_incident(incident_id=known(incident_id).pk)
        return self.whole(incident_id)


class Resolve(_OneIncident):
    """It is over."""

    @extend_schema(
        request=None, responses=WholeIncidentSerializer, operation_id="resolve_incident", tags=_TAGS
    )
    def post(self, request: Request, incident_id: UUID) -> Response:
        """Close it by hand; what is out again within three days opens it again."""
        services.resolve_incident(incident_id=known(incident_id).pk)
        return self.whole(incident_id)


class AcceptLevel(_OneIncident):
    """It is normal from now on."""

    @extend_schema(
        request=None, responses=WholeIncidentSerializer, operation_id="accept_level", tags=_TAGS
    )
    def post(self, request: Request, incident_id: UUID) -> Response:
        """Accept the level of an unusual day: it is learned anew from the incident's first day."""
        services.accept_level(incident_id=known(incident_id).pk)
        return self.whole(incident_id)


class Own(_OneIncident):
    """Who works on it."""

    @extend_schema(
        request=OwnSerializer,
        responses=WholeIncidentSerializer,
        operation_id="own_incident",
        tags=_TAGS,
    )
    def post(self, request: Request, incident_id: UUID) -> Response:
        """Say which member works on it, by id; a member who may see numbers, or null."""
        incident = known(incident_id)
        asked = read(OwnSerializer, request)
        services.own_incident(incident_id=incident.pk, owner_id=asked["owner_id"])
        return self.whole(incident_id)


class Mark(_OneIncident):
    """Whether it was worth a word."""

    @extend_schema(
        request=MarkSerializer,
        responses=WholeIncidentSerializer,
        operation_id="mark_incident",
        tags=_TAGS,
    )
    def post(self, request: Request, incident_id: UUID) -> Response:
        """Mark it as useful or as noise; the share of useful ones stands beside the monitor."""
        incident = known(incident_id)
        asked = read(MarkSerializer, request)
        services.mark_incident(incident_id=incident.pk, is_useful=asked["is_useful"])
        return self.whole(incident_id)


class Comments(_OneIncident):
    """What is said about it."""

    @extend_schema(
        request=CommentBodySerializer,
        responses={201: CommentSerializer},
        operation_id="comment_incident",
        tags=_TAGS,
    )
    def post(self, request: Request, incident_id: UUID) -> Response:
        """Write to the others, as a program; who is named as @Name is told."""
        incident = known(incident_id)
        asked = read(CommentBodySerializer, request)
        made = services.comment_incident(incident_id=incident.pk, text=asked["text"])
        return Response(CommentSerializer(comment_of(made)).data, status=201)


def incidents_asked(asked: Mapping[str, Any]) -> Any:
    """What the address, or an assistant, asks for."""
    rows = Incident.objects.select_related("monitor")
    status = asked.get("status")
    if status == "going_on":
        rows = rows.exclude(status=IncidentStatus.RESOLVED)
    elif status:
        rows = rows.filter(status=status)
    if "monitor" in asked:
        rows = rows.filter(monitor_id=asked["monitor"])
    return rows.filter(opened_on__gte=asked["since"]) if "since" in asked else rows


def known(incident_id: UUID) -> Incident:
    """An incident of the entered workspace; raises Http404."""
    found = Incident.objects.select_related("monitor").filter(pk=incident_id).first()
    if found is None:
        raise Http404("No such incident.")
    return found
