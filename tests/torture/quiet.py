"""Run inside a product's environment: wait until jobs are quiet, then say what differs, as JSON.

`python -m tests.torture.quiet SLUG SECONDS`: {"runs", "dead", "differences", "unfinished"}.
"""

from __future__ import annotations

import json
import os
import ssl
import sys
import time
from datetime import timedelta
from typing import Any

import django
import httpx


def main(slug: str, seconds: float) -> None:
    """One line of JSON; differences are by stream: how many, and three of them."""
    from accounts.models import Workspace
    from accounts.tenancy import inside

    workspace = Workspace.objects.get(slug=slug)
    until = time.monotonic() + seconds
    while True:
        with inside(workspace):
            waiting = unfinished()
        if not waiting or time.monotonic() > until:
            break
        time.sleep(0.3)
    with inside(workspace):
        print(json.dumps({**what_happened(), "unfinished": waiting}, default=str))


def unfinished() -> list[str]:
    """Jobs that run or are due within a minute, and runs that have not ended."""
    from django.utils import timezone

    from accounts.models import Job, JobState
    from integrations.models import SyncRun

    soon = timezone.now() + timedelta(minutes=1)
    jobs = Job.objects.filter(state=JobState.RUNNING) | Job.objects.filter(
        state=JobState.QUEUED, run_after__lt=soon
    )
    runs = SyncRun.objects.filter(finished_at=None)
    return [f"{job.task} {job.state}" for job in jobs] + [str(run) for run in runs]


def what_happened() -> dict[str, Any]:
    from accounts.models import Job
    from integrations.models import Source, SyncRun
    from sandbox.control.client import Control
    from tests.integrations.salesforce.comparing import differences

    source = Source.objects.get(connector="salesforce")
    origin = os.environ["SANDBOX_ORIGINS"].split(",")[0]
    trusted = ssl.create_default_context(cafile=os.environ["SANDBOX_CA"])
    with httpx.Client(verify=trusted, trust_env=False, timeout=60) as http:
        found = differences(source, Control(http, origin))
    return {
        "runs": list(SyncRun.objects.values_list("state", flat=True)),
        "dead": list(Job.objects.filter(state="dead").values_list("task", "last_error")),
        "differences": {name: [len(rows), *list(rows.items())[:3]] for name, rows in found.items()},
    }


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], float(sys.argv[2]))
