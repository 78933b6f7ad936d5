"""Reports that are sent, for programs: when, to whom, and what became of each sending."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import PageQuerySerializer, linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.permissions import Permission
from analytics.dashboards.reading import dashboards_for
from analytics.models import Dashboard, Report, ReportRecipient
from analytics.programs import sent_report_shapes as shapes
from analytics.programs.common import NumbersView, read
from analytics.reporting import keeping
from analytics.reporting.history import lines_of
from analytics.reporting.keeping import What, schedule_of
from analytics.reporting.mails import file_name
from analytics.reporting.reading import (
    file_for,
    recipients_of,
    report_for,
    reports_for,
    sees,
    sendings_of,
)
from analytics.reporting.schedule import Schedule

_TAGS = ["Reports"]
_Queries = Mapping[str, type[QuerySerializer]]
_MONDAYS = OpenApiExample(
    "Every Monday at seven",
    request_only=True,
    value={
        "dashboard_id": "00000000-0000-7000-8000-000000000001",
        "name": "Paid media of the week",
        "rhythm": "weekly",
        "weekday": 0,
        "hour": 7,
        "recipient_ids": [],
    },
)


class PdfRenderer(BaseRenderer):
    """A document as it is; what is none, a refusal above all, is JSON."""

    media_type, format, charset = "application/pdf", "pdf", None

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> bytes:
        if isinstance(data, bytes):
            return data
        said: bytes = JSONRenderer().render(data, None, renderer_context)
        return said


PDF = {(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "The document.")}


class BoardsView(NumbersView):
    """What depends on the dashboards that the key's maker sees now."""

    @property
    def reader(self) -> tuple[str, UUID]:
        """Their role and id."""
        holder = key_holder(self.request)
        return holder.membership.role, holder.api_key.created_by_id

    def board(self, dashboard_id: UUID) -> Dashboard:
        """One of these dashboards; raises ValidationError."""
        found = dashboards_for(*self.reader).filter(pk=dashboard_id).first()
        if found is None:
            text = _("There is no such dashboard, or it is not shared with your role.")
            raise serializers.ValidationError({"dashboard_id": [text]})
        return found


class _Reports(BoardsView):
    def known(self, sent_report_id: UUID) -> Report:
        return report_for(sent_report_id, *self.reader)

    def whole(self, sent_report_id: UUID, status: int = 200) -> Response:
        row = self.known(sent_report_id)
        found = [
            shapes.recipient_shown(
                one, member, is_seen=member is not None and sees(member, row.dashboard)
            )
            for one, member in recipients_of([row])
        ]
        body = {**shapes.shown(row), "recipients": found}
        return Response(shapes.WholeReportSerializer(body).data, status=status)


class Reports(_Reports):
    """Dashboards that are sent."""

    queries: ClassVar[_Queries] = {"GET": PageQuerySerializer}

    @extend_schema(responses=shapes.ReportsSerializer, operation_id="reports", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Each report with its dashboard and its schedule."""
        page = page_of(request, self.asked, reports_for(*self.reader), "-id")
        body = {"reports": [shapes.shown(one) for one in page.rows], "next": page.next}
        return Response(shapes.ReportsSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=shapes.NewReportSerializer,
        responses={201: shapes.WholeReportSerializer},
        examples=[_MONDAYS],
        operation_id="make_report",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Have a dashboard sent, from the next time on at which it is due."""
        said = read(shapes.NewReportSerializer, request)
        start = Schedule("weekly", 0, 1, 7)
        what = What(
            self.board(said["dashboard_id"]),
            said["name"],
            _schedule(said, start),
            said.get("language", ""),
            frozenset(said.get("recipient_ids", ())),
        )
        row = keeping.make_report(what=what, user_id=self.reader[1])
        answer = self.whole(row.pk, 201)
        answer.headers["Location"] = reverse("analytics_api:report", args=[row.pk])
        return answer


class OneReport(_Reports):
    """One of them."""

    @extend_schema(responses=shapes.WholeReportSerializer, operation_id="report", tags=_TAGS)
    def get(self, request: Request, sent_report_id: UUID) -> Response:
        """When it is sent, and to whom."""
        return self.whole(sent_report_id)

    @extend_schema(
        request=shapes.ChangedReportSerializer,
        responses=shapes.WholeReportSerializer,
        examples=[OpenApiExample("Another hour", request_only=True, value={"hour": 8})],
        operation_id="change_report",
        tags=_TAGS,
    )
    def patch(self, request: Request, sent_report_id: UUID) -> Response:
        """Send something else, at another time, or to others; what is not said stays."""
        row = self.known(sent_report_id)
        said = read(shapes.ChangedReportSerializer, request)
        there = ReportRecipient.objects.filter(report=row, left_at=None)
        ids = said.get("recipient_ids")
        what = What(
            self.board(said["dashboard_id"]) if "dashboard_id" in said else row.dashboard,
            said.get("name", row.name),
            _schedule(said, schedule_of(row)),
            said.get("language", row.language),
            frozenset(there.values_list("user_id", flat=True) if ids is None else ids),
        )
        keeping.change_report(report_id=row.pk, what=what)
        return self.whole(sent_report_id)

    @extend_schema(responses={204: None}, operation_id="delete_report", tags=_TAGS)
    def delete(self, request: Request, sent_report_id: UUID) -> Response:
        """Send it no more; for 30 days a member can have it back."""
        keeping.delete_report(report_id=self.known(sent_report_id).pk)
        return Response(status=204)


class PauseReport(_Reports):
    """It is not sent for a while."""

    @extend_schema(
        request=None,
        responses=shapes.WholeReportSerializer,
        operation_id="pause_report",
        tags=_TAGS,
    )
    def post(self, request: Request, sent_report_id: UUID) -> Response:
        """Send it no more until somebody resumes it."""
        keeping.pause_report(report_id=self.known(sent_report_id).pk, is_paused=True)
        return self.whole(sent_report_id)


class ResumeReport(_Reports):
    """It is sent again."""

    @extend_schema(
        request=None,
        responses=shapes.WholeReportSerializer,
        operation_id="resume_report",
        tags=_TAGS,
    )
    def post(self, request: Request, sent_report_id: UUID) -> Response:
        """Send it again, from its next hour on."""
        keeping.pause_report(report_id=self.known(sent_report_id).pk, is_paused=False)
        return self.whole(sent_report_id)


class Sendings(_Reports):
    """What became of it."""

    queries: ClassVar[_Queries] = {"GET": PageQuerySerializer}

    @extend_schema(responses=shapes.SendingsSerializer, operation_id="report_sendings", tags=_TAGS)
    def get(self, request: Request, sent_report_id: UUID) -> Response:
        """Each sending: what it waited for, what was missing, and what became of each copy."""
        rows = sendings_of(self.known(sent_report_id)).order_by()
        page = page_of(request, self.asked, rows, "-id")
        found = [shapes.sending_shown(one) for one in lines_of(page.rows)]
        body = {"sendings": found, "next": page.next}
        return Response(shapes.SendingsSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=None,
        responses={202: shapes.SendingSerializer},
        operation_id="send_me_report",
        tags=_TAGS,
    )
    def post(self, request: Request, sent_report_id: UUID) -> Response:
        """Have it made now and mailed to whoever made the key, and to nobody else."""
        holder = key_holder(request)
        row = keeping.send_me_one(
            report_id=self.known(sent_report_id).pk, user=holder.api_key.created_by
        )
        (line,) = lines_of([row])
        body = shapes.SendingSerializer(shapes.sending_shown(line)).data
        return Response(body, status=202)


class WhoGetsWhat(_Reports):
    """All recipients."""

    permission: ClassVar[Permission | None] = Permission.DEFINE_NUMBERS

    @extend_schema(
        responses=shapes.WhoGetsWhatSerializer, operation_id="report_recipients", tags=_TAGS
    )
    def get(self, request: Request) -> Response:
        """Which member gets which report, and whether their role sees its dashboard."""
        reports = {one.pk: one for one in reports_for(*self.reader)}
        found = [
            shapes.recipient_shown(
                one,
                member,
                is_seen=member is not None and sees(member, reports[one.report_id].dashboard),
            )
            for one, member in recipients_of(reports.values())
        ]
        return Response(shapes.WhoGetsWhatSerializer({"recipients": found}).data)


class ReportPdf(_Reports):
    """What was sent."""

    permission: ClassVar[Permission | None] = Permission.EXPORT_NUMBERS
    renderer_classes = (PdfRenderer, JSONRenderer)

    @extend_schema(responses=PDF, operation_id="report_file", tags=_TAGS)
    def get(self, request: Request, file_id: UUID) -> Response:
        """The very PDF that was sent, by its id in the history of sendings."""
        row = file_for(file_id, *self.reader)
        return pdf(bytes(row.content), row.sending.report.name)


def pdf(content: bytes, name: str) -> Response:
    """A document under a name."""
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(name)}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, headers=headers, content_type="application/pdf")


def _schedule(said: Mapping[str, Any], now: Schedule) -> Schedule:
    names = ("rhythm", "weekday", "month_day", "hour")
    return Schedule(**{name: said.get(name, getattr(now, name)) for name in names})
