"""Under which ids a person is stored."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from accounts.subjects import Subject
from accounts.tenancy import Purpose, for_purpose
from integrations.models import Contact, Lead, PeopleLimit, Source
from integrations.selectors.retention import MODELS
from integrations.subjects import find_person


def ids_of_person(subject: Subject) -> dict[UUID, tuple[str, ...]]:
    """{source: ids of the person's leads and contacts}, merges and conversions followed."""
    found = find_person(subject)
    return {source_id: tuple(sorted(ids)) for source_id, ids in found.ids.items() if ids}


@for_purpose(Purpose.OWN_RIGHT)
def ids_of_kind(kind: str, ids: Mapping[UUID, Iterable[str]]) -> dict[UUID, frozenset[str]]:
    """Those of these ids that are records of what a limit of this kind is about."""
    found: dict[UUID, frozenset[str]] = {}
    for source_id, known in ids.items():
        rows = [
            model.objects.filter(source_id=source_id, external_id__in=list(known))
            for model in MODELS[kind]
        ]
        if kind == PeopleLimit.DELETED:
            rows = [one.exclude(deleted_at=None) for one in rows]
        found[source_id] = frozenset(
            key for one in rows for key in one.values_list("external_id", flat=True)
        )
    return found


@for_purpose(Purpose.STORAGE)
def unknown_ids(source_id: UUID, ids: Iterable[str]) -> list[str]:
    """Those of these ids that are neither a lead's nor a contact's here, in their order."""
    wanted = list(ids)
    known = {
        key
        for model in (Lead, Contact)
        for key in model.objects.filter(source_id=source_id, external_id__in=wanted).values_list(
            "external_id", flat=True
        )
    }
    return [one for one in wanted if one not in known]


def sources_of_people() -> list[Source]:
    """Sources in which people are known by ids: those of a CRM, also such as were disconnected."""
    rows = Source.objects.filter(connector__in=("salesforce", "hubspot"))
    return list(rows.order_by("created_at", "id"))
