"""How questions and answers look as JSON, in and out."""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api_keys.said import BodySerializer
from accounts.models import Workspace
from analytics.metrics import CATALOGUE, OWN, Metric, Unit
from analytics.nearest import no_metric
from analytics.queries import (
    BadQuery,
    Breakdown,
    Cell,
    Comparison,
    Filters,
    Granularity,
    MetricQuery,
    MetricResult,
    Period,
    Series,
    SourceState,
    fiscal_year,
    preset_period,
)
from analytics.queries.periods import FISCAL, PRESETS, WEEKS
from analytics.queries.question import MOST_FILTERS
from analytics.trust.foretold import Foretold

_Shape = serializers.Serializer[Any]
METRIC_KEYS = tuple(CATALOGUE)


@extend_schema_field(
    {
        "anyOf": [
            {"type": "string", "enum": list(METRIC_KEYS)},
            {"type": "string", "pattern": f"^{OWN}[0-9a-z_]+$", "maxLength": 80},
        ]
    }
)
class MetricField(serializers.CharField):
    """The key of a metric of the catalogue: one of ours, or one that the workspace has made."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=80, **options)

    def to_internal_value(self, data: Any) -> str:
        """The key; raises ValidationError for one that is in no catalogue."""
        key: str = super().to_internal_value(data)
        if key not in CATALOGUE:
            raise serializers.ValidationError(no_metric(key))
        return key


def _text(longest: int) -> serializers.CharField:
    """A text as it stands; an empty one too."""
    return serializers.CharField(max_length=longest, allow_blank=True, trim_whitespace=False)


class FiltersSerializer(BodySerializer):
    """Only these parts; an empty list means all. "" is the part that has no name."""

    platforms = serializers.ListField(child=_text(80), max_length=MOST_FILTERS, default=list)
    campaigns = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_FILTERS, default=list
    )
    lead_sources = serializers.ListField(child=_text(255), max_length=MOST_FILTERS, default=list)
    channels = serializers.ListField(
        child=_text(80),
        max_length=MOST_FILTERS,
        default=list,
        help_text="As the rows of the breakdown `channel` name them by their key.",
    )


class QuestionSerializer(BodySerializer):
    """Which metrics, of which days, compared with what, of what part, split how."""

    metrics = serializers.ListField(child=MetricField(), min_length=1, max_length=30)
    to = serializers.DateField(
        required=False, help_text="Last day, included, in the workspace's time zone."
    )
    range = serializers.ChoiceField(
        choices=[*PRESETS, *WEEKS, *FISCAL],
        required=False,
        help_text="Instead of days; weeks and fiscal years begin as the workspace's settings say.",
    )
    comparison = serializers.ChoiceField(choices=[c.value for c in Comparison], default="none")
    filters = FiltersSerializer(default=dict)
    breakdown = serializers.ChoiceField(choices=[b.value for b in Breakdown], default="none")
    granularity = serializers.ChoiceField(choices=[g.value for g in Granularity], default="total")

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python, so it cannot stand in the class."""
        first = serializers.DateField(
            required=False, help_text="First day, in the workspace's time zone."
        )
        return {"from": first, **super().get_fields()}

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """Either the first and the last day, or a range."""
        days = ("from", "to")
        wrong = [name for name in days if (name in data) is ("range" in data)]
        if wrong:
            text = _("Give either a range, or the first and the last day.")
            raise serializers.ValidationError(dict.fromkeys(wrong, text))
        return data

    @staticmethod
    def query_of(data: dict[str, Any], workspace: Workspace) -> MetricQuery:
        """The question as a value, inside the workspace; raises BadQuery."""
        parts = {name: tuple(values) for name, values in data["filters"].items()}
        return MetricQuery(
            metrics=tuple(data["metrics"]),
            period=_asked(data, workspace),
            comparison=Comparison(data["comparison"]),
            filters=Filters(**parts),
            breakdown=Breakdown(data["breakdown"]),
            granularity=Granularity(data["granularity"]),
        )


def _asked(data: dict[str, Any], workspace: Workspace) -> Period:
    if "range" not in data:
        return Period(data["from"], data["to"])
    today = timezone.now().astimezone(workspace.zone).date()
    try:
        return preset_period(data["range"], today, fiscal_year(workspace), workspace.week_start)
    except KeyError:
        text = _("Neither the settings nor a connected CRM tell a fiscal period for these days.")
        raise BadQuery("range", text) from None


class MetricSerializer(_Shape):
    """A metric of the catalogue."""

    key = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.ChoiceField(choices=[u.value for u in Unit])
    formula = serializers.CharField()
    version = serializers.IntegerField()
    numerator = serializers.CharField()
    denominator = serializers.CharField(allow_blank=True)
    good = serializers.CharField(
        allow_blank=True, help_text="up, down, or empty where neither is better."
    )
    needs = serializers.ListField(child=serializers.CharField())


class PeriodSerializer(_Shape):
    """Days from one to another, both included."""

    to = serializers.DateField()

    def get_fields(self) -> dict[str, Any]:
        return {"from": serializers.DateField(), **super().get_fields()}


class SettledSerializer(_Shape):
    """What a value of young days will settle at, with the band that holds it in 4 of 5 cases."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    until = serializers.DateField(
        help_text="It is of the days up to this one; younger ones cannot be foretold yet."
    )
    now = serializers.FloatField(help_text="The same days as they stand.")


class ValueSerializer(_Shape):
    """One value; null with a reason where there is none."""

    value = serializers.FloatField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    before = serializers.FloatField(allow_null=True)
    version = serializers.IntegerField(help_text="Of the formula.")
    without_rate = serializers.ListField(
        child=serializers.CharField(),
        help_text="Currencies of amounts that have no rate and are not in the value.",
    )
    settled = SettledSerializer(
        allow_null=True, help_text="Null where no day grows any more, or nobody can tell yet."
    )


class SeriesSerializer(_Shape):
    """Values by the first days of their spans; `before` stands beside by position."""

    days = serializers.ListField(child=serializers.DateField())
    values = serializers.ListField(child=serializers.FloatField(allow_null=True))
    before = serializers.ListField(child=serializers.FloatField(allow_null=True), allow_null=True)


class RowSerializer(_Shape):
    """One part of a breakdown."""

    key = serializers.CharField(allow_blank=True)
    name = serializers.CharField()
    values = serializers.DictField(child=ValueSerializer())


class LeftOutSerializer(_Shape):
    """An amount for which there is no rate, in micros of its own currency."""

    measure = serializers.CharField()
    currency = serializers.CharField()
    micros = serializers.IntegerField()


class SourceSerializer(_Shape):
    """How fresh a source is."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    fresh_until = serializers.DateTimeField(allow_null=True)
    is_late = serializers.BooleanField()


class ChannelRulesSerializer(_Shape):
    """By which version of the workspace's own rules channels are told apart."""

    version = serializers.IntegerField()
    assigned_at = serializers.DateTimeField(allow_null=True)
    newest = serializers.IntegerField(
        help_text="Greater than `version` while a job has yet to apply a change of the rules."
    )


class AnswerSerializer(_Shape):
    """Values, and what one needs to trust them."""

    currency = serializers.CharField(help_text="ISO 4217; money is in micros of it.")
    period = PeriodSerializer()
    compared_with = PeriodSerializer(allow_null=True)
    values = serializers.DictField(child=ValueSerializer())
    series = serializers.DictField(child=SeriesSerializer())
    rows = RowSerializer(many=True)
    left_out = LeftOutSerializer(many=True)
    as_of = serializers.DateTimeField(allow_null=True)
    unsettled_from = serializers.DateField(allow_null=True)
    stages_since = serializers.DateTimeField(allow_null=True)
    sources = SourceSerializer(many=True)
    channel_rules = ChannelRulesSerializer(
        allow_null=True, help_text="Null unless channels are asked for."
    )
    data_version = serializers.IntegerField()


def metric_of(metric: Metric) -> dict[str, Any]:
    """A metric as MetricSerializer describes it."""
    return {
        "key": metric.key,
        "name": str(metric.label),
        "unit": metric.unit.value,
        "formula": str(metric.formula),
        "version": metric.version,
        "numerator": metric.numerator,
        "denominator": metric.denominator,
        "good": metric.good,
        "needs": list(metric.needs),
    }


def answer_of(
    result: MetricResult,
    foretold: Mapping[str, Foretold] = MappingProxyType({}),
    of_rows: Mapping[str, Mapping[str, Foretold]] = MappingProxyType({}),
) -> dict[str, Any]:
    """An answer as AnswerSerializer describes it; `foretold` by metric, `of_rows` by key."""
    return {
        "currency": result.currency,
        "period": _period(result.query.period),
        "compared_with": _period(result.before_period) if result.before_period else None,
        "values": _values(result.values, result.before, foretold),
        "series": {key: _series(series) for key, series in result.series.items()},
        "rows": [
            {
                "key": row.key,
                "name": row.name,
                "values": _values(row.cells, row.before, of_rows.get(row.key, {})),
            }
            for row in result.rows
        ],
        "left_out": [asdict(one) for one in result.left_out],
        "as_of": result.as_of,
        "unsettled_from": result.unsettled_from,
        "stages_since": result.snapshots_since,
        "sources": [_source(source) for source in result.sources],
        "channel_rules": asdict(result.channel_rules) if result.channel_rules else None,
        "data_version": result.version,
    }


def _period(period: Period) -> dict[str, Any]:
    return {"from": period.first_on, "to": period.last_on}


def _series(series: Series) -> dict[str, Any]:
    # Not asdict, which copies each of a year's values by itself.
    return {"days": series.days, "values": series.values, "before": series.before}


def _values(
    cells: dict[str, Cell],
    before: dict[str, Cell] | None,
    foretold: Mapping[str, Foretold] = MappingProxyType({}),
) -> dict[str, Any]:
    return {
        key: {
            "value": cell.value,
            "reason": cell.reason,
            "before": before[key].value if before else None,
            "version": CATALOGUE[key].version,
            "without_rate": cell.without_rate,
            "settled": _settled(foretold.get(key)),
        }
        for key, cell in cells.items()
    }


def _settled(foretold: Foretold | None) -> dict[str, Any] | None:
    if foretold is None or foretold.total is None:
        return None
    return {**asdict(foretold.total), "until": foretold.until, "now": foretold.now}


def _source(source: SourceState) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "fresh_until": source.fresh_until,
        "is_late": source.is_late,
    }
