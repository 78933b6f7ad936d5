"""Annotations for programs: what a workspace wrote down about its days."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import BodySerializer, QuerySerializer
from analytics.annotations.keeping import (
    Written,
    add_annotation,
    change_annotation,
    delete_annotation,
)
from analytics.annotations.reading import annotations
from analytics.models import Annotation, AnnotationKind
from analytics.models.annotations import LONGEST_TEXT
from analytics.programs.common import DayField, NumbersView, Shape, line_field

_TAGS = ["Annotations"]
KINDS = [str(one) for one in AnnotationKind.values]
_SALE = OpenApiExample(
    "A sale of three days",
    request_only=True,
    value={
        "kind": "sale",
        "text": "Black Friday",
        "first_on": "2026-11-27",
        "last_on": "2026-11-29",
        "is_special": True,
    },
)


class AnnotationsQuerySerializer(PageQuerySerializer):
    """Which annotations."""

    kind = serializers.ChoiceField(choices=KINDS, required=False)
    since = serializers.DateField(
        required=False, help_text="Those that begin on this day or later."
    )
    until = serializers.DateField(required=False, help_text="Those that begin by this day.")


class AnnotationBodySerializer(BodySerializer):
    """What happened, when, and what it concerns: all, or one platform, channel or campaign."""

    kind = serializers.ChoiceField(choices=KINDS)
    text = line_field(LONGEST_TEXT, help_text="In a few words, and without names of people.")
    first_on = DayField()
    last_on = DayField(allow_null=True, default=None, help_text="Included; null of a single day.")
    is_special = serializers.BooleanField(
        default=False, help_text="Monitors learn what days of this kind bring."
    )
    platform = serializers.CharField(max_length=80, default="", allow_blank=True)
    channel = serializers.CharField(max_length=80, default="", allow_blank=True)
    campaign_id = serializers.UUIDField(default=None, allow_null=True)

    def written(self, now: Annotation | None = None) -> Written:
        """As the service takes it; what is not said is as it stands."""
        stands = {name: getattr(now, name) for name in map(str, self.fields)} if now else {}
        said = {**stands, **self.validated_data}
        last = said["last_on"] if said["last_on"] != said["first_on"] else None
        return Written(**{**said, "last_on": last})


class AnnotationSerializer(Shape):
    """Something that happened on a day, or from a day to another."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    text = serializers.CharField()
    first_on = serializers.DateField()
    last_on = serializers.DateField(allow_null=True)
    is_special = serializers.BooleanField()
    platform = serializers.CharField(allow_blank=True)
    channel = serializers.CharField(allow_blank=True)
    campaign_id = serializers.UUIDField(allow_null=True)
    made_at = serializers.DateTimeField()
    made_by_id = serializers.UUIDField(allow_null=True, help_text="Null of a program.")


class AnnotationsSerializer(NextSerializer):
    """Annotations, the one that was written down last first."""

    annotations = AnnotationSerializer(many=True)


class Annotations(NumbersView):
    """What was written down."""

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": AnnotationsQuerySerializer}

    @extend_schema(responses=AnnotationsSerializer, operation_id="annotations", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """What is marked on the charts, and by which kinds of days monitors learn."""
        names = {"kind": "kind", "since": "first_on__gte", "until": "first_on__lte"}
        wanted: dict[str, Any] = {
            names[name]: value for name, value in self.asked.items() if name in names
        }
        page = page_of(request, self.asked, annotations().filter(**wanted), "-id")
        body = {"annotations": page.rows, "next": page.next}
        return Response(AnnotationsSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=AnnotationBodySerializer,
        responses={201: AnnotationSerializer},
        examples=[_SALE],
        operation_id="add_annotation",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Write down what happened on a day, or from one day to another."""
        shape = AnnotationBodySerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        made = add_annotation(written=shape.written())
        headers = {"Location": reverse("analytics_api:annotation", args=[made.pk])}
        return Response(AnnotationSerializer(made).data, status=201, headers=headers)


class OneAnnotation(NumbersView):
    """One annotation."""

    @extend_schema(responses=AnnotationSerializer, operation_id="annotation", tags=_TAGS)
    def get(self, request: Request, annotation_id: UUID) -> Response:
        """What happened, when, and what it concerns."""
        return Response(AnnotationSerializer(known(annotation_id)).data)

    @extend_schema(
        request=AnnotationBodySerializer,
        responses=AnnotationSerializer,
        examples=[_SALE],
        operation_id="change_annotation",
        tags=_TAGS,
    )
    def patch(self, request: Request, annotation_id: UUID) -> Response:
        """Say it otherwise, or a part of it."""
        row = known(annotation_id)
        shape = AnnotationBodySerializer(data=request.data, partial=True)
        shape.is_valid(raise_exception=True)
        change_annotation(annotation_id=row.pk, written=shape.written(row))
        return Response(AnnotationSerializer(known(annotation_id)).data)

    @extend_schema(responses={204: None}, operation_id="delete_annotation", tags=_TAGS)
    def delete(self, request: Request, annotation_id: UUID) -> Response:
        """Take it away; for 30 days a member can have it back."""
        delete_annotation(annotation_id=known(annotation_id).pk)
        return Response(status=204)


def known(annotation_id: UUID) -> Annotation:
    """One of the entered workspace that is not deleted; raises Http404."""
    found = annotations().filter(pk=annotation_id).first()
    if found is None:
        raise Http404("No such annotation.")
    return found
