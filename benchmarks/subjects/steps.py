"""What is measured: a request from the day it is taken down to its copy, or its certificate."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from accounts.jobs.runner import run
from accounts.models import Job, JobState
from accounts.tenancy import inside
from benchmarks.subjects.people import DEALS, STEPS, TOUCHES, email_of
from privacy.access.chunks import read_chunks
from privacy.access.services import build, gather
from privacy.erasure.services import begin_erasure
from privacy.models import Channel, Erasure, ErasureItem, Kind, Package, PackageItem
from privacy.requests.intake import record_request

# A lead, a contact, a merge, two sealed fields; deals by themselves and by their roles.
_ROWS = 5 + TOUCHES + STEPS + 2 * DEALS


def warm_up(workspace_id: UUID) -> None:
    """A request of somebody who is not there: what is imported and remembered once is there."""
    answer_access(workspace_id, -1)
    erase(workspace_id, -1)


def answer_access(workspace_id: UUID, number: int) -> int:
    """Gather, look through, build; the bytes of the copy, read piece by piece as it is sent."""
    request_id = _take_down(workspace_id, Kind.ACCESS, number)
    with inside(workspace_id):
        package = gather(request_id=request_id, ids={})
    _work(workspace_id, "gather_package")
    with inside(workspace_id):
        PackageItem.objects.filter(package=package, looked_at=None).update(looked_at=timezone.now())
        build(request_id=request_id)
    _work(workspace_id, "build_package")
    with inside(workspace_id):
        found = Package.objects.get(pk=package.pk)
    assert found.items >= (_ROWS if number >= 0 else 0), found.items
    return sum(map(len, read_chunks(workspace_id, package.pk)))


def erase(workspace_id: UUID, number: int) -> int:
    """Erase, search, sign; how many rows were the person's."""
    request_id = _take_down(workspace_id, Kind.ERASURE, number)
    with inside(workspace_id):
        begun = begin_erasure(request_id=request_id, ids={})
    _work(workspace_id, "carry_out_erasure")
    with inside(workspace_id):
        items = list(ErasureItem.objects.filter(erasure=begun))
        done = Erasure.objects.get(pk=begun.pk)
    failed = [(one.name, one.why) for one in items if one.state == "failed"]
    assert done.certificate is not None, failed
    rows = sum(one.rows for one in items if one.state in ("erased", "anonymised"))
    assert rows >= (_ROWS if number >= 0 else 0), rows
    return rows


def _take_down(workspace_id: UUID, kind: Kind, number: int) -> UUID:
    with inside(workspace_id):
        return record_request(
            kind=kind,
            channel=Channel.TELEPHONE,
            received_on=timezone.now().date(),
            email=email_of(number),
            text="",
            is_uk=False,
            language="en",
        )


def _work(workspace_id: UUID, task: str) -> None:
    """Run the waiting job of a task, as a worker does."""
    with inside(workspace_id):
        job = Job.objects.get(task__endswith=f".{task}", state=JobState.QUEUED)
    state = run(workspace_id, job.pk)
    assert state == "done", state
