"""Dashboards for programs: those that the key's maker sees, how each is set, and its numbers.

They are composed by the services of their pages; what a program sets is a version like another.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.models import Workspace
from analytics.api_shapes import SeriesSerializer
from analytics.dashboards import keeping
from analytics.dashboards.beginnings import BEGINNINGS
from analytics.dashboards.contents import TileContent, contents_of
from analytics.dashboards.layout import Layout
from analytics.dashboards.meaning import meanings_of
from analytics.dashboards.reading import dashboard_for, dashboards_for, layout_of
from analytics.exploring.series import Drawn
from analytics.models import Dashboard
from analytics.programs.budgets import today_of
from analytics.programs.common import NumbersView, Shape, read
from analytics.programs.dashboard_shapes import (
    KINDS,
    ChangedDashboardSerializer,
    NewDashboardSerializer,
    layout_asked,
)
from analytics.programs.explored import (
    CellSerializer,
    ExploredSerializer,
    cells_shown,
    explored_shown,
)
from analytics.programs.meanings import MeaningSerializer, meanings_shown

_TAGS = ["Dashboards"]
_COSTS = OpenApiExample(
    "A board of two tiles",
    request_only=True,
    value={
        "name": "What it costs",
        "roles": ["marketer", "viewer"],
        "layout": {
            "days": "range=30d&compare=previous",
            "tiles": [
                {"kind": "number", "question": "metrics=spend"},
                {"kind": "bars", "title": "By channel", "question": "metrics=spend&by=channel"},
            ],
        },
    },
)
_DAYS = OpenApiExample(
    "Other days for all tiles", request_only=True, value={"layout": {"days": "range=90d"}}
)


class DashboardSerializer(Shape):
    """A board under a name."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    roles = serializers.ListField(
        child=serializers.CharField(), help_text="With whom it is shared; admins see every one."
    )
    version = serializers.IntegerField(help_text="The number of the one that counts.")
    made_by_id = serializers.UUIDField(allow_null=True)
    made_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()


class DashboardsSerializer(NextSerializer):
    """Boards, the one that was made last first."""

    dashboards = DashboardSerializer(many=True)


class TileSerializer(Shape):
    """A tile, which stands in `w` of 12 columns from `x` on, `h` rows from `y` on, from 0."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    title = serializers.CharField(allow_blank=True)
    question = serializers.CharField(allow_blank=True, help_text="A query of the explorer.")
    text = serializers.CharField(allow_blank=True)
    x = serializers.IntegerField()
    y = serializers.IntegerField()
    w = serializers.IntegerField()
    h = serializers.IntegerField()
    days = serializers.CharField(
        allow_blank=True, help_text="Days of its own, instead of the board's; mostly none."
    )


class LayoutSerializer(Shape):
    """How a board is set: its tiles, and the days and the filter that hold for all of them."""

    tiles = TileSerializer(many=True)
    days = serializers.CharField(allow_blank=True, help_text="As in the explorer's address.")
    where = serializers.CharField(allow_blank=True, help_text="In the explorer's language.")


class WholeDashboardSerializer(DashboardSerializer):
    """With how it is set."""

    layout = LayoutSerializer()


class DrawnSerializer(SeriesSerializer):
    """A line over time; that of all others together has no name."""

    name = serializers.CharField(allow_blank=True)


class TileContentSerializer(Shape):
    """What a tile shows: a table, lines over time, or the steps of a funnel; or why nothing."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    title = serializers.CharField(allow_blank=True)
    trouble = serializers.CharField(allow_blank=True, help_text="Why there is no answer.")
    changed = MeaningSerializer(many=True, help_text="What of it means something else since.")
    table = ExploredSerializer(allow_null=True, help_text="Null of a text and of a funnel.")
    series = DrawnSerializer(many=True)
    steps = serializers.DictField(
        child=CellSerializer(), allow_null=True, help_text="Of a funnel, by metric."
    )


class ContentsSerializer(Shape):
    """What stands on a board today."""

    dashboard_id = serializers.UUIDField()
    version = serializers.IntegerField()
    tiles = TileContentSerializer(many=True)


class BoardsView(NumbersView):
    """By whoever made the key: they see and own boards as in the browser."""

    @property
    def who(self) -> dict[str, Any]:
        """Role and user, as services ask for them."""
        holder = key_holder(self.request)
        return {"role": holder.membership.role, "user_id": holder.api_key.created_by_id}

    @property
    def workspace(self) -> Workspace:
        """That of the key."""
        return key_holder(self.request).workspace

    def known(self, dashboard_id: UUID) -> Dashboard:
        """One that is seen; raises Http404."""
        return dashboard_for(dashboard_id, **self.who)

    def whole(self, row: Dashboard) -> dict[str, Any]:
        """With how it is set, as WholeDashboardSerializer describes it."""
        body = {**DashboardSerializer(row).data, "layout": asdict(layout_of(row))}
        return dict(WholeDashboardSerializer(body).data)

    def made(self, row: Dashboard) -> Response:
        """That there is a new one, and where."""
        headers = {"Location": reverse("analytics_api:dashboard", args=[row.pk])}
        return Response(self.whole(row), status=201, headers=headers)


class Dashboards(BoardsView):
    """Boards."""

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": PageQuerySerializer}

    @extend_schema(responses=DashboardsSerializer, operation_id="dashboards", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Boards that whoever made the key sees: their own, and those shared with their role."""
        page = page_of(request, self.asked, dashboards_for(**self.who), "-id")
        body = {"dashboards": page.rows, "next": page.next}
        return Response(DashboardsSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=NewDashboardSerializer,
        responses={201: WholeDashboardSerializer},
        examples=[_COSTS],
        operation_id="make_dashboard",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Make one; it belongs to whoever made the key.

        A question that is not understood is refused by its tile, and nothing is made.
        """
        said = read(NewDashboardSerializer, request)
        layout = layout_asked(said.get("layout", {}), Layout(), self.workspace)
        if begin := said.get("beginning"):
            layout = BEGINNINGS[begin].layout()
        row = keeping.make_dashboard(
            name=said["name"],
            roles=tuple(said.get("roles", ())),
            layout=layout,
            user_id=self.who["user_id"],
        )
        return self.made(row)


class OneDashboard(BoardsView):
    """One board."""

    @extend_schema(responses=WholeDashboardSerializer, operation_id="dashboard", tags=_TAGS)
    def get(self, request: Request, dashboard_id: UUID) -> Response:
        """How it is set now: its tiles with their questions, its days and its filter."""
        return Response(self.whole(self.known(dashboard_id)))

    @extend_schema(
        request=ChangedDashboardSerializer,
        responses=WholeDashboardSerializer,
        examples=[_DAYS],
        operation_id="change_dashboard",
        tags=_TAGS,
    )
    def patch(self, request: Request, dashboard_id: UUID) -> Response:
        """Name it, share it or set it anew: its tiles, their places and sizes, days and filter.

        Another setting is a new version; name and roles are for who made it, and for admins.
        """
        row = self.known(dashboard_id)
        said = read(ChangedDashboardSerializer, request)
        version = said.get("version", row.version)
        if "layout" in said or "version" in said:
            layout = layout_asked(said.get("layout", {}), layout_of(row), self.workspace)
            keeping.set_layout(dashboard_id=row.pk, layout=layout, version=version, **self.who)
        if "name" in said or "roles" in said:
            keeping.describe_dashboard(
                dashboard_id=row.pk,
                name=said.get("name", row.name),
                roles=tuple(said.get("roles", row.roles)),
                **self.who,
            )
        return Response(self.whole(self.known(dashboard_id)))

    @extend_schema(responses={204: None}, operation_id="delete_dashboard", tags=_TAGS)
    def delete(self, request: Request, dashboard_id: UUID) -> Response:
        """Take it away, with its links and reports; for 30 days a member can have it back."""
        keeping.delete_dashboard(dashboard_id=self.known(dashboard_id).pk, **self.who)
        return Response(status=204)


class Contents(BoardsView):
    """Its numbers."""

    @extend_schema(responses=ContentsSerializer, operation_id="dashboard_contents", tags=_TAGS)
    def get(self, request: Request, dashboard_id: UUID) -> Response:
        """What each tile shows today, as numbers; what one cannot answer costs no other."""
        body = contents_shown(self.known(dashboard_id), self.workspace)
        return Response(ContentsSerializer(body).data)


def contents_shown(row: Dashboard, workspace: Workspace) -> dict[str, Any]:
    """As ContentsSerializer describes it."""
    found = contents_of(layout_of(row), workspace, today=today_of(workspace))
    told = meanings_of(found)
    tiles = [
        {**_tile(one), "changed": meanings_shown(told.get(one.tile.id, ()), workspace)}
        for one in found
    ]
    return {"dashboard_id": row.pk, "version": row.version, "tiles": tiles}


def _tile(content: TileContent) -> dict[str, Any]:
    tile, steps = content.tile, content.steps
    return {
        "id": tile.id,
        "kind": tile.kind.value,
        "title": tile.title,
        "trouble": content.trouble,
        "table": explored_shown(content.explored) if content.explored else None,
        "series": [_drawn(one) for one in content.drawn],
        "steps": cells_shown(steps.values, steps.before) if steps else None,
    }


def _drawn(one: Drawn) -> dict[str, Any]:
    line = one.series
    return {"name": one.name, "days": line.days, "values": line.values, "before": line.before}
