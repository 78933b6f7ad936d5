"""How monitors look as JSON, in and out: what each asks, how it stands, what became of its days."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api_keys.pages import NextSerializer, PageQuerySerializer
from accounts.api_keys.said import BodySerializer
from analytics.api_shapes import FiltersSerializer, MetricField
from analytics.models import Evaluation, Monitor, MonitorKind, MonitorState, MonitorTrial
from analytics.monitors.definition import ALPHAS, FANS, SPANS, Definition, definition_of
from analytics.monitors.forms import MonitorForm, initial_of
from analytics.pages.monitors import asks
from analytics.programs.common import Shape, day_of, line_field
from analytics.queries import Breakdown, Filters

FAN_KEYS = tuple(one.value for one in FANS)
KINDS = [one.value for one in MonitorKind]
STATES = [one.value for one in MonitorState]
TRIAL_STATES = ["running", "done"]
_LEAST = ("least_volume", "least_change", "least_impact")


class MonitorsQuerySerializer(PageQuerySerializer):
    """Which monitors."""

    kind = serializers.ChoiceField(choices=KINDS, required=False)
    metric = MetricField(required=False)


class ParametersSerializer(BodySerializer):
    """What the kind takes, and no more.

    anomaly: alpha and sum_days; threshold: side and limit; change: days; freshness: hours;
    trust: least.
    """

    alpha = serializers.FloatField(
        required=False, help_text=f"How rare a told day is: one of {', '.join(map(str, ALPHAS))}."
    )
    sum_days = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=7,
        help_text="Judge each day: 1; sums of 7 days: 7; as the numbers decide: 0.",
    )
    side = serializers.ChoiceField(choices=["below", "above"], required=False)
    limit = serializers.FloatField(
        required=False,
        min_value=0,
        max_value=1e17,
        help_text="Money in micros, rates as shares of one.",
    )
    days = serializers.IntegerField(
        required=False,
        help_text=f"So many days against those before: {', '.join(map(str, SPANS))}.",
    )
    hours = serializers.IntegerField(required=False, min_value=1, max_value=720)
    least = serializers.IntegerField(
        required=False, min_value=1, max_value=100, help_text="Of 100 compared days that agree."
    )


class ChangedMonitorSerializer(BodySerializer):
    """What a monitor asks, or of a change only what is to be another."""

    name = line_field(120, required=False)
    metric = MetricField(required=False)
    by = serializers.ChoiceField(
        choices=FAN_KEYS,
        required=False,
        help_text="Each part is watched beside the whole.",
    )
    filters = FiltersSerializer(required=False)
    parameters = ParametersSerializer(required=False)
    least_volume = serializers.IntegerField(
        required=False, min_value=0, max_value=1_000_000, help_text="Events a day; 20 unless said."
    )
    least_change = serializers.IntegerField(
        required=False, min_value=0, max_value=1_000, help_text="In per cent."
    )
    least_impact = serializers.IntegerField(
        required=False, min_value=0, max_value=10**18, help_text="Money in micros, else in ones."
    )


PARAMETERS: tuple[str, ...] = tuple(map(str, ParametersSerializer().fields))


class NewMonitorSerializer(ChangedMonitorSerializer):
    """A monitor; what is not said is as on a new monitor's page."""

    name = line_field(120)
    kind = serializers.ChoiceField(choices=KINDS)


class TrialBodySerializer(NewMonitorSerializer):
    """A monitor that is tried; it is not saved."""


class PausingSerializer(BodySerializer):
    """Why, so that others know."""

    reason = line_field(200)


class MonitorSerializer(Shape):
    """One question that is asked of each day, and how it stands."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    asks = serializers.CharField(help_text="In words.")
    metric = serializers.CharField(allow_blank=True)
    by = serializers.ChoiceField(choices=FAN_KEYS)
    filters = FiltersSerializer()
    parameters = serializers.DictField()
    least_volume = serializers.IntegerField()
    least_change = serializers.IntegerField()
    least_impact = serializers.IntegerField()
    state = serializers.ChoiceField(choices=STATES)
    judged_on = serializers.DateField(allow_null=True, help_text="The last day that was judged.")
    looked_at = serializers.DateTimeField(allow_null=True)
    waits_for = serializers.ListField(child=serializers.CharField(), help_text="Sources.")
    days_left = serializers.IntegerField(allow_null=True, help_text="Until it has learned.")
    made_at = serializers.DateTimeField()
    paused_at = serializers.DateTimeField(allow_null=True)
    pause_reason = serializers.CharField(allow_blank=True)


class MonitorsSerializer(NextSerializer):
    """Monitors, the oldest first."""

    monitors = MonitorSerializer(many=True)


class EvaluationSerializer(Shape):
    """What became of one day."""

    id = serializers.UUIDField()
    day = serializers.DateField()
    state = serializers.ChoiceField(choices=STATES)
    series = serializers.IntegerField(help_text="How many were judged: the whole and its parts.")
    out = serializers.IntegerField(help_text="How many of them were out.")
    detector = serializers.CharField(allow_blank=True)
    failure = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class EvaluationsSerializer(NextSerializer):
    """Days, the one that was judged last first."""

    evaluations = EvaluationSerializer(many=True)


class ToldSerializer(Shape):
    """A day of which people would have been told."""

    day = serializers.DateField()
    part_name = serializers.CharField(allow_blank=True, help_text="Empty of the whole.")


class TrialResultSerializer(Shape):
    """What it would have told over the past year."""

    count = serializers.IntegerField(allow_null=True, help_text="Null where nothing can be tried.")
    reason = serializers.CharField(allow_blank=True, help_text="Why nothing can be tried.")
    judged = serializers.IntegerField(allow_null=True, help_text="Days.")
    told = ToldSerializer(many=True)


class TrialSerializer(Shape):
    """A monitor that is tried; it is forgotten after a week."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=TRIAL_STATES)
    asked_at = serializers.DateTimeField()
    result = TrialResultSerializer(allow_null=True)


def definition_asked(said: Mapping[str, Any], now: Definition | None = None) -> Definition:
    """What a body asks, upon what is asked already or what a new monitor's form begins with.

    Raises ValidationError for what its kind does not take; whether it can be watched is for
    check_definition to say.
    """
    kind = str(now.kind if now else said["kind"])
    takes = MonitorForm(kind=kind).fields
    _refuse_foreign(kind, said, takes)
    start = initial_of(kind, asked=now) if now is None else _standing(now)
    given = {**start, **said}
    parameters = {**start, **start.get("parameters", {}), **said.get("parameters", {})}
    of_number = "metric" in takes
    return Definition(
        kind=MonitorKind(kind),
        metric=given["metric"] if of_number else "",
        by=Breakdown(given["by"]) if of_number else Breakdown.NONE,
        filters=_filters(said["filters"]) if "filters" in said else _kept(now),
        parameters={
            name: parameters[name] for name in PARAMETERS if name in takes and name in parameters
        },
        **{name: given[name] for name in _LEAST},
    )


def _refuse_foreign(kind: str, said: Mapping[str, Any], takes: Any) -> None:
    text = _("A monitor of the kind %(kind)s does not take this.") % {"kind": kind}
    wrong: dict[str, Any] = {
        name: [text] for name in ("metric", "by", *_LEAST) if name in said and name not in takes
    }
    if "filters" in said and "metric" not in takes:
        wrong["filters"] = [text]
    if parts := {n: [text] for n in said.get("parameters", {}) if n not in takes}:
        wrong["parameters"] = parts
    if wrong:
        raise serializers.ValidationError(wrong)


def _standing(now: Definition) -> dict[str, Any]:
    return {**now.columns(), "parameters": dict(now.parameters)}


def _kept(now: Definition | None) -> Filters:
    return now.filters if now else Filters()


def _filters(said: Mapping[str, Any]) -> Filters:
    return Filters(**{name: tuple(values) for name, values in said.items()})


def shown(monitor: Monitor) -> dict[str, Any]:
    """As MonitorSerializer describes it."""
    asked, told = definition_of(monitor), monitor.told
    names = ("name", "kind", "metric", "by", "parameters", *_LEAST, "state", "judged_on")
    more = ("looked_at", "made_at", "paused_at", "pause_reason")
    return {
        "id": monitor.pk,
        "asks": asks(asked),
        **{name: getattr(monitor, name) for name in (*names, *more)},
        "filters": vars(asked.filters),
        "waits_for": told.get("late") or [],
        "days_left": told.get("days_left"),
    }


def day_shown(day: Evaluation) -> dict[str, Any]:
    """As EvaluationSerializer describes it."""
    names = ("id", "day", "state", "series", "out", "detector", "failure", "at")
    return {name: getattr(day, name) for name in names}


def trial_shown(trial: MonitorTrial) -> dict[str, Any]:
    """As TrialSerializer describes it."""
    return {
        "id": trial.pk,
        "state": "running" if trial.done_at is None else "done",
        "asked_at": trial.made_at,
        "result": _result(trial) if trial.done_at else None,
    }


def _result(trial: MonitorTrial) -> dict[str, Any]:
    found: Mapping[str, Any] = trial.result or {}
    told = [{"day": day_of(day), "part_name": name} for day, name in found.get("told", ())]
    return {
        "count": found.get("count"),
        "reason": str(found.get("reason") or trial.failure),
        "judged": found.get("judged"),
        "told": told,
    }
