"""What tests of retention need: browsers, Acme's first sync, the nightly job run here."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from accounts.jobs import Lease, resolve
from accounts.models import Job, JobState
from accounts.tenancy import inside
from integrations.models import Source, StreamState
from integrations.services import request_sync
from privacy.retention.sweeps import TASK
from tests.accounts.conftest import Browser, danish, empty_cache, room
from tests.cast import Cast
from tests.integrations.salesforce.conftest import cast, synced
from tests.integrations.working import work_off
from tests.privacy.requests.conftest import At, now_is

__all__ = [
    "At",
    "Browser",
    "cast",
    "danish",
    "empty_cache",
    "now_is",
    "room",
    "synced",
]

PAGE = "/w/acme/settings/privacy/retention/"


@pytest.fixture
def read_all(cast: Cast) -> Callable[[Source], None]:
    """A sync that reads every record of Acme's source again, whatever its stamp."""

    def sync(source: Source) -> None:
        with inside(cast.acme):
            StreamState.objects.update(cursor=None)
            request_sync(source_id=source.pk)
        assert work_off(cast.acme.pk)[-1] == "done"

    return sync


def run_night(workspace_id: UUID) -> None:
    """One night's job of a workspace, in this test's own transaction."""
    with inside(workspace_id):
        job = Job.objects.create(task=TASK, queue="bulk", state=JobState.RUNNING)
        lease = Lease(workspace_id, job.pk, uuid4(), 90, job.task, ())
        Job.objects.filter(pk=job.pk).update(lease_token=lease.token)
    resolve(TASK)(lease)
    lease.end(JobState.DONE)
