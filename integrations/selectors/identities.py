"""Under which ids a person is stored."""

from uuid import UUID

from accounts.subjects import Subject
from integrations.models import Source
from integrations.subjects import find_person


def ids_of_person(subject: Subject) -> dict[UUID, tuple[str, ...]]:
    """{source: ids of the person's leads and contacts}, merges and conversions followed."""
    found = find_person(subject)
    return {source_id: tuple(sorted(ids)) for source_id, ids in found.ids.items() if ids}


def sources_of_people() -> list[Source]:
    """Sources in which people are known by ids: those of a CRM, also such as were disconnected."""
    rows = Source.objects.filter(connector__in=("salesforce", "hubspot"))
    return list(rows.order_by("created_at", "id"))
