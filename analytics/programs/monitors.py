"""Monitors for programs: read, made, changed, paused and tried by the services of their pages."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys.pages import PageQuerySerializer, linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.errors import Trouble
from analytics.models import Evaluation, Monitor, MonitorTrial
from analytics.monitors.definition import definition_of
from analytics.programs.common import NumbersView, read, wrong_by_field
from analytics.programs.monitor_shapes import (
    ChangedMonitorSerializer,
    EvaluationsSerializer,
    MonitorSerializer,
    MonitorsQuerySerializer,
    MonitorsSerializer,
    NewMonitorSerializer,
    PausingSerializer,
    TrialBodySerializer,
    TrialSerializer,
    day_shown,
    definition_asked,
    shown,
    trial_shown,
)
from analytics.selectors import monitors
from analytics.services import monitors as services

_TAGS = ["Monitors"]
_Queries = Mapping[str, type[QuerySerializer]]
# Where a field of a definition stands in the body.
_PLACES = {
    **dict.fromkeys(("alpha", "sum_days", "side", "limit", "days", "hours", "least"), "parameters"),
    **dict.fromkeys(("platforms", "campaigns", "lead_sources", "channels"), "filters"),
}
_UNUSUAL = OpenApiExample(
    "Unusual days of what each campaign spends",
    request_only=True,
    value={
        "name": "Spend by campaign",
        "kind": "anomaly",
        "metric": "spend",
        "by": "campaign",
        "parameters": {"alpha": 0.001},
    },
)


class Monitors(NumbersView):
    """What is watched."""

    queries: ClassVar[_Queries] = {"GET": MonitorsQuerySerializer}

    @extend_schema(responses=MonitorsSerializer, operation_id="monitors", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Each monitor with what it asks and how it stands."""
        names = ("kind", "metric")
        wanted = {name: self.asked[name] for name in names if name in self.asked}
        page = page_of(request, self.asked, monitors().filter(**wanted), "id")
        body = {"monitors": [shown(one) for one in page.rows], "next": page.next}
        return Response(MonitorsSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=NewMonitorSerializer,
        responses={201: MonitorSerializer},
        examples=[_UNUSUAL],
        operation_id="create_monitor",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Watch something from now on; what is not said is as on the page of a new monitor."""
        said = read(NewMonitorSerializer, request)
        with wrong_by_field(**_PLACES):
            made = services.create_monitor(name=said["name"], asked=definition_asked(said))
        headers = {"Location": reverse("analytics_api:monitor", args=[made.pk])}
        return Response(MonitorSerializer(shown(made)).data, status=201, headers=headers)


class OneMonitor(NumbersView):
    """One monitor."""

    @extend_schema(responses=MonitorSerializer, operation_id="monitor", tags=_TAGS)
    def get(self, request: Request, monitor_id: UUID) -> Response:
        """What it asks, and how it stands."""
        return Response(MonitorSerializer(shown(known(monitor_id))).data)

    @extend_schema(
        request=ChangedMonitorSerializer,
        responses=MonitorSerializer,
        examples=[OpenApiExample("Another name", request_only=True, value={"name": "Spend"})],
        operation_id="change_monitor",
        tags=_TAGS,
    )
    def patch(self, request: Request, monitor_id: UUID) -> Response:
        """Ask something else of the same kind; incidents of the question before are closed."""
        one = known(monitor_id)
        said = read(ChangedMonitorSerializer, request)
        asked = definition_asked(said, definition_of(one))
        name = said.get("name", one.name)
        with wrong_by_field(**_PLACES):
            changed = services.change_monitor(monitor_id=one.pk, name=name, asked=asked)
        return Response(MonitorSerializer(shown(changed)).data)

    @extend_schema(responses={204: None}, operation_id="delete_monitor", tags=_TAGS)
    def delete(self, request: Request, monitor_id: UUID) -> Response:
        """Watch no more; its incidents are over, and stay as what happened."""
        services.delete_monitor(monitor_id=known(monitor_id).pk)
        return Response(status=204)


class Evaluations(NumbersView):
    """What became of its days."""

    queries: ClassVar[_Queries] = {"GET": PageQuerySerializer}

    @extend_schema(responses=EvaluationsSerializer, operation_id="monitor_evaluations", tags=_TAGS)
    def get(self, request: Request, monitor_id: UUID) -> Response:
        """Each day that was judged, or why it was not; the last that was looked at first."""
        rows = Evaluation.objects.filter(monitor_id=known(monitor_id).pk)
        page = page_of(request, self.asked, rows, "-id")
        body = {"evaluations": [day_shown(one) for one in page.rows], "next": page.next}
        return Response(EvaluationsSerializer(body).data, headers=linked(page))


class PauseMonitor(NumbersView):
    """An end of looks, for a while."""

    @extend_schema(
        request=PausingSerializer,
        responses=MonitorSerializer,
        operation_id="pause_monitor",
        tags=_TAGS,
    )
    def post(self, request: Request, monitor_id: UUID) -> Response:
        """Look no more until somebody resumes it; the reason stands beside it."""
        one = known(monitor_id)
        reason = read(PausingSerializer, request)["reason"]
        services.pause_monitor(monitor_id=one.pk, reason=reason)
        return Response(MonitorSerializer(shown(known(monitor_id))).data)


class ResumeMonitor(NumbersView):
    """Looks again."""

    @extend_schema(
        request=None, responses=MonitorSerializer, operation_id="resume_monitor", tags=_TAGS
    )
    def post(self, request: Request, monitor_id: UUID) -> Response:
        """Look again, at what has come meanwhile, too."""
        services.resume_monitor(monitor_id=known(monitor_id).pk)
        return Response(MonitorSerializer(shown(known(monitor_id))).data)


class Trials(NumbersView):
    """What a monitor would have told."""

    permission = NumbersView.write_permission

    @extend_schema(
        request=TrialBodySerializer,
        responses={202: TrialSerializer},
        examples=[_UNUSUAL],
        operation_id="try_monitor",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Replay the past year before it is saved; `Location` is where to ask for the result."""
        said = read(TrialBodySerializer, request)
        with wrong_by_field(**_PLACES):
            asked = definition_asked(said)
            if not asked.is_of_number:
                text = _("Only a monitor of a number can be tried.")
                raise Trouble(text, code="not_tried")
            trial = services.try_monitor(name=said["name"], asked=asked)
        headers = {"Location": reverse("analytics_api:monitor_trial", args=[trial.pk])}
        return Response(TrialSerializer(trial_shown(trial)).data, status=202, headers=headers)


class OneTrial(NumbersView):
    """One trial."""

    permission = NumbersView.write_permission

    @extend_schema(responses=TrialSerializer, operation_id="monitor_trial", tags=_TAGS)
    def get(self, request: Request, trial_id: UUID) -> Response:
        """How far it is, and on which days people would have been told."""
        found = MonitorTrial.objects.filter(pk=trial_id).first()
        if found is None:
            raise Http404("No such trial.")
        return Response(TrialSerializer(trial_shown(found)).data)


def known(monitor_id: UUID) -> Monitor:
    """A monitor of the entered workspace that is not deleted; raises Http404."""
    found = monitors().filter(pk=monitor_id).first()
    if found is None:
        raise Http404("No such monitor.")
    return found
