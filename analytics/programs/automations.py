"""Automations for programs: by the services of their pages, in dry run until somebody is for it.

A key approves nothing, and lets nothing go on that somebody has stopped.
"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.permissions import Permission
from analytics.automations import keeping
from analytics.automations.history import is_stopped
from analytics.automations.presets import EMPTY
from analytics.automations.rule import rule_from
from analytics.automations.running import current_version
from analytics.automations.scoping import found_conflicts
from analytics.models import Automation, AutomationDecision
from analytics.programs import automation_shapes as shapes
from analytics.programs.automations_shown import (
    decision_shown,
    shown,
    shown_whole,
    versions_shown,
)
from analytics.programs.common import NumbersView, read
from analytics.programs.rule_shapes import rule_asked

_TAGS = ["Automations"]
_Queries = Mapping[str, type[QuerySerializer]]
_WASTE = OpenApiExample(
    "Pause what costs and brings nothing",
    request_only=True,
    value={
        "name": "Waste",
        "rule": {
            "trigger": {
                "on": "metric",
                "tests": [
                    {"metric": "spend", "compare": ">=", "number": 500_000_000},
                    {"metric": "conversions", "compare": "=", "number": 0},
                ],
                "days": 14,
            },
            "action": {"do": "pause"},
            "limits": {"per_day": 3, "approval": "always"},
        },
    },
)


class Automations(NumbersView):
    """Rules that act."""

    queries: ClassVar[_Queries] = {"GET": shapes.AutomationsQuerySerializer}

    @extend_schema(responses=shapes.AutomationsSerializer, operation_id="automations", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Each rule with what it says, how far it goes, and what it did lately."""
        rows = Automation.objects.filter(deleted_at=None)
        if "state" in self.asked:
            rows = rows.filter(state=self.asked["state"])
        page = page_of(request, self.asked, rows, "-id")
        found = shown(page.rows, key_holder(request).workspace)
        body = {"automations": found, "next": page.next, "is_stopped": is_stopped()}
        return Response(shapes.AutomationsSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=shapes.NewAutomationSerializer,
        responses={201: shapes.WholeAutomationSerializer},
        examples=[_WASTE],
        operation_id="create_automation",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Make a rule, in dry run: it decides and writes down; its preview is made at once."""
        said = read(shapes.NewAutomationSerializer, request)
        made = keeping.add_automation(name=said["name"], rule=rule_asked(said["rule"], EMPTY))
        headers = {"Location": reverse("analytics_api:automation", args=[made.pk])}
        body = shown_whole(made, key_holder(request).workspace)
        return Response(shapes.WholeAutomationSerializer(body).data, status=201, headers=headers)


class _OneAutomation(NumbersView):
    def whole(self, automation_id: UUID) -> Response:
        body = shown_whole(known(automation_id), key_holder(self.request).workspace)
        return Response(shapes.WholeAutomationSerializer(body).data)


class OneAutomation(_OneAutomation):
    """One rule."""

    @extend_schema(
        responses=shapes.WholeAutomationSerializer, operation_id="automation", tags=_TAGS
    )
    def get(self, request: Request, automation_id: UUID) -> Response:
        """What it says, up to which day it can judge, what it may still do, what it brought."""
        return self.whole(automation_id)

    @extend_schema(
        request=shapes.ChangedAutomationSerializer,
        responses=shapes.WholeAutomationSerializer,
        examples=[OpenApiExample("Another name", request_only=True, value={"name": "Waste"})],
        operation_id="change_automation",
        tags=_TAGS,
    )
    def patch(self, request: Request, automation_id: UUID) -> Response:
        """Say something else: a new version, which begins again in dry run."""
        row = known(automation_id)
        said = read(shapes.ChangedAutomationSerializer, request)
        rule = rule_asked(said.get("rule", {}), rule_from(current_version(row).rule))
        name = said.get("name", row.name)
        keeping.change_automation(automation_id=row.pk, name=name, rule=rule)
        return self.whole(automation_id)

    @extend_schema(responses={204: None}, operation_id="delete_automation", tags=_TAGS)
    def delete(self, request: Request, automation_id: UUID) -> Response:
        """It is over; what it did stays in the log of actions."""
        keeping.delete_automation(automation_id=known(automation_id).pk)
        return Response(status=204)


class SetLive(_OneAutomation):
    """It acts."""

    write_permission: ClassVar[Permission | None] = Permission.MANAGE_CAMPAIGNS

    @extend_schema(
        request=shapes.SetLiveSerializer,
        responses=shapes.WholeAutomationSerializer,
        operation_id="set_automation_live",
        tags=_TAGS,
    )
    def post(self, request: Request, automation_id: UUID) -> Response:
        """Let it act, in the name of whoever made the key: they approve none of what it asks for.

        400 with the code `preview` where the preview is of another version, or older than a week.
        """
        row = known(automation_id)
        said = read(shapes.SetLiveSerializer, request)
        keeping.set_live(
            automation_id=row.pk,
            preview_id=said["preview_id"],
            by=key_holder(request).api_key.created_by_id,
        )
        return self.whole(automation_id)


class SetDry(_OneAutomation):
    """It only decides."""

    @extend_schema(
        request=None,
        responses=shapes.WholeAutomationSerializer,
        operation_id="set_automation_dry",
        tags=_TAGS,
    )
    def post(self, request: Request, automation_id: UUID) -> Response:
        """Have it decide and write down, and do nothing; a pause ends, too."""
        keeping.set_dry(automation_id=known(automation_id).pk)
        return self.whole(automation_id)


class PauseAutomation(_OneAutomation):
    """It rests."""

    @extend_schema(
        request=shapes.PauseAutomationSerializer,
        responses=shapes.WholeAutomationSerializer,
        operation_id="pause_automation",
        tags=_TAGS,
    )
    def post(self, request: Request, automation_id: UUID) -> Response:
        """Look no more until somebody takes it up again; the reason stands beside it."""
        row = known(automation_id)
        reason = read(shapes.PauseAutomationSerializer, request)["reason"]
        keeping.pause_automation(automation_id=row.pk, reason=reason)
        return self.whole(automation_id)


class Versions(NumbersView):
    """What it said before."""

    write_permission = None

    @extend_schema(
        responses=shapes.VersionsSerializer, operation_id="automation_versions", tags=_TAGS
    )
    def get(self, request: Request, automation_id: UUID) -> Response:
        """All that it ever said, the newest first."""
        found = versions_shown(known(automation_id), key_holder(request).workspace)
        return Response(shapes.VersionsSerializer({"versions": found}).data)


class Log(NumbersView):
    """What it decided."""

    write_permission = None
    queries: ClassVar[_Queries] = {"GET": shapes.LogQuerySerializer}

    @extend_schema(
        responses=shapes.DecisionsSerializer, operation_id="automation_decisions", tags=_TAGS
    )
    def get(self, request: Request, automation_id: UUID) -> Response:
        """Each thing that it acted on, left alone or held back from, why, and by which numbers."""
        workspace = key_holder(request).workspace
        rows: Any = AutomationDecision.objects.filter(automation=known(automation_id))
        if "outcome" in self.asked:
            rows = rows.filter(outcome=self.asked["outcome"])
        if "since" in self.asked:
            rows = rows.filter(at__date__gte=self.asked["since"])
        page = page_of(request, self.asked, rows, "-id")
        found = [decision_shown(one, workspace.currency) for one in page.rows]
        body = {"decisions": found, "next": page.next}
        return Response(shapes.DecisionsSerializer(body).data, headers=linked(page))


class Conflicts(NumbersView):
    """Rules that meet."""

    write_permission = None

    @extend_schema(
        responses=shapes.ConflictsSerializer, operation_id="automation_conflicts", tags=_TAGS
    )
    def get(self, request: Request) -> Response:
        """Which rules could change the same things, and which of them comes first."""
        found: list[dict[str, Any]] = [
            {
                "first_id": one.first.key,
                "second_id": one.second.key,
                "is_opposite": one.is_opposite,
                "things": one.things,
            }
            for one in found_conflicts()
        ]
        return Response(shapes.ConflictsSerializer({"conflicts": found}).data)


class StopAll(NumbersView):
    """None of them does anything."""

    permission: ClassVar[Permission | None] = Permission.MANAGE_CAMPAIGNS
    write_permission = None

    @extend_schema(request=None, responses={204: None}, operation_id="stop_automations", tags=_TAGS)
    def post(self, request: Request) -> Response:
        """Stop all automations at once; only a member lets them go on, in the browser."""
        keeping.stop_automations()
        return Response(status=204)


def known(automation_id: UUID) -> Automation:
    """One of the entered workspace that is not deleted; raises Http404."""
    found = Automation.objects.filter(pk=automation_id, deleted_at=None).first()
    if found is None:
        raise Http404("No such automation.")
    return found
