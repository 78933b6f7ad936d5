"""Syncs a source of a connector from the sandbox: in a workspace of its own, in this process."""

import time
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit
from uuid import UUID

import httpx
from django.utils import timezone

from accounts.jobs.runner import run
from accounts.models import Job, JobState, User, Workspace
from accounts.services.workspaces import create_workspace
from accounts.tenancy import inside
from integrations import services
from integrations.models import SyncRun
from integrations.selectors import StreamLine, stream_lines
from proactivox.demo.markup import Page

_TASKS = ("sync_source", "backfill_source")


@dataclass(frozen=True)
class Loaded:
    """What a sync of one connector brought; `trouble` is empty when all went well."""

    lines: tuple[StreamLine, ...]
    trouble: str


def load_connector(key: str, by: User) -> Loaded:
    """Connect, consent, choose all accounts, sync, and read the months before."""
    workspace = create_workspace(name=key, currency="USD", time_zone="UTC", creator=by)
    source_id = _connect(key, workspace, by)
    for task in _TASKS:
        _work_off(workspace.pk, task)
    with inside(workspace):
        runs = SyncRun.objects.filter(source_id=source_id).exclude(state="succeeded")
        trouble = " ".join(run.error_text or run.state for run in runs)
        return Loaded(stream_lines(source_id), trouble)


def _connect(key: str, workspace: Workspace, by: User) -> UUID:
    session: dict[str, object] = {}
    address = services.begin_connect(
        workspace_id=workspace.pk, user_id=by.pk, session=session, connector=key
    )
    query = _consent(address)
    done = services.complete_connect(user_id=by.pk, session=session, query=query, connector=key)
    if done.needs_accounts:
        ids = {"workspace_id": workspace.pk, "source_id": done.source_id}
        found = services.readable_accounts(**ids)
        with inside(workspace):
            services.choose_accounts(source_id=done.source_id, accounts=found)
    return done.source_id


def _consent(address: str) -> dict[str, str]:
    """Allow all on the vendor's page; the query of the address to which one is sent back."""
    with httpx.Client(trust_env=False, timeout=30) as browser:
        asked = browser.get(address)
        form = next(form for form in Page(asked.text).forms if "ticket" in form.fields)
        data = form.fields | {"decision": "allow"}
        answer = browser.post(urljoin(address, form.action), data=data)
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def _work_off(workspace_id: UUID, task: str) -> None:
    """Run the jobs of a task until none waits, as workers would; a poll is waited for."""
    while True:
        with inside(workspace_id):
            waiting = Job.objects.filter(state=JobState.QUEUED, task__endswith=f".{task}")
            job = waiting.order_by("run_after").first()
        if job is None:
            return
        time.sleep(max(0.0, (job.run_after - timezone.now()).total_seconds()))
        run(workspace_id, job.pk)
