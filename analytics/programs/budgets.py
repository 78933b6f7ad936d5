"""Budgets and goals for programs: how each stands, and what they are set to."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.models import Workspace
from analytics.budgets.amounts import budgets, history_of
from analytics.budgets.judging import stand
from analytics.budgets.keeping import What, add_budget, end_budget, set_amounts, set_spread
from analytics.models import Budget, Spread
from analytics.programs.budget_shapes import (
    BudgetsQuerySerializer,
    BudgetsSerializer,
    NewBudgetSerializer,
    OnQuerySerializer,
    SettingSerializer,
    WholeBudgetSerializer,
    amounts_asked,
    scope_asked,
    shown,
    shown_whole,
)
from analytics.programs.common import NumbersView, read

_TAGS = ["Budgets and goals"]
_Queries = Mapping[str, type[QuerySerializer]]
_MONTH = OpenApiExample(
    "12,500 a month on one platform",
    request_only=True,
    value={
        "metric": "spend",
        "every": "month",
        "platform": "google_ads",
        "amounts": [{"from": "2026-11-01", "micros": 12_500_000_000}],
    },
)
_ANEW = OpenApiExample(
    "Another amount",
    request_only=True,
    value={"amounts": [{"from": "2026-12-01", "micros": 14_000_000_000}], "currency": "EUR"},
)


class _Budgets(NumbersView):
    def whole(self, row: Budget, on: date | None = None) -> dict[str, object]:
        today = today_of(self.workspace)
        found = stand([row], on or today, today, self.workspace)
        versions = list(history_of(row.pk))
        shape = WholeBudgetSerializer(shown_whole(row, found[0] if found else None, versions))
        return dict(shape.data)

    @property
    def workspace(self) -> Workspace:
        return key_holder(self.request).workspace


class Budgets(_Budgets):
    """What is meant to be spent and reached."""

    queries: ClassVar[_Queries] = {"GET": BudgetsQuerySerializer}

    @extend_schema(responses=BudgetsSerializer, operation_id="budgets", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Each as it stands in the period of a day: value, plan, forecast, and what is left."""
        wanted = {name: self.asked[name] for name in ("metric", "every") if name in self.asked}
        page = page_of(request, self.asked, budgets().filter(**wanted), "id")
        today = today_of(self.workspace)
        found = stand(page.rows, self.asked.get("on", today), today, self.workspace)
        by_budget = {one.budget.pk: one for one in found}
        rows = [shown(one, by_budget.get(one.pk)) for one in page.rows]
        body = {"budgets": rows, "next": page.next}
        return Response(BudgetsSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=NewBudgetSerializer,
        responses={201: WholeBudgetSerializer},
        examples=[_MONTH],
        operation_id="create_budget",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Make a budget of spend, or a goal of another number, with the amounts of its periods."""
        said = read(NewBudgetSerializer, request)
        amounts = amounts_asked(said["amounts"], said["metric"], said["every"], self.workspace)
        spread = said.get("spread", Spread.EVEN.value)
        made = add_budget(
            what=What(said["metric"], said["every"], scope_asked(said), spread),
            amounts=amounts,
            currency=said.get("currency", self.workspace.currency),
        )
        headers = {"Location": reverse("analytics_api:budget", args=[made.pk])}
        first = amounts[0].period.first_on
        return Response(self.whole(made, first), status=201, headers=headers)


class OneBudget(_Budgets):
    """One budget or goal."""

    queries: ClassVar[_Queries] = {"GET": OnQuerySerializer}

    @extend_schema(responses=WholeBudgetSerializer, operation_id="budget", tags=_TAGS)
    def get(self, request: Request, budget_id: UUID) -> Response:
        """How it stands, day by day, and every version of what it was set to."""
        return Response(self.whole(known(budget_id), self.asked.get("on")))

    @extend_schema(
        request=SettingSerializer,
        responses=WholeBudgetSerializer,
        examples=[_ANEW],
        operation_id="set_budget",
        tags=_TAGS,
    )
    def patch(self, request: Request, budget_id: UUID) -> Response:
        """Set periods anew, each a version beside the ones before it, or spread them otherwise."""
        row = known(budget_id)
        said = read(SettingSerializer, request)
        amounts = amounts_asked(said.get("amounts", ()), row.metric, row.every, self.workspace)
        set_amounts(
            budget_id=row.pk,
            amounts=amounts,
            currency=said.get("currency", self.workspace.currency),
            is_past_meant=said["is_past_meant"],
        )
        if "spread" in said:
            set_spread(budget_id=row.pk, spread=said["spread"])
        return Response(self.whole(known(budget_id)))

    @extend_schema(responses={204: None}, operation_id="end_budget", tags=_TAGS)
    def delete(self, request: Request, budget_id: UUID) -> Response:
        """Take it out of use; nothing of it is deleted."""
        end_budget(budget_id=known(budget_id).pk)
        return Response(status=204)


def known(budget_id: UUID) -> Budget:
    """One of the entered workspace that has not ended; raises Http404."""
    found = budgets().filter(pk=budget_id).first()
    if found is None:
        raise Http404("No such budget.")
    return found


def today_of(workspace: Workspace) -> date:
    """The date where the workspace is."""
    return timezone.now().astimezone(workspace.zone).date()
