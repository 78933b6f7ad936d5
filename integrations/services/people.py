"""Finishes erasures that a later merge, or a later address, has widened."""

from uuid import UUID

from accounts.jobs import Lease
from accounts.tenancy import Purpose, for_purpose
from integrations.erasing import erase_person
from integrations.subjects import suppressed_people


def erase_suppressed(lease: Lease, *, source_id: UUID) -> None:
    """Erase all that is stored of the suppressed people of a source."""
    with lease.batch(), for_purpose(Purpose.STORAGE):
        subject = suppressed_people(source_id)
        if subject.external_ids:
            erase_person(subject)
