"""Tasks that tests give to real workers; what they do can be counted afterwards."""

import os
import signal
import time
from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext

from accounts.audit import record
from accounts.errors import Trouble
from accounts.jobs import Later, Lease, job_task
from accounts.models import Job


@job_task(queue="sync")
def leave_mark(lease: Lease, mark: str) -> None:
    """One line in the trail."""
    with lease.batch():
        record("test.mark", mark)


@job_task(queue="sync", max_attempts=20)
def count_up(lease: Lease, most: int, pause: float) -> None:
    """`most` lines, one batch each; a successor goes on after the last that was kept."""
    with lease.batch():
        done = Job.objects.get(pk=lease.job_id).progress.get("done", 0)
    for number in range(done, most):
        time.sleep(pause)
        with lease.batch():
            record("test.mark", f"{lease.job_id}:{number}")
            lease.report({"done": number + 1})


@job_task(queue="sync", max_attempts=3)
def die(lease: Lease) -> None:
    """Poison: takes its worker's process with it."""
    os.kill(os.getpid(), signal.SIGKILL)


@job_task(queue="sync", max_attempts=3)
def fail(lease: Lease) -> None:
    """An error that nobody foresaw."""
    raise ValueError("secret text that must not be shown")


@job_task(queue="sync")
def refuse(lease: Lease) -> None:
    """Trouble that trying again cannot help."""
    raise Trouble("The vendor knows no such account.", advice="Connect it again.")


@job_task(queue="sync", max_attempts=2)
def wait_for_vendor(lease: Lease) -> None:
    """Not an error: the vendor is still at it."""
    raise Later(timedelta(seconds=60), "The report is not ready.")


@job_task(queue="sync", max_attempts=3)
def ask_database(lease: Lease, *statements: str) -> None:
    """Statements in one transaction, each for its effect."""
    with lease.batch(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@job_task(queue="sync", max_attempts=2)
def speak(lease: Lease) -> None:
    """Trouble in whatever language the job runs in."""
    raise Trouble(gettext("Settings"), permanent=False)
