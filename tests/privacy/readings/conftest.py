"""What tests of the reading log need: browsers logged in, and a person who was opted in."""

from typing import Any

from accounts.crypto import encrypt
from accounts.tenancy import new_id
from integrations.loading.sealing import person_place
from integrations.models import Lead, PersonField, Source
from tests.accounts.conftest import danish, empty_cache
from tests.analytics.crm import at, crm_source, put

__all__ = ["danish", "empty_cache"]


def opted_in(source: Source, external_id: str, **fields: str) -> None:
    """A lead of March 2026 with opted-in fields, in the entered workspace."""
    values: dict[str, Any] = {"created_at": at("2026-03-02 12:00"), "lead_source": "Web"}
    put(source, Lead, {external_id: values})
    for name, value in fields.items():
        field, row_id = f"Lead.{name}", new_id()
        place = person_place(source.workspace_id, field, row_id)
        PersonField.objects.create(
            workspace_id=source.workspace_id,
            source=source,
            external_id=external_id,
            field=field,
            row_id=row_id,
            sealed=encrypt(place, value),
        )


def crm_with(*people: str) -> Source:
    """A CRM in the entered workspace whose leads have these first names."""
    source = crm_source()
    for number, name in enumerate(people, 1):
        opted_in(source, f"00Q{number}", FirstName=name)
    return source
