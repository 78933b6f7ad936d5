"""Writes the log of readings: who saw whose data, for which purpose, where."""

from collections.abc import Iterable, Sequence

from accounts.audit import current_actor
from accounts.models import Reading
from accounts.readings.people import numbers_of
from accounts.readings.purposes import check_purpose
from accounts.tenancy import require_workspace_id


def note_reading(*, subject_key: str, purpose: str, fields: Sequence[str], place: str) -> None:
    """One line in the entered workspace's log; see note_readings."""
    note_readings(subject_keys=[subject_key], purpose=purpose, fields=fields, place=place)


def note_readings(
    *, subject_keys: Iterable[str], purpose: str, fields: Sequence[str], place: str
) -> None:
    """One line for each person, in the transaction that reads them.

    Raises UnregisteredPurpose where the map does not name the purpose for one of the fields, so
    that what was opened is not shown.
    """
    check_purpose(purpose, fields)
    actor = current_actor()
    common = {
        "workspace_id": require_workspace_id(),
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "purpose": purpose,
        "fields": sorted(set(fields)),
        "place": place,
    }
    numbers = numbers_of(dict.fromkeys(subject_keys))
    Reading.objects.bulk_create(Reading(person_id=one, **common) for one in numbers.values())
