"""Restrict, decide, announce, lift and correct, by the same services as the pages."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys.view import WorkspaceAPIView
from accounts.permissions import Permission
from integrations.correcting import CorrectableField
from integrations.models import Source
from integrations.restricting import Restricted
from privacy.models import DataSubjectRequest, Decision, Ground, RestrictedPerson, State
from privacy.rectifications.correcting import rectify
from privacy.restrictions.api.shapes import (
    AnnounceSerializer,
    CorrectedSerializer,
    DecideSerializer,
    ListQuerySerializer,
    NewCorrectionSerializer,
    NewRestrictionSerializer,
    RestrictionsSerializer,
    RestrictionStepSerializer,
    Shape,
    TriedSerializer,
    shown,
)
from privacy.restrictions.ending import announce_lifting, decide_objection, lift
from privacy.restrictions.finding import restricted_rows
from privacy.restrictions.starting import restrict

_PAGE = 50
_TAGS = ["Privacy: restriction and correction"]
Given = Mapping[str, Any]


class _PrivacyView(WorkspaceAPIView):
    permission: ClassVar[Permission | None] = Permission.MANAGE_PRIVACY

    def done(
        self, given: Given, step: Callable[[], tuple[UUID, Mapping[str, int]]], status: int = 200
    ) -> Response:
        """Take the step, or try it: then nothing of it stays, not even its line in the trail."""
        is_dry_run = given["dry_run"]
        with transaction.atomic():
            person_id, rows = step()
            people = list(RestrictedPerson.objects.filter(pk=person_id))
            body = {
                "dry_run": is_dry_run,
                "rows": rows,
                "restriction": shown(*restricted_rows(people)),
            }
            answer = RestrictionStepSerializer(body).data
            transaction.set_rollback(is_dry_run)
        return Response(answer, status=200 if is_dry_run else status)


class Restrictions(_PrivacyView):
    """Who is restricted, and a way to restrict."""

    @extend_schema(
        responses=RestrictionsSerializer,
        operation_id="restrictions",
        tags=_TAGS,
        parameters=[ListQuerySerializer],
    )
    def get(self, request: Request) -> Response:
        """Those that hold now and those that are over, the newest first, by records alone."""
        rows = RestrictedPerson.objects.order_by("-id")
        if after := ListQuerySerializer.read(request).get("after"):
            rows = rows.filter(pk__lt=after)
        people = list(rows[: _PAGE + 1])
        page = restricted_rows(people[:_PAGE])
        next_id = page[-1].person.pk if len(people) > _PAGE else None
        body = {"restrictions": [shown(row) for row in page], "next": next_id}
        return Response(RestrictionsSerializer(body).data)

    @extend_schema(
        request=NewRestrictionSerializer,
        responses={201: RestrictionStepSerializer, 200: RestrictionStepSerializer},
        operation_id="restrict_person",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Put a person's data out of use; with `dry_run` status 200, and nothing is changed."""
        shape = NewRestrictionSerializer(data=request.data)
        given = checked(shape)

        def step() -> tuple[UUID, Mapping[str, int]]:
            begun = restrict(
                subject=shape.subject,
                ground=Ground(given["ground"]),
                reason=given["reason"],
                request_id=known_request(given["request"]),
            )
            return begun.person.pk, begun.restricted.rows

        return self.done(given, step, 201)


class Decide(_PrivacyView):
    """An objection's end."""

    @extend_schema(
        request=DecideSerializer,
        responses=RestrictionStepSerializer,
        operation_id="decide_objection",
        tags=_TAGS,
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """Upheld or overridden, with grounds that the person is told."""
        given = checked(DecideSerializer(data=request.data))

        def step() -> tuple[UUID, Mapping[str, int]]:
            decide_objection(
                person_id=known_person(person_id),
                decision=Decision(given["decision"]),
                grounds=given["grounds"],
                was_told=given["was_told"],
            )
            return person_id, {}

        return self.done(given, step)


class Announce(_PrivacyView):
    """The notice before a restriction is lifted."""

    @extend_schema(
        request=AnnounceSerializer,
        responses=RestrictionStepSerializer,
        operation_id="announce_lifting",
        tags=_TAGS,
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """Tell the person that their data will be used again, and why."""
        given = checked(AnnounceSerializer(data=request.data))

        def step() -> tuple[UUID, Mapping[str, int]]:
            announce_lifting(
                person_id=known_person(person_id), text=given["text"], was_told=given["was_told"]
            )
            return person_id, {}

        return self.done(given, step)


class Lift(_PrivacyView):
    """The end."""

    @extend_schema(
        request=TriedSerializer,
        responses=RestrictionStepSerializer,
        operation_id="lift_restriction",
        tags=_TAGS,
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        """Put the data to use again; refused with 403 before the person was told."""
        given = checked(TriedSerializer(data=request.data))

        def step() -> tuple[UUID, Mapping[str, int]]:
            freed: Restricted = lift(person_id=known_person(person_id))
            return person_id, freed.rows

        return self.done(given, step)


class Corrections(_PrivacyView):
    """Corrections of a person's data."""

    @extend_schema(
        request=NewCorrectionSerializer,
        responses={201: CorrectedSerializer, 200: CorrectedSerializer},
        operation_id="rectify_person",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Correct one field of one record here; its source is told afterwards."""
        shape = NewCorrectionSerializer(data=request.data)
        given = checked(shape)
        source = Source.objects.filter(pk=given["source"]).first()
        if source is None:
            raise serializers.ValidationError({"source": ["No such source."]})
        names = ("kind", "external_id", "field")
        with transaction.atomic():
            row = rectify(
                subject=shape.subject,
                chosen=CorrectableField(source, *(given[name] for name in names)),
                value=given["value"],
                request_id=known_request(given["request"]),
            )
            body = {"dry_run": given["dry_run"], "id": row.pk, **{n: given[n] for n in names}}
            transaction.set_rollback(given["dry_run"])
        return Response(CorrectedSerializer(body).data, status=200 if given["dry_run"] else 201)


def checked(shape: Shape) -> Given:
    """What was sent, when it fits; raises ValidationError."""
    shape.is_valid(raise_exception=True)
    said: Given = shape.validated_data
    return said


def known_person(person_id: UUID) -> UUID:
    """A restriction of the entered workspace; raises Http404."""
    if not RestrictedPerson.objects.filter(pk=person_id).exists():
        raise Http404("No such restriction.")
    return person_id


def known_request(request_id: UUID | None) -> UUID | None:
    """A request on the desk, or none; raises ValidationError for another's."""
    rows = DataSubjectRequest.objects.exclude(state=State.UNPROVEN)
    if request_id is not None and not rows.filter(pk=request_id).exists():
        raise serializers.ValidationError({"request": ["No such request."]})
    return request_id
