"""What a program does with a dashboard that is there: copies it, and goes back to what it was."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys.pages import PageQuerySerializer, linked, page_of
from accounts.api_keys.said import QuerySerializer
from analytics.dashboards import keeping
from analytics.dashboards.parsing import parse_layout
from analytics.dashboards.reading import layout_of, version_of
from analytics.models import DashboardVersion
from analytics.models.dashboards import LONGEST_NAME
from analytics.programs.common import read
from analytics.programs.dashboard_shapes import (
    DashboardCopySerializer,
    DashboardRestoreSerializer,
    DashboardVersionSerializer,
    DashboardVersionsSerializer,
)
from analytics.programs.dashboards import BoardsView, LayoutSerializer, WholeDashboardSerializer

_TAGS = ["Dashboards"]


class WholeDashboardVersionSerializer(DashboardVersionSerializer):
    """With how the board was set."""

    layout = LayoutSerializer()


class Duplicate(BoardsView):
    """One more like it."""

    @extend_schema(
        request=DashboardCopySerializer,
        responses={201: WholeDashboardSerializer},
        operation_id="duplicate_dashboard",
        tags=_TAGS,
    )
    def post(self, request: Request, dashboard_id: UUID) -> Response:
        """A copy that belongs to whoever made the key, and is shared with nobody yet."""
        row = self.known(dashboard_id)
        said = read(DashboardCopySerializer, request)
        name = said.get("name") or _("Copy of %(name)s") % {"name": row.name}
        copy = keeping.make_dashboard(
            name=name[:LONGEST_NAME],
            roles=(),
            layout=layout_of(row),
            user_id=self.who["user_id"],
        )
        return self.made(copy)


class Versions(BoardsView):
    """How it was set."""

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": PageQuerySerializer}

    @extend_schema(
        responses=DashboardVersionsSerializer, operation_id="dashboard_versions", tags=_TAGS
    )
    def get(self, request: Request, dashboard_id: UUID) -> Response:
        """Every setting that it ever had: who set it, and when."""
        rows = DashboardVersion.objects.filter(dashboard=self.known(dashboard_id))
        page = page_of(request, self.asked, rows, "-id")
        body = {"versions": [_shown(one) for one in page.rows], "next": page.next}
        return Response(DashboardVersionsSerializer(body).data, headers=linked(page))


class OneVersion(BoardsView):
    """One setting."""

    @extend_schema(
        responses=WholeDashboardVersionSerializer, operation_id="dashboard_version", tags=_TAGS
    )
    def get(self, request: Request, dashboard_id: UUID, number: int) -> Response:
        """Its tiles with their questions, its days and its filter, as they were."""
        one = version_of(self.known(dashboard_id), number)
        body = {**_shown(one), "layout": asdict(parse_layout(one.layout))}
        return Response(WholeDashboardVersionSerializer(body).data)


class RestoreVersion(BoardsView):
    """As it was."""

    @extend_schema(
        request=DashboardRestoreSerializer,
        responses=WholeDashboardSerializer,
        operation_id="restore_dashboard_version",
        tags=_TAGS,
    )
    def post(self, request: Request, dashboard_id: UUID, number: int) -> Response:
        """Set it as it was by one of its versions, which makes a new one; what counts now stays."""
        row = self.known(dashboard_id)
        version_of(row, number)
        said = read(DashboardRestoreSerializer, request)
        keeping.revert_dashboard(
            dashboard_id=row.pk,
            number=number,
            version=said.get("version", row.version),
            **self.who,
        )
        return Response(self.whole(self.known(dashboard_id)))


def _shown(one: DashboardVersion) -> dict[str, Any]:
    names = ("number", "restored", "made_at", "made_by_id")
    return {
        **{name: getattr(one, name) for name in names},
        "tiles": len(one.layout.get("tiles", ())),
    }
