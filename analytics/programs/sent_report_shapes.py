"""How reports that are sent look as JSON, in and out; members by their ids."""

from typing import Any

from rest_framework import serializers

from accounts.api_keys.pages import NextSerializer
from accounts.api_keys.said import BodySerializer
from accounts.models import Membership
from analytics.models import Report, ReportCopy, ReportRecipient, ReportSending, Rhythm
from analytics.models.reporting import LONGEST_NAME
from analytics.programs.common import Shape, line_field
from analytics.reporting.history import CopyLine, SendingLine
from analytics.reporting.keeping import MOST_RECIPIENTS
from analytics.reporting.schedule import LAST_OF_MONTH
from analytics.reporting.words import LANGUAGES, schedule_words

RHYTHMS = [str(one) for one in Rhythm.values]
SENDING_STATES = [str(one) for one in ReportSending.State.values]
COPY_STATES = ("waiting", "delivered", "failed", "withheld")
WITHHELD = [str(one) for one in ReportCopy.Withheld.values]
_LANGUAGES = [key for key, _label in LANGUAGES if key]
_DAYS = [*range(1, 29), LAST_OF_MONTH]
_STATES = {"good": "delivered", "bad": "failed", "warn": "withheld"}


class ChangedReportSerializer(BodySerializer):
    """When a dashboard is sent and to whom, or of a change only what is to be another."""

    dashboard_id = serializers.UUIDField(required=False)
    name = line_field(LONGEST_NAME, required=False, help_text="Without names of people.")
    rhythm = serializers.ChoiceField(choices=RHYTHMS, required=False)
    weekday = serializers.IntegerField(
        required=False, min_value=0, max_value=6, help_text="Of a weekly one; 0 is Monday."
    )
    month_day = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=31,
        help_text="Of a monthly one: 1 to 28, or 31 for the last day.",
    )
    hour = serializers.IntegerField(
        required=False, min_value=0, max_value=23, help_text="By the clock of the workspace."
    )
    language = serializers.ChoiceField(
        choices=_LANGUAGES,
        required=False,
        allow_blank=True,
        help_text="Empty: each recipient’s own.",
    )
    recipient_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=MOST_RECIPIENTS,
        help_text="Members by their ids; whose role does not see the dashboard gets nothing.",
    )

    def validate_month_day(self, value: int) -> int:
        """A day that each month has, or its last."""
        if value not in _DAYS:
            raise serializers.ValidationError(self.fields["month_day"].help_text)
        return value


class NewReportSerializer(ChangedReportSerializer):
    """A dashboard that is to be sent; every Monday at 07:00 unless said."""

    dashboard_id = serializers.UUIDField()
    name = line_field(LONGEST_NAME, help_text="Without names of people.")


class ReportSerializer(Shape):
    """A dashboard that is sent on a schedule."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    dashboard_id = serializers.UUIDField()
    rhythm = serializers.ChoiceField(choices=RHYTHMS)
    weekday = serializers.IntegerField()
    month_day = serializers.IntegerField()
    hour = serializers.IntegerField()
    language = serializers.CharField(allow_blank=True)
    schedule = serializers.CharField(help_text="In words.")
    next_at = serializers.DateTimeField(allow_null=True, help_text="Null while it is paused.")
    paused_at = serializers.DateTimeField(allow_null=True)
    made_at = serializers.DateTimeField()
    made_by_id = serializers.UUIDField(allow_null=True)


class ReportsSerializer(NextSerializer):
    """Reports of dashboards that the key's maker sees, the one that was made last first."""

    reports = ReportSerializer(many=True)


class RecipientSerializer(Shape):
    """A member who gets a report."""

    user_id = serializers.UUIDField()
    role = serializers.CharField(
        allow_null=True, help_text="Null of one who is no member any more."
    )
    sees = serializers.BooleanField(help_text="Else nothing is sent to them.")
    added_at = serializers.DateTimeField()
    left_at = serializers.DateTimeField(
        allow_null=True, help_text="When they said that they wish it no longer."
    )


class WholeReportSerializer(ReportSerializer):
    """With who gets it."""

    recipients = RecipientSerializer(many=True)


class GetsSerializer(RecipientSerializer):
    """Of one report one member who gets it."""

    report_id = serializers.UUIDField()


class WhoGetsWhatSerializer(Shape):
    """Each member with each report that they get."""

    recipients = GetsSerializer(many=True)


class CopySerializer(Shape):
    """What became of a sending for one recipient."""

    user_id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=COPY_STATES)
    withheld = serializers.ChoiceField(
        choices=WITHHELD, allow_blank=True, help_text="Why nothing was sent."
    )
    why = serializers.CharField(allow_blank=True, help_text="In words.")
    delivered_at = serializers.DateTimeField(allow_null=True)


class FileSerializer(Shape):
    """The very PDF of a sending."""

    id = serializers.UUIDField()
    language = serializers.CharField()
    pages = serializers.IntegerField()


class SendingSerializer(Shape):
    """One time that it was sent, or is to be."""

    id = serializers.UUIDField()
    due_at = serializers.DateTimeField()
    is_extra = serializers.BooleanField(help_text="Asked for by a member, for them alone.")
    state = serializers.ChoiceField(choices=SENDING_STATES)
    waits_for = serializers.CharField(allow_blank=True, help_text="Sources.")
    warnings = serializers.ListField(child=serializers.CharField())
    made_at = serializers.DateTimeField(allow_null=True)
    copies = CopySerializer(many=True)
    files = FileSerializer(many=True)


class SendingsSerializer(NextSerializer):
    """Sendings, the newest first."""

    sendings = SendingSerializer(many=True)


def shown(row: Report) -> dict[str, Any]:
    """As ReportSerializer describes it."""
    names = ("name", "dashboard_id", "rhythm", "weekday", "month_day", "hour", "language")
    more = ("next_at", "paused_at", "made_at", "made_by_id")
    found = {name: getattr(row, name) for name in (*names, *more)}
    return {"id": row.pk, **found, "schedule": schedule_words(row)}


def recipient_shown(
    row: ReportRecipient, member: Membership | None, *, is_seen: bool
) -> dict[str, Any]:
    """As RecipientSerializer describes it."""
    names = ("report_id", "user_id", "added_at", "left_at")
    found = {name: getattr(row, name) for name in names}
    return {**found, "role": member.role if member else None, "sees": is_seen}


def sending_shown(line: SendingLine) -> dict[str, Any]:
    """As SendingSerializer describes it."""
    row = line.sending
    names = ("due_at", "is_extra", "state", "waits_for", "warnings", "made_at")
    copies = zip(row.copies.all(), line.copies, strict=True)
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        "copies": [_copy(copy, told) for copy, told in copies],
        "files": line.files,
    }


def _copy(copy: ReportCopy, told: CopyLine) -> dict[str, Any]:
    names = ("user_id", "withheld", "delivered_at")
    found = {name: getattr(copy, name) for name in names}
    return {**found, "state": _STATES.get(told.tone, "waiting"), "why": told.why}
