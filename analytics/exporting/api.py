"""Exports as JSON, and their files."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.api_keys.view import WorkspaceAPIView
from accounts.audit import record
from accounts.permissions import Permission
from analytics.api_shapes import QuestionSerializer
from analytics.asking import question_of
from analytics.exporting.writing import content_of, request_export
from analytics.models import NumbersExport

_TAGS = ["Exports"]
STATES = (*NumbersExport.State.values, "expired")
_ASKED = OpenApiExample(
    "October by campaign",
    request_only=True,
    value={
        "metrics": ["spend", "clicks"],
        "from": "2026-10-01",
        "to": "2026-10-31",
        "breakdown": "campaign",
    },
)


class ExportSerializer(serializers.Serializer[Any]):
    """A file that is being written, or was."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=STATES)
    asked_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(help_text="Until when the file can be fetched.")
    rows = serializers.IntegerField(allow_null=True)
    size = serializers.IntegerField(allow_null=True, help_text="In bytes.")
    file = serializers.CharField(
        allow_null=True, help_text="The address of the file; null while there is none."
    )
    wrong = serializers.DictField(help_text="Why it failed, by the question's field.")


class ExportsSerializer(NextSerializer):
    """Exports of the last day, the newest first."""

    exports = ExportSerializer(many=True)


class CsvRenderer(BaseRenderer):
    """A file as it is; what is no file, a refusal above all, is JSON."""

    media_type, format, charset = "text/csv", "csv", "utf-8"

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> bytes:
        if isinstance(data, bytes):
            return data
        said: bytes = JSONRenderer().render(data, None, renderer_context)
        return said


class _Exporting(WorkspaceAPIView):
    permission: ClassVar[Permission | None] = Permission.EXPORT_NUMBERS


class Exports(_Exporting):
    """Files of numbers."""

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": PageQuerySerializer}

    @extend_schema(responses=ExportsSerializer, operation_id="exports", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """What was asked for in the last day, with its state."""
        page = page_of(request, self.asked, NumbersExport.objects.defer("content"), "-id")
        body = {"exports": [_shown(one) for one in page.rows], "next": page.next}
        return Response(ExportsSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=QuestionSerializer,
        responses={202: ExportSerializer},
        examples=[_ASKED],
        operation_id="start_export",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Have the answer to a question written as CSV; `Location` is where to ask for it."""
        shape = QuestionSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        question_of(shape.validated_data, key_holder(request).workspace)
        export = request_export(question=dict(request.data))
        headers = {"Location": reverse("analytics_api:export", args=[export.pk])}
        return Response(ExportSerializer(_shown(export)).data, status=202, headers=headers)


class OneExport(_Exporting):
    """One file."""

    @extend_schema(responses=ExportSerializer, operation_id="export", tags=_TAGS)
    def get(self, request: Request, export_id: UUID) -> Response:
        """How far it is; `file` is the address once it is done."""
        return Response(ExportSerializer(_shown(known(export_id))).data)


class ExportFile(_Exporting):
    """The file itself."""

    renderer_classes = (CsvRenderer, JSONRenderer)

    @extend_schema(
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "The file.")},
        operation_id="export_file",
        tags=_TAGS,
    )
    def get(self, request: Request, export_id: UUID) -> Response:
        """CSV in UTF-8: metrics by their keys, money in whole units, rates as shares of one."""
        export = known(export_id)
        content = content_of(export)
        if content is None:
            raise Http404("No such file.")
        record("numbers.exported", export, rows=export.rows)
        name = f'attachment; filename="numbers-{export.asked_at:%Y%m%d-%H%M%S}.csv"'
        headers = {"Content-Disposition": name, "X-Content-Type-Options": "nosniff"}
        return Response(content, headers=headers, content_type="text/csv; charset=utf-8")


def known(export_id: UUID) -> NumbersExport:
    """An export of the entered workspace; raises Http404."""
    found = NumbersExport.objects.filter(pk=export_id).first()
    if found is None:
        raise Http404("No such export.")
    return found


def _shown(export: NumbersExport) -> dict[str, Any]:
    is_over = export.expires_at <= timezone.now()
    is_there = export.state == NumbersExport.State.DONE and not is_over
    names = ("asked_at", "finished_at", "expires_at", "rows", "size")
    return {
        "id": export.pk,
        "state": "expired" if is_over else export.state,
        **{name: getattr(export, name) for name in names},
        "wrong": export.errors,
        "file": reverse("analytics_api:export_file", args=[export.pk]) if is_there else None,
    }
