"""Runs one claimed job and says in its row how it ended."""

import logging
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import translation

from accounts.audit import SYSTEM, acting_as
from accounts.errors import Trouble
from accounts.jobs.endings import fail, lose_database, put_off
from accounts.jobs.lease import Later, Lease, LeaseLost, claim
from accounts.jobs.queue import ring_next
from accounts.jobs.registry import resolve
from accounts.models.job import JobState
from accounts.number_formats import writing_numbers
from accounts.request_ids import carrying
from accounts.selectors import habits_of
from accounts.tenancy import current_workspace_id

log = logging.getLogger(__name__)


def run(workspace_id: UUID, job_id: UUID) -> str:
    """Claim and run a job; returns the state it was left in, or "not claimed"."""
    if current_workspace_id() is not None:
        raise RuntimeError("A worker starts a job while it is still inside a workspace.")
    lease = claim(
        workspace_id,
        job_id,
        seconds=settings.JOB_LEASE_SECONDS,
        running_limit=settings.JOB_RUNNING_PER_WORKSPACE,
    )
    if lease is None:
        return "not claimed"
    with carrying(lease.request_id):
        state = _work(lease)
    try:
        ring_next(workspace_id, lease.queue)
    except (DatabaseError, InterfaceError) as error:
        log.warning("The next job was not rung (%s); the sweeper will.", error)
    return state


def _work(lease: Lease) -> str:
    try:
        _call(lease)
    except LeaseLost as lost:
        log.info("%s (%s)", lost, lease.task)
        return "lost"
    except Later as later:
        return put_off(lease, later)
    except Trouble as trouble:
        return fail(lease, str(trouble), is_permanent=trouble.permanent)
    except (OperationalError, InterfaceError) as error:
        return lose_database(lease, error)
    except Exception as error:
        log.exception("Job %s (%s) failed", lease.job_id, lease.task)
        return fail(lease, f"{type(error).__name__} in {lease.task}")
    lease.end(JobState.DONE)
    return JobState.DONE


def _call(lease: Lease) -> None:
    # What a job writes into rows, why it failed above all, is read by the workspace's members.
    language, number_format = habits_of(lease.workspace_id)
    with (
        acting_as(SYSTEM),
        translation.override(language),
        writing_numbers(own="", workspace=number_format),
    ):
        task = resolve(lease.task)
        task(lease, *lease.args)
