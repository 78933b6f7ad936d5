"""What tests of registers need: browsers, a moment that can be set, entries of each register."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from accounts.jobs import Lease, resolve
from accounts.models import Job, JobState, Membership, Role, User, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.services.house import open_house
from accounts.tenancy import inside
from privacy.clock import EU_DK
from privacy.models import Channel, RegisterEntry, RegisterEvent
from privacy.registers.breaches.services import enter_breach
from privacy.registers.complaints.services import record_complaint
from privacy.registers.disclosures.services import enter_disclosure
from tests.accounts.conftest import Browser, danish, empty_cache, room
from tests.cast import Cast
from tests.privacy.requests.conftest import At, now_is

__all__ = ["At", "Browser", "danish", "empty_cache", "now_is", "room"]

BASE = "/w/acme/settings/privacy/registers/"
WORDS = "The laptop Unmistakable was left in a train."
COMPLAINT = {"email": "dora@people.example", "text": "You wrote to Dora Unmistakable again."}


@pytest.fixture
def house(cast: Cast) -> Workspace:
    """Proactivox's own workspace, of which an operator made Alice the owner; others stay out."""
    open_house(email=cast.alice.email)
    return Workspace.objects.get(pk=HOUSE_ID)


def breach(
    workspace: object, *, hours_ago: float = 1, role: str = "controller", **said: str
) -> UUID:
    """A breach of which somebody became aware so many hours ago."""
    with inside(workspace):
        return enter_breach(
            aware_at=timezone.now() - timedelta(hours=hours_ago),
            role=role,
            rules=EU_DK.version,
            said={"what": WORDS, **said},
        )


def complaint(workspace: object, email: str = COMPLAINT["email"], day: str = "") -> UUID:
    """A complaint that came by letter."""
    today = timezone.now().date()
    with inside(workspace):
        return record_complaint(
            channel=Channel.LETTER,
            received_on=datetime.fromisoformat(day).date() if day else today,
            email=email,
            text=COMPLAINT["text"],
            is_uk=True,
            language="en",
        )


def disclosure(workspace: object, said: Mapping[str, str] | None = None) -> UUID:
    """What the police were given."""
    words = {"authority": "Police of Aarhus", "ground": "An order.", "what": "Unmistakable rows."}
    with inside(workspace):
        return enter_disclosure(
            disclosed_at=timezone.now(), told="yes", said={**words, **(said or {})}
        )


def entry_of(workspace: object, entry_id: UUID) -> RegisterEntry:
    with inside(workspace):
        return RegisterEntry.objects.get(pk=entry_id)


def steps_of(workspace: object, entry_id: UUID) -> list[str]:
    """What happened to an entry, oldest first."""
    with inside(workspace):
        rows = RegisterEvent.objects.filter(entry=entry_id).order_by("entered_at", "id")
        return list(rows.values_list("step", flat=True))


def run_jobs(workspace_id: UUID, task: str) -> int:
    """Run what waits of one task, in this test's own transaction; how many."""
    with inside(workspace_id):
        jobs = list(Job.objects.filter(task=task, state=JobState.QUEUED))
    for job in jobs:
        lease = Lease(workspace_id, job.pk, uuid4(), 90, job.task, tuple(job.args))
        with inside(workspace_id):
            Job.objects.filter(pk=job.pk).update(state="running", lease_token=lease.token)
        resolve(job.task)(lease, *job.args)
        lease.end(JobState.DONE)
    return len(jobs)


def join(workspace: Workspace, user: User, role: Role) -> None:
    Membership.objects.create(workspace=workspace, user=user, role=role)
