"""Changes of campaigns for programs, to read: members ask for them, and other members decide."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.api_keys.view import WorkspaceAPIView
from accounts.permissions import Permission
from integrations.api.shapes import TroubleSerializer
from integrations.models import ActionStep, CampaignAction
from integrations.selectors.actions import STATES as GROUPS
from integrations.selectors.actions import campaign_actions, steps_of

_Shape = serializers.Serializer[Any]
_TAGS = ["Actions"]
_What = CampaignAction.What
WHATS = [_What.PAUSE.value, _What.RESUME.value, _What.BUDGET.value]
STATES = [str(one) for one in CampaignAction.State.values]
ORIGINS = [str(one) for one in CampaignAction.OriginKind.values]


class ActionsQuerySerializer(PageQuerySerializer):
    """Which actions."""

    state = serializers.ChoiceField(
        choices=list(GROUPS), required=False, help_text="waiting: for a second member."
    )
    what = serializers.ChoiceField(choices=WHATS, required=False)
    since = serializers.DateTimeField(required=False, help_text="Those asked for from then on.")
    origin = serializers.UUIDField(
        required=False, help_text="Those of this incident or automation."
    )


class CampaignStateSerializer(_Shape):
    """How a campaign stood, is to be, or stands; null where that was not a part of it."""

    status = serializers.CharField(allow_null=True)
    daily_budget_micros = serializers.IntegerField(allow_null=True)


class ActionSerializer(_Shape):
    """One change of one campaign at its platform; money in micros of `currency`."""

    id = serializers.UUIDField()
    what = serializers.ChoiceField(choices=WHATS)
    state = serializers.ChoiceField(choices=STATES)
    source_id = serializers.UUIDField()
    campaign_id = serializers.UUIDField()
    campaign_name = serializers.CharField(allow_blank=True)
    currency = serializers.CharField(allow_blank=True)
    before = CampaignStateSerializer()
    wanted = CampaignStateSerializer()
    after = CampaignStateSerializer(allow_null=True, help_text="As it was read when it was done.")
    reason = serializers.CharField(allow_blank=True)
    needs = serializers.CharField(
        allow_blank=True, help_text="Why a second member has to approve it."
    )
    origin_kind = serializers.ChoiceField(choices=ORIGINS)
    origin_id = serializers.UUIDField(allow_null=True, help_text="Of the incident or automation.")
    undoes_id = serializers.UUIDField(allow_null=True, help_text="The action that it takes back.")
    asked_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True, help_text="Null: nothing was ever sent.")
    ended_at = serializers.DateTimeField(allow_null=True)
    trouble = TroubleSerializer(allow_null=True)


class StepSerializer(_Shape):
    """One step of an action."""

    at = serializers.DateTimeField()
    what = serializers.CharField()


class WholeActionSerializer(ActionSerializer):
    """With its steps, the first one first."""

    steps = StepSerializer(many=True)


class ActionsSerializer(NextSerializer):
    """Changes of campaigns, the one that was asked for last first."""

    actions = ActionSerializer(many=True)


class _Looks(WorkspaceAPIView):
    permission: ClassVar[Permission | None] = Permission.VIEW_NUMBERS


class Actions(_Looks):
    """What was asked of the platforms."""

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": ActionsQuerySerializer}

    @extend_schema(responses=ActionsSerializer, operation_id="actions", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Campaigns that were paused, resumed or given another budget from here, or wait for it."""
        said = self.asked
        rows = campaign_actions(
            state=said.get("state", ""), what=said.get("what", ""), since=said.get("since")
        )
        rows = rows.filter(campaign_id__isnull=False)
        if "origin" in said:
            rows = rows.filter(origin_id=said["origin"])
        page = page_of(request, said, rows, "-id")
        body = {"actions": [_shown(one) for one in page.rows], "next": page.next}
        return Response(ActionsSerializer(body).data, headers=linked(page))


class OneAction(_Looks):
    """One change."""

    @extend_schema(responses=WholeActionSerializer, operation_id="action", tags=_TAGS)
    def get(self, request: Request, action_id: UUID) -> Response:
        """What was seen before, what is wanted, what came of it, and each step."""
        rows = campaign_actions().filter(campaign_id__isnull=False)
        action = rows.filter(pk=action_id).first()
        if action is None:
            raise Http404("No such action.")
        body = {**_shown(action), "steps": [_step(one) for one in steps_of(action.pk)]}
        return Response(WholeActionSerializer(body).data)


def _shown(action: CampaignAction) -> dict[str, Any]:
    names = ("what", "state", "source_id", "campaign_id", "currency", "reason", "needs")
    more = ("origin_kind", "origin_id", "undoes_id", "asked_at", "decided_at", "sent_at")
    code, text = action.trouble_code, action.trouble_text
    return {
        "id": action.pk,
        **{name: getattr(action, name) for name in (*names, *more, "ended_at")},
        "campaign_name": action.campaign.name if action.campaign else "",
        "before": _state(action.before),
        "wanted": _state(action.wanted),
        "after": None if action.after is None else _state(action.after),
        "trouble": {"code": code or "error", "text": text} if code or text else None,
    }


def _state(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said.get(name) for name in ("status", "daily_budget_micros")}


def _step(step: ActionStep) -> dict[str, Any]:
    return {"at": step.at, "what": step.what}
