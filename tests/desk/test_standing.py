"""A standing is written anew soon after a sync, a dead job and a change of the plan."""

from uuid import UUID, uuid4

from django.core.cache import cache

from accounts.jobs import Lease, enqueue
from accounts.jobs.endings import fail
from accounts.jobs.sweeper import sweep
from accounts.models import Job, JobState, WorkspaceStanding
from accounts.tenancy import inside
from billing.models import Subscription
from billing.services import ensure_subscription
from integrations.models import SyncRun
from integrations.signals import sync_finished
from proactivox.celery import refresh_workspace
from proactivox.desk.asking import _key, refresh_soon
from tests.cast import Cast


def is_asked(workspace_id: UUID) -> bool:
    return bool(cache.get(_key(workspace_id)))


def running(cast: Cast, **values: object) -> Lease:
    """A job of Acme in a worker's hands."""
    with inside(cast.acme):
        job_id = enqueue("accounts.tasks.send_mail", uuid4(), "sent")
        assert job_id
        token = uuid4()
        Job.objects.filter(pk=job_id).update(state=JobState.RUNNING, lease_token=token, **values)
    return Lease(cast.acme.pk, job_id, token, 90, "accounts.tasks.send_mail", ())


def test_each_change_asks_and_many_ask_once(cast: Cast) -> None:
    acme = cast.acme.pk
    told = {"source_id": uuid4(), "run_id": uuid4(), "state": "succeeded"}
    sync_finished.send(sender=SyncRun, workspace_id=acme, **told)
    assert is_asked(acme)
    refresh_soon(acme)
    assert not is_asked(cast.rival.pk)
    refresh_workspace(str(acme))
    row = WorkspaceStanding.objects.get(pk=acme)
    assert (row.plan, row.status) == ("business", "trialing")
    assert not is_asked(acme)
    refresh_workspace(str(uuid4()))
    assert WorkspaceStanding.objects.count() == 1


def test_a_job_that_dies_is_on_the_desk_soon(cast: Cast) -> None:
    acme = cast.acme.pk
    fail(running(cast), "No way.", is_permanent=True)
    assert is_asked(acme)
    refresh_workspace(str(acme))
    assert WorkspaceStanding.objects.get(pk=acme).dead_jobs == 1
    running(cast, attempts=8, lease_until="2020-01-01T00:00:00Z")
    assert sweep().parked == 1
    assert is_asked(acme)


def test_a_change_of_the_plan_asks(cast: Cast) -> None:
    acme = cast.acme.pk
    ensure_subscription(workspace_id=acme)
    with inside(acme):
        Subscription.objects.get().save()
    assert is_asked(acme)
