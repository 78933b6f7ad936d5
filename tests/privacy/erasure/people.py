"""Dora and Emil: two people of Acme's CRM, each in every table that holds people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.crypto import KeyedHash, Sealer
from accounts.jobs.runner import run
from accounts.models import Job, JobState, Workspace
from accounts.tenancy import inside, require_workspace_id
from analytics.models import LeadStage
from integrations.loading.sealing import person_place
from integrations.models import (
    CampaignMember,
    Company,
    Contact,
    Lead,
    LeadStatusChange,
    Opportunity,
    OpportunityContact,
    PersonField,
    Source,
)
from privacy.models import Channel, DataSubjectRequest, Kind
from privacy.requests.intake import record_request
from tests.analytics.crm import crm_source, put

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Somebody with a token that nobody guesses, in address, ids and name."""

    token: str

    @property
    def email(self) -> str:
        return f"{self.token}@people.example"

    @property
    def lead(self) -> str:
        return f"00Q{self.token}"[:18].ljust(18, "L")

    @property
    def deal(self) -> str:
        """The business's own: nothing in its id tells the person."""
        return f"006{self.token[::-1]}"

    @property
    def contact(self) -> str:
        return f"003{self.token}"[:18].ljust(18, "C")


def somebody() -> Person:
    """A person with a token of their own."""
    return Person(f"zq{uuid4().hex[:14]}")


def plant(source: Source, person: Person, *, company: str = "001shared") -> None:
    """The person in every table of the CRM, inside the workspace; their deal is won for 250.00."""
    index, kept_out = (
        KeyedHash(require_workspace_id(), "email", purpose=purpose).of(person.email)
        for purpose in ("index", "suppression")
    )
    hashes = {"email_hash": index, "suppression_hash": kept_out}
    lead = {"status": "MQL", "lead_source": "Web", "created_at": AT, "stamp": AT}
    LeadStage.objects.get_or_create(source=source, status="MQL", defaults={"counted_as": "mql"})
    put(source, Company, {company: {"name": "Shared Ltd", "stamp": AT}})
    converted = {"is_converted": True, "converted_contact_external_id": person.contact}
    put(source, Lead, {person.lead: {**lead, **hashes, **converted}})
    put(source, Contact, {person.contact: {**hashes, "company_external_id": company, "stamp": AT}})
    steps = {"lead_external_id": person.lead, "new_status": "MQL", "changed_at": AT}
    put(source, LeadStatusChange, {f"{person.lead}:1": {**steps, "basis": "snapshot"}})
    touch = {"campaign_external_id": "701x", "lead_external_id": person.lead}
    put(source, CampaignMember, {f"00v{person.token}": touch})
    deal = {"company_external_id": company, "contact_external_id": person.contact, "stage": "Won"}
    sums = {"amount_micros": 250_000_000, "closes_on": AT.date(), "created_at": AT}
    won = {"is_closed": True, "is_won": True, "probability": 100}
    put(source, Opportunity, {person.deal: {**deal, **sums, **won, "stamp": AT}})
    role = {
        "opportunity_external_id": person.deal,
        "contact_external_id": person.contact,
    }
    put(source, OpportunityContact, {f"00K{person.token}": role})
    _seal_field(source, person)


def _seal_field(source: Source, person: Person) -> None:
    row_id, workspace_id = uuid4(), require_workspace_id()
    place = person_place(workspace_id, "Lead.LastName", row_id)
    sealed = Sealer(workspace_id, place.table, place.column).seal(row_id, f"Name {person.email}")
    PersonField(
        workspace_id=workspace_id,
        source_id=source.pk,
        external_id=person.lead,
        field="Lead.LastName",
        row_id=row_id,
        sealed=sealed,
    ).save(force_insert=True)


def crm(workspace: Workspace, *people: Person) -> Source:
    """A CRM of the workspace with these people."""
    with inside(workspace):
        source = crm_source()
        # Nobody answers for it, so it is not asked.
        source.disconnected_at = AT
        source.save()
        for person in people:
            plant(source, person)
    return source


def asked(workspace: Workspace, email: str, kind: Kind = Kind.ERASURE) -> DataSubjectRequest:
    """The person's request, taken down today."""
    with inside(workspace):
        request_id = record_request(
            kind=kind,
            channel=Channel.TELEPHONE,
            received_on=timezone.now().date(),
            email=email,
            text="Please forget me.",
            is_uk=False,
            language="en",
        )
        return DataSubjectRequest.objects.get(pk=request_id)


def work(workspace_id: UUID, task: str = "carry_out_erasure") -> str:
    """Run the waiting job of a task, as a worker does; the state in which it was left."""
    with inside(workspace_id):
        job = Job.objects.get(task__endswith=f".{task}", state=JobState.QUEUED)
        Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
    return run(workspace_id, job.pk)
