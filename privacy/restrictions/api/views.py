"""Restrict, decide, announce, lift and correct, by the same services as the pages."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys.pages import PageQuerySerializer, linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.api_keys.view import WorkspaceAPIView
from accounts.permissions import Permission
from integrations.correcting import CorrectableField
from integrations.models import Source
from privacy.models import DataSubjectRequest, Decision, Ground, RestrictedPerson, State
from privacy.rectifications.correcting import rectify
from privacy.restrictions.api.shapes import (
    AnnounceSerializer,
    CorrectedSerializer,
    DecideSerializer,
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

_TAGS = ["Privacy: restriction and correction"]
Given = Mapping[str, Any]


class _PrivacyView(WorkspaceAPIView):
    permission: ClassVar[Permission | None] = Permission.MANAGE_PRIVACY
    is_personal: ClassVar[bool] = True

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

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": PageQuerySerializer}

    @extend_schema(
        responses=RestrictionsSerializer,
        operation_id="restrictions",
        tags=_TAGS,
    )
    def get(self, request: Request) -> Response:
        """Those that hold now and those that are over, the newest first, by records alone."""
        page = page_of(request, self.asked, RestrictedPerson.objects.all(), "-id")
        rows = [shown(row) for row in restricted_rows(page.rows)]
        body = {"restrictions": rows, "next": page.next}
        return Response(RestrictionsSerializer(body).data, headers=linked(page))

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


def _step(operation_id: str, shape: type[Shape], description: str) -> Callable[..., Any]:
    """How a step towards the end of a restriction stands in the document of the API."""
    described: Callable[..., Any] = extend_schema_view(
        post=extend_schema(
            request=shape,
            responses=RestrictionStepSerializer,
            operation_id=operation_id,
            description=description,
            tags=_TAGS,
        )
    )
    return described


class _Step(_PrivacyView):
    """One step on a restriction: `shape` is what it is told."""

    shape: ClassVar[type[Shape]] = TriedSerializer

    def post(self, request: Request, person_id: UUID) -> Response:
        given = checked(self.shape(data=request.data))
        return self.done(given, lambda: (person_id, self.take(known_person(person_id), given)))

    def take(self, person_id: UUID, given: Given) -> Mapping[str, int]:
        """Do it; the rows that it put back to use, by table."""
        raise NotImplementedError


@_step(
    *("decide_objection", DecideSerializer),
    "Upheld or overridden, with grounds that the person is told.",
)
class Decide(_Step):
    """An objection's end."""

    shape: ClassVar[type[Shape]] = DecideSerializer

    def take(self, person_id: UUID, given: Given) -> Mapping[str, int]:
        decide_objection(
            person_id=person_id,
            decision=Decision(given["decision"]),
            grounds=given["grounds"],
            was_told=given["was_told"],
        )
        return {}


@_step(
    *("announce_lifting", AnnounceSerializer),
    "Tell the person that their data will be used again, and why.",
)
class Announce(_Step):
    """The notice before a restriction is lifted."""

    shape: ClassVar[type[Shape]] = AnnounceSerializer

    def take(self, person_id: UUID, given: Given) -> Mapping[str, int]:
        announce_lifting(person_id=person_id, text=given["text"], was_told=given["was_told"])
        return {}


@_step(
    *("lift_restriction", TriedSerializer),
    "Put the data to use again; refused with 403 before the person was told.",
)
class Lift(_Step):
    """The end."""

    def take(self, person_id: UUID, given: Given) -> Mapping[str, int]:
        return lift(person_id=person_id).rows


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
