"""How automations look as JSON, in and out; members by their ids, and not by their names."""

from rest_framework import serializers

from accounts.api_keys.pages import NextSerializer, PageQuerySerializer
from accounts.api_keys.said import BodySerializer
from analytics.automations.deciding import Outcome
from analytics.models import AutomationState
from analytics.programs.common import DayField, Shape, line_field
from analytics.programs.monitor_shapes import TRIAL_STATES
from analytics.programs.rule_shapes import DOS, NUMBER_KEYS, RuleSerializer

STATES = [one.value for one in AutomationState]
OUTCOMES = [one.value for one in Outcome]


class AutomationsQuerySerializer(PageQuerySerializer):
    """Which automations."""

    state = serializers.ChoiceField(choices=STATES, required=False)


class LogQuerySerializer(PageQuerySerializer):
    """Which lines of the log."""

    outcome = serializers.ChoiceField(choices=OUTCOMES, required=False)
    since = DayField(required=False, help_text="Those of this day or later.")


class NewAutomationSerializer(BodySerializer):
    """A rule under a name; what is not said is as on the page of a new one."""

    name = line_field(80)
    rule = RuleSerializer()


class ChangedAutomationSerializer(BodySerializer):
    """Only what is to be another; a rule that says something else begins again in dry run."""

    name = line_field(80, required=False)
    rule = RuleSerializer(required=False)


class SetLiveSerializer(BodySerializer):
    """Which preview was looked at."""

    preview_id = serializers.UUIDField(help_text="Of the newest version, at most a week old.")


class PauseAutomationSerializer(BodySerializer):
    """Why, so that others know."""

    reason = line_field(200)


class AutomationSerializer(Shape):
    """A rule that acts: when this, then that, within limits."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    state = serializers.ChoiceField(
        choices=STATES, help_text="dry: it decides and writes down, and nothing is done."
    )
    version = serializers.IntegerField()
    sentence = serializers.CharField(help_text="The rule in words.")
    limits = serializers.ListField(
        child=serializers.CharField(), help_text="What holds it back, in words."
    )
    rule = RuleSerializer()
    acted = serializers.IntegerField(
        help_text="In the last 30 days; in a dry run how often it would have."
    )
    held_out = serializers.IntegerField(help_text="Left alone, to compare.")
    blocked = serializers.IntegerField()
    waits_for = serializers.ListField(child=serializers.CharField())
    looked_at = serializers.DateTimeField(allow_null=True)
    made_at = serializers.DateTimeField()
    made_by_id = serializers.UUIDField(allow_null=True)
    changed_at = serializers.DateTimeField()
    live_at = serializers.DateTimeField(allow_null=True)
    live_by_id = serializers.UUIDField(
        allow_null=True, help_text="Stands behind what it asks for, and approves none of it."
    )
    paused_at = serializers.DateTimeField(allow_null=True)
    pause_reason = serializers.CharField(allow_blank=True)


class AutomationsSerializer(NextSerializer):
    """Automations, the one that was made last first."""

    automations = AutomationSerializer(many=True)
    is_stopped = serializers.BooleanField(help_text="All of them stand still.")


class LookSerializer(Shape):
    """One time that it looked at something new."""

    began_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    is_live = serializers.BooleanField()
    looked = serializers.IntegerField(help_text="How many things.")
    acted = serializers.IntegerField()
    held_out = serializers.IntegerField()
    blocked = serializers.IntegerField()


class ReadableSerializer(Shape):
    """Up to which day a source may be judged."""

    source_name = serializers.CharField()
    last_on = serializers.DateField(allow_null=True)
    settles_after = serializers.IntegerField(help_text="Days; 0 where it is not waited for.")
    is_learned = serializers.BooleanField()


class LiftSerializer(Shape):
    """By how much a day both groups changed differently, and what holds it in 9 of 10 cases."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    is_told = serializers.BooleanField(help_text="It is beyond chance.")


class BroughtSerializer(Shape):
    """What came of it in one number; null where too few can be compared."""

    metric = serializers.ChoiceField(choices=NUMBER_KEYS)
    lift = LiftSerializer(allow_null=True)


class EffectSerializer(Shape):
    """Things it acted on against those it left alone."""

    acted = serializers.IntegerField()
    held_out = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Of so many the days after are not there yet.")
    least = serializers.IntegerField(help_text="So many of each it takes to tell.")
    numbers = BroughtSerializer(many=True)


class WholeAutomationSerializer(AutomationSerializer):
    """With how far it can see, what it may still do, and what it brought."""

    is_stopped = serializers.BooleanField(help_text="All automations stand still.")
    acted_today = serializers.IntegerField(help_text="Of limits.per_day.")
    sources = ReadableSerializer(many=True)
    last_look = LookSerializer(allow_null=True)
    preview_id = serializers.UUIDField(allow_null=True, help_text="The newest of this version.")
    effect = EffectSerializer()


class VersionSerializer(Shape):
    """What it said from a moment on."""

    number = serializers.IntegerField()
    sentence = serializers.CharField()
    rule = RuleSerializer()
    made_at = serializers.DateTimeField()
    made_by_id = serializers.UUIDField(allow_null=True)


class VersionsSerializer(Shape):
    """All that it said, the newest first."""

    versions = VersionSerializer(many=True)


class SeenThingSerializer(Shape):
    """A thing that was looked at, by its sums from one day to another."""

    kind = serializers.CharField(help_text="Such as campaign or incident.")
    key = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    first_on = serializers.DateField(allow_null=True)
    last_on = serializers.DateField(allow_null=True)
    sums = serializers.DictField(
        child=serializers.IntegerField(allow_null=True),
        help_text="Money in micros, conversions in millionths; null where it is not known.",
    )


class DecisionSerializer(Shape):
    """What it decided of one thing, and why."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    version = serializers.IntegerField()
    is_live = serializers.BooleanField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    do = serializers.ChoiceField(choices=DOS)
    reason = serializers.CharField(help_text="A stable word.")
    why = serializers.CharField(help_text="In words.")
    thing = SeenThingSerializer()
    incident_id = serializers.UUIDField(allow_null=True)
    action_id = serializers.UUIDField(allow_null=True, help_text="The change that it asked for.")


class DecisionsSerializer(NextSerializer):
    """The log, its newest line first."""

    decisions = DecisionSerializer(many=True)


class CountsSerializer(Shape):
    """How many decisions of each kind."""

    acted = serializers.IntegerField()
    held_out = serializers.IntegerField()
    blocked = serializers.IntegerField()
    unmet = serializers.IntegerField()


class PreviewedSerializer(Shape):
    """What it would have decided of one thing on a day of the past."""

    on = serializers.DateField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    reason = serializers.CharField()
    why = serializers.CharField()
    thing = SeenThingSerializer()


class PreviewResultSerializer(Shape):
    """The last weeks, replayed day by day."""

    weeks = serializers.IntegerField()
    things = serializers.IntegerField(help_text="That its filter leaves.")
    acted_things = serializers.IntegerField(help_text="On which it would have acted.")
    counts = CountsSerializer()
    found = PreviewedSerializer(many=True, help_text="The newest first, at most 200.")
    sources = ReadableSerializer(many=True)
    waits_for = serializers.ListField(child=serializers.CharField())
    unknown = serializers.ListField(
        child=serializers.CharField(), help_text="What no replay can know, in words."
    )


class PreviewSerializer(Shape):
    """What one version would have done; it is kept for two weeks."""

    id = serializers.UUIDField()
    automation_id = serializers.UUIDField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=TRIAL_STATES)
    asked_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)
    result = PreviewResultSerializer(allow_null=True)


class ConflictSerializer(Shape):
    """Two rules that could change the same things; `first` wins."""

    first_id = serializers.UUIDField()
    second_id = serializers.UUIDField()
    is_opposite = serializers.BooleanField()
    things = serializers.IntegerField()


class ConflictsSerializer(Shape):
    """Where rules that look would meet, dry runs included."""

    conflicts = ConflictSerializer(many=True)
