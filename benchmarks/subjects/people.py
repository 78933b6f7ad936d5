"""The people who ask: each with a history in every store of a CRM's people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.crypto import KeyedHash, Sealer
from accounts.readings import email_key, numbers_of, record_key
from accounts.tenancy import inside, new_id
from integrations.loading.sealing import person_place
from integrations.models import (
    CampaignMember,
    Contact,
    Lead,
    LeadStatusChange,
    MergedRecord,
    Opportunity,
    OpportunityContact,
    PersonField,
)

_AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
TOUCHES, STEPS, DEALS = 40, 5, 3


def email_of(number: int) -> str:
    """The address of one who asks."""
    return f"asks{number}@people.example"


def add_people(workspace_id: UUID, source_id: UUID, count: int) -> None:
    """So many people; their leads and deals are counted by whoever makes the rollups."""
    with inside(workspace_id):
        for number in range(count):
            _Person(workspace_id, source_id, number).add()


class _Person:
    """One of them: a lead that was merged, became a contact, touched campaigns, made deals."""

    def __init__(self, workspace_id: UUID, source_id: UUID, number: int) -> None:
        self._place: dict[str, Any] = {"workspace_id": workspace_id, "source_id": source_id}
        self._row = {**self._place, "row_hash": b""}
        self._email = email_of(number)
        self._lead, self._contact = f"00Qasks{number:011}", f"003asks{number:011}"
        self._number = number

    def add(self) -> None:
        index, kept_out = (
            KeyedHash(self._place["workspace_id"], "email", purpose=purpose).of(self._email)
            for purpose in ("index", "suppression")
        )
        hashes: dict[str, Any] = {"email_hash": index, "suppression_hash": kept_out}
        lead = {"status": "Ready", "lead_source": "Lead source 1", "is_converted": True}
        became = {"converted_contact_external_id": self._contact, "created_at": _AT, "stamp": _AT}
        Lead(external_id=self._lead, **self._row, **hashes, **lead, **became).save(
            force_insert=True
        )
        contact = {"company_external_id": f"001{1:015}", "created_at": _AT, "stamp": _AT}
        Contact(external_id=self._contact, **self._row, **hashes, **contact).save(force_insert=True)
        self._add_history()
        self._add_deals()
        self._seal("Lead.LastName", self._lead)
        self._seal("Contact.LastName", self._contact)
        source_id = self._place["source_id"]
        numbers_of([email_key(self._email), record_key(source_id, self._lead)])

    def _add_history(self) -> None:
        MergedRecord(
            kind="Lead",
            external_id=f"00Qgone{self._number:011}",
            winner_external_id=self._lead,
            last_external_id=self._lead,
            **self._place,
        ).save(force_insert=True)
        LeadStatusChange.objects.bulk_create(
            LeadStatusChange(
                external_id=f"{self._lead}:{step}",
                lead_external_id=self._lead,
                new_status=("New", "Working", "Ready")[step % 3],
                changed_at=_AT + timedelta(days=step),
                basis="history",
                **self._row,
            )
            for step in range(STEPS)
        )
        CampaignMember.objects.bulk_create(
            CampaignMember(
                external_id=f"00vasks{self._number:06}{touch:05}",
                campaign_external_id=f"701{touch % 40:015}",
                lead_external_id=self._lead,
                created_at=_AT,
                **self._row,
            )
            for touch in range(TOUCHES)
        )

    def _add_deals(self) -> None:
        for deal in range(DEALS):
            external_id = f"006asks{self._number:06}{deal:05}"
            named = {"contact_external_id": self._contact, **self._row}
            sums = {"amount_micros": 250_000_000, "closes_on": _AT.date(), "created_at": _AT}
            Opportunity(external_id=external_id, is_closed=True, is_won=True, **named, **sums).save(
                force_insert=True
            )
            OpportunityContact(
                external_id=f"00Kasks{self._number:06}{deal:05}",
                opportunity_external_id=external_id,
                **named,
            ).save(force_insert=True)

    def _seal(self, field: str, external_id: str) -> None:
        row_id, workspace_id = new_id(), self._place["workspace_id"]
        place = person_place(workspace_id, field, row_id)
        sealer = Sealer(workspace_id, place.table, place.column)
        PersonField(
            external_id=external_id,
            field=field,
            row_id=row_id,
            sealed=sealer.seal(row_id, "Alice Example"),
            **self._place,
        ).save(force_insert=True)
