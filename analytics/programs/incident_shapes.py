"""How incidents look as JSON, in and out; members by their ids, and not by their names."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from accounts.api_keys.pages import NextSerializer, PageQuerySerializer
from accounts.api_keys.said import BodySerializer
from accounts.models import Workspace
from analytics.api_shapes import PeriodSerializer
from analytics.metrics import CATALOGUE, Unit
from analytics.models import (
    Incident,
    IncidentComment,
    IncidentEnd,
    IncidentEvent,
    IncidentStatus,
    MonitorKind,
)
from analytics.monitors.days import SeenDay, seen_day
from analytics.monitors.definition import definition_of
from analytics.pages.explaining import DIMENSIONS, Explanation, explain
from analytics.pages.incidents import title_of
from analytics.programs.common import Shape, line_field, period_shown
from analytics.programs.incident_deeds import (
    BecauseSerializer,
    DeedSerializer,
    OutcomeSerializer,
    ProposalSerializer,
    deeds_shown,
)

SPLIT_KEYS = tuple(one.value for one in DIMENSIONS)
STATUSES = [one.value for one in IncidentStatus]


class IncidentsQuerySerializer(PageQuerySerializer):
    """Which incidents; all of them unless said."""

    status = serializers.ChoiceField(
        choices=["going_on", *STATUSES], required=False, help_text="going_on: open or acknowledged."
    )
    monitor = serializers.UUIDField(required=False)
    since = serializers.DateField(
        required=False, help_text="Those that began on this day or later."
    )


class SeenDaySerializer(Shape):
    """A day as it was judged; money in micros of `currency`, rates as shares of one."""

    day = serializers.DateField()
    value = serializers.FloatField(allow_null=True)
    expected = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class IncidentSerializer(Shape):
    """Something that is not as it should be, from its first day to its last."""

    id = serializers.UUIDField()
    monitor_id = serializers.UUIDField()
    monitor_name = serializers.CharField()
    kind = serializers.ChoiceField(choices=[one.value for one in MonitorKind])
    metric = serializers.CharField(allow_blank=True, help_text="Empty where sources are watched.")
    currency = serializers.CharField(allow_blank=True, help_text="Of money; empty of all else.")
    part = serializers.CharField(allow_blank=True, help_text="Its key; empty of the whole.")
    part_name = serializers.CharField(allow_blank=True)
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    ended_as = serializers.ChoiceField(choices=list(IncidentEnd.values), allow_blank=True)
    opened_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    is_severe = serializers.BooleanField()
    is_failure = serializers.BooleanField(help_text="The monitor itself could not look.")
    side = serializers.CharField(help_text="above, below or none.")
    worst = SeenDaySerializer(allow_null=True)
    latest = SeenDaySerializer(allow_null=True)
    offers_level = serializers.BooleanField(help_text="It stayed so long that it may be normal.")
    owner_id = serializers.UUIDField(allow_null=True, help_text="The member who works on it.")
    is_useful = serializers.BooleanField(
        allow_null=True, help_text="Null where nobody has said so."
    )
    made_at = serializers.DateTimeField()


class IncidentsSerializer(NextSerializer):
    """Incidents, those that were found last first."""

    incidents = IncidentSerializer(many=True)


class EffectsSerializer(Shape):
    """Parts of a change, which sum to it; `loose` has no cause behind it."""

    volume = serializers.IntegerField()
    mix = serializers.IntegerField()
    rate = serializers.IntegerField()
    price = serializers.IntegerField()
    loose = serializers.IntegerField()
    total = serializers.IntegerField()


class ChangedPartSerializer(Shape):
    """One part of the dimension; all of them sum to the whole change."""

    key = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    effects = EffectsSerializer()


class LikelySerializer(Shape):
    """Where the change lies, where it lies in one place: shares of one."""

    dimension = serializers.ChoiceField(choices=SPLIT_KEYS)
    keys = serializers.ListField(child=serializers.CharField(allow_blank=True))
    names = serializers.ListField(child=serializers.CharField(allow_blank=True))
    explained = serializers.FloatField(help_text="Of the change.")
    held = serializers.FloatField(help_text="Of what was before.")


class ChangeSerializer(Shape):
    """What changed, taken apart so that it sums to the last unit: a sum, or a ratio itself."""

    metric = serializers.CharField()
    before_days = PeriodSerializer()
    after_days = PeriodSerializer()
    before = serializers.IntegerField(
        help_text="Money in micros, conversions in millionths, else a count; of a ratio in units."
    )
    after = serializers.IntegerField()
    change = serializers.IntegerField()
    unit = serializers.FloatField(
        help_text="What one of these whole numbers is: 1, and a small part of it for a ratio."
    )
    dimension = serializers.ChoiceField(choices=SPLIT_KEYS)
    effects = EffectsSerializer()
    parts = ChangedPartSerializer(many=True)
    likely = LikelySerializer(allow_null=True)


class HappenedSerializer(Shape):
    """A line of the timeline."""

    at = serializers.DateTimeField()
    what = serializers.CharField(help_text="Such as opened, worse, acknowledged, recovered.")
    day = serializers.DateField(allow_null=True)
    value = serializers.FloatField(allow_null=True)
    muted = serializers.CharField(allow_blank=True, help_text="Why nobody was told of it.")
    by_id = serializers.UUIDField(allow_null=True, help_text="The member who did it.")


class CommentSerializer(Shape):
    """What a member or a program wrote."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    text = serializers.CharField()
    by_id = serializers.UUIDField(allow_null=True, help_text="Null of a program.")


class FoundIncidentSerializer(IncidentSerializer):
    """With its days, what it changed, how it went, what can be done and what came of it."""

    days = SeenDaySerializer(many=True)
    members = serializers.ListField(
        child=serializers.CharField(allow_blank=True), help_text="Parts that moved along with it."
    )
    changed = ChangeSerializer(allow_null=True, help_text="Null of what has no sums.")
    timeline = HappenedSerializer(many=True)
    proposals = ProposalSerializer(many=True)
    deeds = DeedSerializer(many=True)
    because = BecauseSerializer(many=True)
    outcome = OutcomeSerializer(allow_null=True, help_text="Null until two weeks have passed.")


class WholeIncidentSerializer(FoundIncidentSerializer):
    """With what was said about it."""

    comments = CommentSerializer(many=True)


class OwnSerializer(BodySerializer):
    """Who works on it; null for nobody."""

    owner_id = serializers.UUIDField(allow_null=True)


class MarkSerializer(BodySerializer):
    """Whether it was worth a word."""

    is_useful = serializers.BooleanField()


class CommentBodySerializer(BodySerializer):
    """What is said; a member who is named as @Name is told."""

    text = line_field(2_000)


def shown(incident: Incident, currency: str) -> dict[str, Any]:
    """As IncidentSerializer describes it; its monitor has to be there already."""
    monitor = incident.monitor
    names = ("monitor_id", "part", "part_name", "status", "ended_as", "opened_on", "ended_on")
    more = ("is_severe", "is_failure", "side", "offers_level", "owner_id", "is_useful", "made_at")
    is_money = monitor.metric in CATALOGUE and CATALOGUE[monitor.metric].unit is Unit.MONEY
    return {
        "id": incident.pk,
        "monitor_name": monitor.name,
        "kind": monitor.kind,
        "metric": monitor.metric,
        "currency": currency if is_money else "",
        "title": title_of(incident),
        **{name: getattr(incident, name) for name in (*names, *more)},
        "worst": _day(seen_day(incident.worst)),
        "latest": _day(seen_day(incident.latest)),
    }


def shown_found(incident: Incident, workspace: Workspace) -> dict[str, Any]:
    """As FoundIncidentSerializer describes it: nothing that a person wrote."""
    events = IncidentEvent.objects.filter(incident=incident).order_by("at", "id")
    change = explain(incident, definition_of(incident.monitor), workspace)
    days = [seen_day(one) for one in incident.days]
    return {
        **shown(incident, workspace.currency),
        "days": [_day(one) for one in days if one is not None],
        "members": incident.members,
        "changed": _change(change) if change else None,
        "timeline": [_event(one) for one in events],
        **deeds_shown(incident, change, workspace),
    }


def shown_whole(incident: Incident, workspace: Workspace) -> dict[str, Any]:
    """As WholeIncidentSerializer describes it."""
    comments = IncidentComment.objects.filter(incident=incident).order_by("at", "id")
    return {**shown_found(incident, workspace), "comments": [comment_of(one) for one in comments]}


def comment_of(comment: IncidentComment) -> dict[str, Any]:
    """As CommentSerializer describes it."""
    names = ("id", "at", "text", "by_id")
    return {name: getattr(comment, name) for name in names}


def _day(seen: SeenDay | None) -> dict[str, Any] | None:
    names = ("day", "value", "expected", "low", "high")
    return None if seen is None else {name: getattr(seen, name) for name in names}


def _event(event: IncidentEvent) -> dict[str, Any]:
    return {
        "at": event.at,
        "what": event.what,
        "day": event.day,
        "value": event.details.get("value"),
        "muted": str(event.details.get("muted") or ""),
        "by_id": event.by_id,
    }


def _change(found: Explanation) -> dict[str, Any]:
    change = found.told
    likely, parts = change.likely, change.parts
    ordered: Iterable[Any] = sorted(parts.segments, key=lambda one: (-abs(one[1].total), one[0]))
    return {
        "metric": change.metric,
        "before_days": period_shown(found.before_days),
        "after_days": period_shown(found.after_days),
        "before": change.before,
        "after": change.after,
        "change": parts.change,
        "unit": float(change.unit),
        "dimension": change.dimension.value,
        "effects": parts.effects,
        "parts": [
            {"key": key, "name": change.names.get(key, key), "effects": effects}
            for key, effects in ordered
        ],
        "likely": likely
        and {
            "dimension": likely.dimension,
            "keys": likely.values,
            "names": [change.names.get(key, key) for key in likely.values],
            "explained": likely.explained,
            "held": likely.held,
        },
    }
