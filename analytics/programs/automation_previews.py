"""What an automation would have done over the last weeks, for programs: asked for, and followed."""

from typing import ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.permissions import Permission
from analytics.automations import keeping
from analytics.automations.rule import rule_from
from analytics.models import AutomationPreview, AutomationVersion
from analytics.programs.automation_shapes import PreviewSerializer
from analytics.programs.automations import known
from analytics.programs.automations_shown import preview_shown
from analytics.programs.common import NumbersView

_TAGS = ["Automations"]


class _Previews(NumbersView):
    def shown(self, row: AutomationPreview) -> dict[str, object]:
        version = AutomationVersion.objects.get(automation_id=row.automation_id, number=row.version)
        currency = key_holder(self.request).workspace.currency
        return dict(PreviewSerializer(preview_shown(row, rule_from(version.rule), currency)).data)


class Previews(_Previews):
    """Replays of the last weeks."""

    permission: ClassVar[Permission | None] = Permission.DEFINE_NUMBERS

    @extend_schema(
        request=None,
        responses={202: PreviewSerializer},
        operation_id="preview_automation",
        tags=_TAGS,
    )
    def post(self, request: Request, automation_id: UUID) -> Response:
        """Replay the last weeks as of now; `Location` is where to ask for the result."""
        row = keeping.preview_anew(automation_id=known(automation_id).pk)
        place = reverse("analytics_api:automation_preview", args=[automation_id, row.pk])
        return Response(self.shown(row), status=202, headers={"Location": place})


class OnePreview(_Previews):
    """One replay."""

    @extend_schema(responses=PreviewSerializer, operation_id="automation_preview", tags=_TAGS)
    def get(self, request: Request, automation_id: UUID, preview_id: UUID) -> Response:
        """How far it is; when, on what and by which numbers the rule would have acted."""
        rows = AutomationPreview.objects.filter(automation=known(automation_id))
        row = rows.filter(pk=preview_id).first()
        if row is None:
            raise Http404("No such preview.")
        return Response(self.shown(row))
