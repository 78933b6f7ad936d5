"""A workspace's own metrics for programs: formulas, each with all that it ever meant."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import BodySerializer, QuerySerializer
from accounts.errors import Trouble
from analytics.formulas import keeping
from analytics.formulas.forms import GOOD, in_words
from analytics.formulas.keeping import Draft, draft_of, version_of
from analytics.formulas.showing import formula_words
from analytics.formulas.trees import NoFormula
from analytics.metrics import Unit
from analytics.models import OwnMetric, OwnMetricVersion
from analytics.models.own_metrics import LONGEST_DESCRIPTION, LONGEST_FORMULA, LONGEST_NAME
from analytics.programs.common import NumbersView, Shape, line_field, read

_TAGS = ["Own metrics"]
_Queries = Mapping[str, type[QuerySerializer]]
UNITS = [one.value for one in Unit]
SHOWN_AS = [Unit.RATE.value, Unit.RATIO.value]
DIRECTIONS = [one for one in GOOD if one]
_COST = OpenApiExample(
    "Spend per hand raised",
    request_only=True,
    value={"name": "Spend per hand raised", "formula": "spend / (leads + mql)", "good": "down"},
)


class ChangedMetricSerializer(BodySerializer):
    """What it is called, how it is reckoned and how it is read; what is not said stays."""

    name = line_field(LONGEST_NAME, required=False, help_text="Without names of people.")
    formula = serializers.CharField(
        max_length=LONGEST_FORMULA,
        required=False,
        help_text="Keys of metrics, numbers, + - * / and brackets.",
    )
    unit = serializers.ChoiceField(
        choices=SHOWN_AS,
        required=False,
        allow_blank=True,
        help_text="Of like divided by like alone.",
    )
    good = serializers.ChoiceField(
        choices=DIRECTIONS,
        required=False,
        allow_blank=True,
        help_text="Whether up or down is better; empty of neither.",
    )
    decimals = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=4, help_text="Null as its unit."
    )
    description = line_field(LONGEST_DESCRIPTION, required=False, allow_blank=True)


class NewMetricSerializer(ChangedMetricSerializer):
    """A metric by formula."""

    name = line_field(LONGEST_NAME, help_text="Without names of people.")
    formula = serializers.CharField(
        max_length=LONGEST_FORMULA, help_text="Keys of metrics, numbers, + - * / and brackets."
    )


class MetricVersionSerializer(Shape):
    """What it means from one version to the next."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    formula = serializers.CharField()
    words = serializers.CharField(help_text="The formula with the names of its metrics.")
    unit = serializers.ChoiceField(choices=UNITS)
    good = serializers.ChoiceField(choices=DIRECTIONS, allow_blank=True)
    decimals = serializers.IntegerField(allow_null=True)
    description = serializers.CharField(allow_blank=True)
    made_at = serializers.DateTimeField()
    made_by_id = serializers.UUIDField(allow_null=True)


class OwnMetricSerializer(Shape):
    """One of the workspace's own; programs and addresses name it by its key for ever."""

    id = serializers.UUIDField()
    key = serializers.CharField()
    made_at = serializers.DateTimeField()
    retired_at = serializers.DateTimeField(allow_null=True)
    newest = MetricVersionSerializer()


class OwnMetricsSerializer(NextSerializer):
    """Own metrics, the oldest first; those that are retired too."""

    metrics = OwnMetricSerializer(many=True)


class WholeOwnMetricSerializer(OwnMetricSerializer):
    """With all versions, the newest first."""

    versions = MetricVersionSerializer(many=True)


class OwnMetrics(NumbersView):
    """Metrics by formula."""

    queries: ClassVar[_Queries] = {"GET": PageQuerySerializer}

    @extend_schema(responses=OwnMetricsSerializer, operation_id="own_metrics", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Each of the workspace's own metrics with what it means now."""
        page = page_of(request, self.asked, OwnMetric.objects.all(), "id")
        newest = OwnMetricVersion.objects.filter(metric__in=page.rows, number=F("metric__version"))
        by_metric = {one.metric_id: one for one in newest}
        found = [_shown(row, by_metric[row.pk]) for row in page.rows]
        body = {"metrics": found, "next": page.next}
        return Response(OwnMetricsSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=NewMetricSerializer,
        responses={201: WholeOwnMetricSerializer},
        examples=[_COST],
        operation_id="define_metric",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Define one: it can be asked for at once, by its key."""
        draft = Draft(**read(NewMetricSerializer, request))
        row = _tried(draft, lambda: keeping.define_metric(draft=draft, user_id=_maker(request)))
        headers = {"Location": reverse("analytics_api:own_metric", args=[row.pk])}
        body = WholeOwnMetricSerializer(_whole(row.pk)).data
        return Response(body, status=201, headers=headers)


class _OneMetric(NumbersView):
    def whole(self, metric_id: UUID) -> Response:
        return Response(WholeOwnMetricSerializer(_whole(metric_id)).data)


class OneOwnMetric(_OneMetric):
    """One of them."""

    @extend_schema(responses=WholeOwnMetricSerializer, operation_id="own_metric", tags=_TAGS)
    def get(self, request: Request, metric_id: UUID) -> Response:
        """What it means, and all that it ever meant."""
        return self.whole(metric_id)

    @extend_schema(
        request=ChangedMetricSerializer,
        responses=WholeOwnMetricSerializer,
        examples=[OpenApiExample("Better down", request_only=True, value={"good": "down"})],
        operation_id="change_metric",
        tags=_TAGS,
    )
    def patch(self, request: Request, metric_id: UUID) -> Response:
        """Make a further version; what names the metric means this from now on."""
        row = _known(metric_id)
        said = read(ChangedMetricSerializer, request)
        draft = Draft(**{**vars(draft_of(version_of(row))), **said})
        _tried(
            draft,
            lambda: keeping.change_metric(
                metric_id=row.pk, draft=draft, version=row.version, user_id=_maker(request)
            ),
        )
        return self.whole(metric_id)

    @extend_schema(responses={204: None}, operation_id="retire_metric", tags=_TAGS)
    def delete(self, request: Request, metric_id: UUID) -> Response:
        """Retire it: it is offered no more, and what names it goes on."""
        keeping.retire_metric(metric_id=_known(metric_id).pk)
        return Response(status=204)


class TakeUpMetric(_OneMetric):
    """It is offered again."""

    @extend_schema(
        request=None,
        responses=WholeOwnMetricSerializer,
        operation_id="take_up_metric",
        tags=_TAGS,
    )
    def post(self, request: Request, metric_id: UUID) -> Response:
        """Take a retired one into use again; 400 where another has its name by now."""
        keeping.unretire_metric(metric_id=_known(metric_id).pk)
        return self.whole(metric_id)


class RestoreVersion(_OneMetric):
    """It means again what it meant."""

    @extend_schema(
        request=None,
        responses=WholeOwnMetricSerializer,
        operation_id="restore_metric_version",
        tags=_TAGS,
    )
    def post(self, request: Request, metric_id: UUID, number: int) -> Response:
        """Make what an earlier version meant the newest one."""
        row = _known(metric_id)
        earlier = row.versions.filter(number=number).first()
        if earlier is None:
            raise Http404("No such version.")
        _tried(
            draft_of(earlier),
            lambda: keeping.restore_version(
                metric_id=row.pk, number=number, version=row.version, user_id=_maker(request)
            ),
        )
        return self.whole(metric_id)


def _tried(draft: Draft, act: Callable[[], OwnMetric]) -> OwnMetric:
    """What cannot be reckoned or is called as another, by its field."""
    try:
        return act()
    except NoFormula as wrong:
        text = in_words(draft.formula, wrong)
        raise serializers.ValidationError({"formula": [text]}) from wrong
    except Trouble as trouble:
        if trouble.code != "name_taken":
            raise
        raise serializers.ValidationError({"name": [str(trouble)]}) from trouble


def _maker(request: Request) -> UUID:
    found: UUID = key_holder(request).api_key.created_by_id
    return found


def _known(metric_id: UUID) -> OwnMetric:
    found = OwnMetric.objects.filter(pk=metric_id).first()
    if found is None:
        raise Http404("No such metric.")
    return found


def _whole(metric_id: UUID) -> dict[str, Any]:
    row = _known(metric_id)
    versions = list(row.versions.order_by("-number"))
    return {
        **_shown(row, version_of(row)),
        "versions": [_version(one) for one in versions],
    }


def _shown(row: OwnMetric, newest: OwnMetricVersion) -> dict[str, Any]:
    names = ("key", "made_at", "retired_at")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        "newest": _version(newest),
    }


def _version(one: OwnMetricVersion) -> dict[str, Any]:
    names = ("number", "name", "formula", "unit", "good", "decimals", "description")
    more = ("made_at", "made_by_id")
    found = {name: getattr(one, name) for name in (*names, *more)}
    return {**found, "words": formula_words(one.formula)}
