"""Saved reports for programs: questions of the explorer, answered as JSON and as CSV."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import BodySerializer, QuerySerializer
from accounts.errors import Trouble
from accounts.models import Workspace
from accounts.permissions import Permission
from accounts.security import tell_of_export
from analytics.exploring.address import ExploreAddress, read_explore
from analytics.exploring.answer import Explored, explore
from analytics.exploring.meaning import question_of
from analytics.exporting.api import CsvRenderer
from analytics.models import SavedReport
from analytics.models.reports import LONGEST_NAME, LONGEST_QUESTION
from analytics.programs.budgets import today_of
from analytics.programs.common import NumbersView, Shape, line_field, read
from analytics.programs.explored import ExploredSerializer, explored_shown
from analytics.programs.meanings import MeaningSerializer, meanings_shown
from analytics.queries import fiscal_year
from analytics.queries.found import TooMany
from analytics.reports import keeping
from analytics.reports.asking import clean
from analytics.services.explorations import export_csv
from analytics.trust.meaning import meanings

_TAGS = ["Saved reports"]
_BRANDS = OpenApiExample(
    "What each channel costs and earns",
    request_only=True,
    value={"name": "Channels", "question": "metrics=spend,roas&by=channel&range=90d"},
)


class SavedReportBodySerializer(BodySerializer):
    """A question under a name."""

    name = line_field(LONGEST_NAME, help_text="Without names of people.")
    question = serializers.CharField(
        max_length=LONGEST_QUESTION,
        help_text="What follows the question mark of the explorer's address.",
    )
    is_shared = serializers.BooleanField(
        default=True, help_text="Else only who made the key sees it."
    )


class SavedReportSerializer(Shape):
    """A question of the explorer that is kept."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    question = serializers.CharField(allow_blank=True)
    is_shared = serializers.BooleanField()
    made_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    made_by_id = serializers.UUIDField(allow_null=True)


class SavedReportsSerializer(NextSerializer):
    """Those that the key's maker sees, the one that was made last first."""

    reports = SavedReportSerializer(many=True)


class SavedAnswerSerializer(ExploredSerializer):
    """The answer of today; what of the question is not understood any more is in `troubles`."""

    name = serializers.CharField()
    troubles = serializers.ListField(child=serializers.CharField())
    changed = MeaningSerializer(many=True, help_text="What of it means something else since.")


def report_of(report_id: UUID, user_id: UUID) -> SavedReport:
    """One that a member sees; raises Http404."""
    found = keeping.reports_of(user_id).filter(pk=report_id).first()
    if found is None:
        raise Http404("No such report.")
    return found


def answer_shown(row: SavedReport, workspace: Workspace) -> dict[str, Any]:
    """As SavedAnswerSerializer describes it."""
    address = address_of(row.question, workspace)
    body = explored_shown(explored_of(address, workspace))
    told = meanings([question_of(address)])
    return {
        **body,
        "name": row.name,
        "troubles": address.troubles,
        "changed": meanings_shown(told, workspace),
    }


class _Saved(NumbersView):
    @property
    def user_id(self) -> UUID:
        found: UUID = key_holder(self.request).api_key.created_by_id
        return found

    def known(self, report_id: UUID) -> SavedReport:
        return report_of(report_id, self.user_id)


class SavedReports(_Saved):
    """Questions that are kept."""

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": PageQuerySerializer}

    @extend_schema(responses=SavedReportsSerializer, operation_id="saved_reports", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Reports that are shared in the workspace, and those of whoever made the key."""
        page = page_of(request, self.asked, keeping.reports_of(self.user_id), "-id")
        body = {"reports": page.rows, "next": page.next}
        return Response(SavedReportsSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=SavedReportBodySerializer,
        responses={201: SavedReportSerializer},
        examples=[_BRANDS],
        operation_id="save_report",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Keep a question; one that is not understood is refused with what is wrong."""
        said = read(SavedReportBodySerializer, request)
        question = clean(said["question"])
        address = address_of(question, key_holder(request).workspace)
        if wrong := [*address.troubles, *filter(None, [address.unfit])]:
            raise serializers.ValidationError({"question": wrong})
        row = keeping.save_report(
            name=said["name"],
            question=question,
            is_shared=said["is_shared"],
            user_id=self.user_id,
        )
        headers = {"Location": reverse("analytics_api:saved_report", args=[row.pk])}
        return Response(SavedReportSerializer(row).data, status=201, headers=headers)


class OneSavedReport(_Saved):
    """One question that is kept."""

    @extend_schema(responses=SavedReportSerializer, operation_id="saved_report", tags=_TAGS)
    def get(self, request: Request, report_id: UUID) -> Response:
        """Its question, as the explorer's address has it."""
        return Response(SavedReportSerializer(self.known(report_id)).data)

    @extend_schema(responses={204: None}, operation_id="delete_saved_report", tags=_TAGS)
    def delete(self, request: Request, report_id: UUID) -> Response:
        """Take it away; for 30 days a member can have it back."""
        keeping.delete_report(report_id=self.known(report_id).pk, user_id=self.user_id)
        return Response(status=204)


class SavedAnswer(_Saved):
    """Its numbers."""

    @extend_schema(responses=SavedAnswerSerializer, operation_id="saved_report_answer", tags=_TAGS)
    def get(self, request: Request, report_id: UUID) -> Response:
        """The table of today: rows, all others as one, all together, and why a value is missing."""
        body = answer_shown(self.known(report_id), key_holder(request).workspace)
        return Response(SavedAnswerSerializer(body).data)


class SavedFile(_Saved):
    """Its numbers as a file."""

    permission: ClassVar[Permission | None] = Permission.EXPORT_NUMBERS
    renderer_classes = (CsvRenderer, JSONRenderer)

    @extend_schema(
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "The file.")},
        operation_id="saved_report_file",
        tags=_TAGS,
    )
    def get(self, request: Request, report_id: UUID) -> Response:
        """The same table as CSV, as its page gives it; a line of the trail says who took it."""
        holder = key_holder(request)
        row = self.known(report_id)
        found = explored_of(address_of(row.question, holder.workspace), holder.workspace)
        tell_of_export("numbers", workspace=holder.workspace, by=holder.api_key.created_by)
        name = f"{holder.workspace.slug}-explore-{found.exploration.query.period.first_on}.csv"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        }
        content = export_csv(explored=found).encode()
        return Response(content, headers=headers, content_type="text/csv; charset=utf-8")


def address_of(question: str, workspace: Workspace) -> ExploreAddress:
    """What a question asks, by today's date where the workspace is."""
    given: Any = QueryDict(question)
    return read_explore(given, today_of(workspace), fiscal_year(workspace), workspace.week_start)


def explored_of(address: ExploreAddress, workspace: Workspace) -> Explored:
    """The answer; raises Trouble where the question has none."""
    if address.asked is None:
        raise Trouble(address.unfit, code="unfit")
    try:
        return explore(address.asked, workspace)
    except TooMany as many:
        text = _("This question has more rows than anybody reads.")
        raise Trouble(text, advice=_("Ask for fewer days or parts."), code="too_many") from many
