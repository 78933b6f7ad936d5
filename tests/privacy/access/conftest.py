"""What tests of copies need: a person in Acme's rows and in its CRM, jobs run at once."""

import io
import zipfile
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.crypto import KeyedHash
from accounts.egress.disclosures import note_disclosure
from accounts.jobs import Lease, resolve
from accounts.models import Job, JobState, Workspace
from accounts.readings import ANSWER_REQUEST
from accounts.tenancy import inside
from integrations.actions import Errand, FoundPeople, UpstreamRecord
from integrations.models import CampaignMember, Lead, Source
from integrations.selectors import vendors_of
from tests.accounts.conftest import danish, empty_cache
from tests.analytics.crm import at, put
from tests.privacy.readings.conftest import crm_with

__all__ = ["danish", "empty_cache"]

DORA = "dora@people.example"
NOTE = "Dora called.\nBob Jones (bob.jones@elsewhere.example) says she is =late and owes him."


class Vendor:
    """What the connected source says of a person; who was asked is in `subjects`."""

    def __init__(self) -> None:
        self.records: tuple[UpstreamRecord, ...] = ()
        self.unseen: tuple[str, ...] = ()
        self.trouble: Exception | None = None
        self.subjects: list[Any] = []

    def look(
        self, *, workspace_id: UUID, source_id: UUID, subject: Any, errand: Errand
    ) -> FoundPeople:
        self.subjects.append(subject)
        with inside(workspace_id):
            for recipient in vendors_of(Source.objects.get(pk=source_id).connector):
                note_disclosure(
                    subject_keys=errand.subject_keys,
                    recipient=recipient,
                    purpose=ANSWER_REQUEST,
                    run=errand.run,
                )
        if self.trouble is not None:
            raise self.trouble
        known = tuple(one for one in self.records if one.source_id == source_id)
        return FoundPeople(known, tuple(one.external_id for one in known), self.unseen)

    def says(self, source: Source, kind: str, external_id: str, **fields: str | None) -> None:
        link = f"https://acme.my.example/{external_id}"
        record = UpstreamRecord(source.pk, kind, external_id, fields, link, "email")
        self.records = (*self.records, record)


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Vendor:
    """Played at the one door to a source: its own tests ask the sandbox over HTTP."""
    played = Vendor()
    monkeypatch.setattr("privacy.access.gathering.look_for_people", played.look)
    return played


def dora_in(workspace: Workspace) -> Source:
    """Dora as a lead with an opted-in name, a member of a campaign, beside Emil."""
    with inside(workspace):
        source = crm_with("Dora", "Emil")
        hashes = {
            "email_hash": KeyedHash(workspace.pk, "email").of(DORA),
            "suppression_hash": KeyedHash(workspace.pk, "email", purpose="suppression").of(DORA),
        }
        Lead.objects.filter(external_id="00Q1").update(
            **hashes, status="Working", owner_external_id="005STAFF"
        )
        member = {"lead_external_id": "00Q1", "campaign_external_id": "701A", "status": "Sent"}
        put(source, CampaignMember, {"00v1": {**member, "created_at": at("2026-03-03 12:00")}})
    return source


def run_jobs(workspace_id: Any, *names: str) -> int:
    """Run what waits of these tasks, in this test's own transaction; how many jobs."""
    tasks = [f"privacy.tasks.access.{name}" for name in names]
    with inside(workspace_id):
        jobs = list(Job.objects.filter(task__in=tasks, state=JobState.QUEUED))
    for job in jobs:
        lease = Lease(workspace_id, job.pk, uuid4(), 90, job.task, tuple(job.args))
        with inside(workspace_id):
            Job.objects.filter(pk=job.pk).update(state="running", lease_token=lease.token)
        resolve(job.task)(lease, *job.args)
        lease.end(JobState.DONE)
    return len(jobs)


def unzipped(data: bytes) -> dict[str, bytes]:
    """{name: content} of a ZIP that is whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
