"""What the customer opted in of people, for those who may see it; each person is noted as read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from accounts.readings import note_readings, record_key
from accounts.tenancy import require_workspace_id
from integrations.classifications import SHOW_PEOPLE
from integrations.models import PersonField
from integrations.opening import SEALED, open_person_field

__all__ = ["SHOW_PEOPLE", "opened_fields"]

# (source, id of the record) -> ((name of the field, value), ...)
Opened = Mapping[tuple[UUID, str], Sequence[tuple[str, str]]]


def opened_fields(people: Mapping[UUID, Sequence[str]], *, purpose: str, place: str) -> Opened:
    """What is kept of these records' people, {source: ids}; one line in the log for each person.

    Raises UnregisteredPurpose where the map does not name the purpose for opted-in fields.
    """
    wanted = [Q(source_id=source, external_id__in=list(ids)) for source, ids in people.items()]
    if not wanted:
        return {}
    rows = PersonField.objects.filter(reduce(or_, wanted)).order_by("field")
    found: dict[tuple[UUID, str], list[tuple[str, str]]] = defaultdict(list)
    workspace_id = require_workspace_id()
    for row in rows:
        value = open_person_field(workspace_id, row.field, row.row_id, row.sealed, purpose=purpose)
        found[(row.source_id, row.external_id)].append((row.field.partition(".")[2], value))
    if found:
        fields = sorted({f"{SEALED}#{row.field}" for row in rows})
        keys = [record_key(*key) for key in found]
        note_readings(subject_keys=keys, purpose=purpose, fields=fields, place=place)
    return found
