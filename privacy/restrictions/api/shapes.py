"""How restrictions and corrections look as JSON, in and out."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from accounts.api_keys.pages import NextSerializer
from accounts.api_keys.said import BodySerializer
from accounts.subjects import Subject
from integrations.models import Source
from privacy.models import Decision, Ground
from privacy.rectifications.correcting import LONGEST as LONGEST_VALUE
from privacy.requests.writing import LONGEST
from privacy.restrictions.finding import RestrictedRow
from privacy.restrictions.starting import subject_of

Shape = serializers.Serializer[Any]


class TriedSerializer(BodySerializer):
    """What every step can be asked."""

    dry_run = serializers.BooleanField(
        default=False, help_text="Show what would follow, and keep and send nothing."
    )


class PersonSerializer(TriedSerializer):
    """Who is meant: by e-mail address, by the id of a record in a source, or by both."""

    email = serializers.EmailField(max_length=254, default="")
    source = serializers.UUIDField(  # type: ignore[assignment]
        default=None, allow_null=True, help_text="A source's id."
    )
    record = serializers.CharField(max_length=40, default="", help_text="A record's id in it.")
    request = serializers.UUIDField(
        default=None, allow_null=True, help_text="The request on the desk that asks for it."
    )

    def validate_source(self, value: UUID | None) -> UUID | None:
        """One of the workspace's own."""
        if value is not None and not Source.objects.filter(pk=value).exists():
            raise serializers.ValidationError("No such source.")
        return value

    @property
    def subject(self) -> Subject:
        """The person, as far as the body tells."""
        said = self.validated_data
        return subject_of(said["email"], said["source"], said["record"])


class NewRestrictionSerializer(PersonSerializer):
    """A person to be restricted, and why."""

    ground = serializers.ChoiceField(choices=Ground.values)
    reason = serializers.CharField(max_length=LONGEST, help_text="Kept on record for members.")


class NewCorrectionSerializer(PersonSerializer):
    """One field of one record of the person, and what it has to say."""

    kind = serializers.ChoiceField(choices=["Lead", "Contact"])
    external_id = serializers.CharField(max_length=40)
    field = serializers.CharField(max_length=80)
    value = serializers.CharField(max_length=LONGEST_VALUE, allow_blank=True)


class _TellingSerializer(TriedSerializer):
    was_told = serializers.BooleanField(
        default=False, help_text="Without an address: that the person was told otherwise."
    )


class DecideSerializer(_TellingSerializer):
    """What becomes of an objection."""

    decision = serializers.ChoiceField(choices=Decision.values)
    grounds = serializers.CharField(max_length=LONGEST, help_text="Kept, and sent to the person.")


class AnnounceSerializer(_TellingSerializer):
    """The notice without which nothing is lifted."""

    text = serializers.CharField(max_length=LONGEST)


class RecordSerializer(Shape):
    """A restricted record; `url` opens it in the source."""

    source = serializers.CharField()  # type: ignore[assignment]
    external_id = serializers.CharField()
    url = serializers.CharField(allow_blank=True)


class RestrictionSerializer(Shape):
    """A restriction and how far it is; no name, no address and no reason."""

    id = serializers.UUIDField()
    ground = serializers.CharField()
    request = serializers.UUIDField(allow_null=True)
    restricted_at = serializers.DateTimeField()
    decision = serializers.CharField(allow_blank=True)
    waits_for_decision = serializers.BooleanField()
    noticed_at = serializers.DateTimeField(allow_null=True)
    lifted_at = serializers.DateTimeField(allow_null=True)
    records = RecordSerializer(many=True)


class RestrictionsSerializer(NextSerializer):
    """A page of them."""

    restrictions = RestrictionSerializer(many=True)


class RestrictionStepSerializer(Shape):
    """What a step led to; `rows` are those that it put out of use, or back, by table."""

    dry_run = serializers.BooleanField()
    rows = serializers.DictField(child=serializers.IntegerField())
    restriction = RestrictionSerializer()


class CorrectedSerializer(Shape):
    """A correction; its source is told afterwards, and the page of the request says how it went."""

    dry_run = serializers.BooleanField()
    id = serializers.UUIDField()
    kind = serializers.CharField()
    external_id = serializers.CharField()
    field = serializers.CharField()


def shown(row: RestrictedRow) -> dict[str, Any]:
    """A restriction as it is answered."""
    person = row.person
    request_id: UUID | None = person.request_id
    return {
        "id": person.pk,
        "ground": person.ground,
        "request": request_id,
        "restricted_at": person.restricted_at,
        "decision": person.decision,
        "waits_for_decision": person.waits_for_decision,
        "noticed_at": person.noticed_at,
        "lifted_at": person.lifted_at,
        "records": [vars(one) for one in row.records],
    }
