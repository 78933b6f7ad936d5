"""What tests of people need: browsers logged in, mail delivered, room in the plan."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.test import Client

from accounts import limits
from accounts.jobs import Lease, resolve
from accounts.models import Job, JobState, User, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from tests.cast import PASSWORD


@pytest.fixture(scope="session")
def danish() -> None:
    """The catalogues as they are now; Django forgets those that it read before."""
    from django.utils.translation import trans_real

    from proactivox.launch.catalogues import compile_catalogues
    from proactivox.launch.places import ROOT

    if compile_catalogues(ROOT):
        trans_real._translations.clear()  # type: ignore[attr-defined]


Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def empty_cache(clean_cache: None) -> None:
    """Rates that one test used up must not refuse the next."""


@pytest.fixture(autouse=True)
def room() -> Iterator[None]:
    """A judge that allows three members, instead of billing's."""
    before = list(limits._judges)
    limits.register_judge(limits.Judge(_three_members, lambda *_: None, lambda *_: None))
    yield
    limits._judges[:] = before


def _three_members(workspace_id: object, resource: str, count: int) -> None:
    from accounts.errors import Refused

    if resource == "members" and count > 3:
        raise Refused("Your plan has room for 3 members.")


@pytest.fixture
def browser() -> Browser:
    """A browser in which a person has just logged in by the page."""

    def log_in(user: User) -> Client:
        client = Client()
        answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return log_in


def deliver_mail(workspace: Workspace | None = None, queue: str = "mail") -> int:
    """Run what waits in a mail queue, in this test's own transaction; returns how many jobs."""
    workspace_id = workspace.pk if workspace else HOUSE_ID
    with inside(workspace_id):
        jobs = list(
            Job.objects.filter(queue=queue, state=JobState.QUEUED).order_by("created_at", "pk")
        )
    for job in jobs:
        lease = Lease(workspace_id, job.pk, uuid4(), 90, job.task, tuple(job.args))
        with inside(workspace_id):
            Job.objects.filter(pk=job.pk).update(state="running", lease_token=lease.token)
        resolve(job.task)(lease, *job.args)
        lease.end(JobState.DONE)
    return len(jobs)
