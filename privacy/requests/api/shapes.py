"""How requests look as JSON, in and out; names are OpenDSR's where it has one."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api_keys.pages import NextSerializer, PageQuerySerializer
from accounts.api_keys.said import BodySerializer
from privacy.clock import EU_DK, RULES, UK_ENGLAND, Question
from privacy.models import Channel, DataSubjectRequest, Kind, Outcome, State
from privacy.requests.finding import DeskRow, address, events_of, row_of
from privacy.requests.timing import both_laws
from privacy.requests.writing import LONGEST

_Shape = serializers.Serializer[Any]
_REGULATIONS = {"gdpr": EU_DK.version, "uk_gdpr": UK_ENGLAND.version}
_NAMES = {version: name for name, version in _REGULATIONS.items()}
_TAKEN_DOWN = (Channel.MAIL, Channel.TELEPHONE, Channel.LETTER)
_OLDEST = timedelta(days=3 * 365)
# Older complaints are still read as what they were taken down for.
_KINDS = [kind.value for kind in Kind if kind is not Kind.COMPLAINT]
STATUSES = ("in_progress", "completed", "cancelled")


def _words(help_text: str = "", **options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST, help_text=help_text, **options)


class ListQuerySerializer(PageQuerySerializer):
    """Which requests."""

    state = serializers.ChoiceField(choices=["open", "closed"], required=False)


class IdentitySerializer(BodySerializer):
    """Who it is about: one raw e-mail address is understood."""

    identity_type = serializers.ChoiceField(choices=["email"])
    identity_value = serializers.EmailField(max_length=254)
    identity_format = serializers.ChoiceField(choices=["raw"], default="raw")


class NewRequestSerializer(BodySerializer):
    """A request that reached the workspace elsewhere, and is now taken down."""

    regulation = serializers.ChoiceField(choices=list(_REGULATIONS), default="gdpr")
    subject_request_type = serializers.ChoiceField(
        choices=_KINDS, help_text="A complaint is no request: it has a register of its own."
    )
    subject_identities = serializers.ListField(
        child=IdentitySerializer(), max_length=1, default=list
    )
    submitted_time = serializers.DateTimeField(
        help_text="When it reached anybody in the business; its time runs from that day."
    )
    channel = serializers.ChoiceField(choices=[one.value for one in _TAKEN_DOWN], default="mail")
    text = _words("The person's words.")
    language = serializers.ChoiceField(
        choices=[code for code, _name in settings.LANGUAGES], default="en"
    )
    dry_run = serializers.BooleanField(default=False)

    def validate_submitted_time(self, value: datetime) -> datetime:
        now = timezone.now()
        if value > now or value < now - _OLDEST:
            raise serializers.ValidationError(_("Choose a moment of the last three years."))
        return value

    def service_values(self) -> dict[str, Any]:
        """What `record_request` takes."""
        said = self.validated_data
        rules = _REGULATIONS[said["regulation"]]
        known = [one["identity_value"] for one in said["subject_identities"]]
        return {
            "kind": Kind(said["subject_request_type"]),
            "channel": Channel(said["channel"]),
            "received_on": said["submitted_time"].astimezone(RULES[rules].zone).date(),
            "email": known[0] if known else "",
            "text": said["text"],
            "is_uk": rules == UK_ENGLAND.version,
            "language": said["language"],
        }


class _StepSerializer(BodySerializer):
    was_told = serializers.BooleanField(
        default=False, help_text="Without an address: that the person was told otherwise."
    )
    dry_run = serializers.BooleanField(
        default=False, help_text="Show what would follow, and keep and send nothing."
    )


class MessageStepSerializer(_StepSerializer):
    """Out: to the person. In: what the person said by another way, which answers a question."""

    direction = serializers.ChoiceField(choices=["out", "in"], default="out")
    text = _words()


class AskSerializer(_StepSerializer):
    """A question that may stop the clock; the reason stays on record."""

    question = serializers.ChoiceField(choices=[one.value for one in Question])
    text = _words()
    reason = _words()


class ExtendSerializer(_StepSerializer):
    """One or two months more, with reasons that the person is told."""

    months = serializers.IntegerField(min_value=1, max_value=2)
    reasons = _words()


class CloseSerializer(_StepSerializer):
    """The answer; a refusal gets authority and remedy. As unfounded it takes two people."""

    outcome = serializers.ChoiceField(
        choices=[Outcome.ANSWERED.value, Outcome.NOTHING_HELD.value, Outcome.REFUSED.value]
    )
    text = _words()


class _EventSerializer(_Shape):
    at = serializers.DateTimeField()
    happening = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)


class RequestSerializer(_Shape):
    """A request with its clock; days are those of its rules' own zone."""

    subject_request_id = serializers.UUIDField()
    controller_id = serializers.CharField(help_text="The workspace's slug.")
    number = serializers.IntegerField()
    subject_request_type = serializers.CharField()
    regulation = serializers.ChoiceField(choices=list(_REGULATIONS))
    request_status = serializers.ChoiceField(choices=list(STATUSES))
    outcome = serializers.CharField(allow_blank=True)
    channel = serializers.CharField()
    received_time = serializers.DateTimeField()
    expected_completion_time = serializers.DateTimeField(
        allow_null=True,
        help_text="The end of the last lawful day; null while the time stands still.",
    )
    target_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    extendable_until = serializers.DateField(allow_null=True)
    extended_by_months = serializers.IntegerField()
    days_stood_still = serializers.IntegerField()
    is_paused = serializers.BooleanField()
    is_late = serializers.BooleanField()


class WholeRequestSerializer(RequestSerializer):
    """With its person and its events; by both laws where it falls under the UK's."""

    subject_identities = IdentitySerializer(many=True)
    eu_due_on = serializers.DateField(allow_null=True)
    uk_due_on = serializers.DateField(allow_null=True)
    problems = serializers.ListField(child=serializers.CharField())
    events = _EventSerializer(many=True)


class DoneSerializer(_Shape):
    """What a step led to; with dry_run nothing of it was kept or sent."""

    dry_run = serializers.BooleanField()
    mails = serializers.IntegerField(help_text="How many are sent, or would be.")
    request = WholeRequestSerializer()


class LetterSerializer(_Shape):
    """A message; notes and drafts never leave the workspace's own pages."""

    at = serializers.DateTimeField()
    direction = serializers.ChoiceField(choices=["in", "out"])
    text = serializers.CharField()


class PageSerializer(NextSerializer):
    """Some requests, the newest first."""

    requests = RequestSerializer(many=True)


def status_of(request: DataSubjectRequest) -> str:
    """Its state in OpenDSR's words."""
    if request.state == State.OPEN:
        return "in_progress"
    return "cancelled" if request.outcome == Outcome.WITHDRAWN else "completed"


def shown(row: DeskRow, slug: str) -> dict[str, Any]:
    """A request as a list shows it."""
    request, clock = row.request, row.clock
    end = RULES[request.rules].zone
    due = datetime.combine(clock.due_on, time(23, 59, 59), tzinfo=end) if clock.due_on else None
    return {
        "subject_request_id": request.pk,
        "controller_id": slug,
        "number": request.number,
        "subject_request_type": request.kind,
        "regulation": _NAMES[request.rules],
        "request_status": status_of(request),
        "outcome": request.outcome,
        "channel": request.channel,
        "received_time": request.received_at,
        "expected_completion_time": due,
        "target_on": clock.target_on,
        "due_on": clock.due_on,
        "extendable_until": clock.extendable_until,
        "extended_by_months": clock.extended_by,
        "days_stood_still": clock.stood_still,
        "is_paused": clock.is_paused,
        "is_late": row.is_late,
    }


def shown_whole(request: DataSubjectRequest, slug: str) -> dict[str, Any]:
    """A request with its person and its story, without words that were written."""
    row, events = row_of(request), events_of([request])[request.pk]
    email, both = address(request), both_laws(request, events)
    known = {"identity_type": "email", "identity_value": email, "identity_format": "raw"}
    return {
        **shown(row, slug),
        "subject_identities": [known] if email else [],
        "eu_due_on": both.eu.due_on if both else row.clock.due_on,
        "uk_due_on": both.uk.due_on if both else None,
        "problems": [one.value for one in row.clock.problems],
        "events": [
            {"at": one.at, "happening": one.happening, "detail": one.detail} for one in events
        ],
    }
