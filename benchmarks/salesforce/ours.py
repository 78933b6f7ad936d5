"""A worker of its own: connects Acme to the sandbox and runs its first sync of one object.

Run as a program, so that its memory is that of a worker alone; ends with one JSON line.
"""

from __future__ import annotations

import json
import os
import ssl
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import httpx

from benchmarks.cpu import cpu_seconds
from benchmarks.memory import peak_megabytes
from benchmarks.working import begin_as_worker


@dataclass(frozen=True)
class Asked:
    """Which object, by whom; the fields of people that Acme has opted in; where its CPU is seen."""

    slug: str
    stream: str
    postmaster: int
    person_fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Synced:
    """What the sync did, and how the limit reads the same: its query, its session.

    `seconds` are from the plan to the last commit, `whole_seconds` of all the job; CPU is of the
    worker and of the database.
    """

    rows: int
    seconds: float
    whole_seconds: float
    worker_cpu: float
    server_cpu: float
    megabytes_before: float
    megabytes: float
    sandbox_cpu: float
    soql: str
    instance_url: str
    token: str
    version: str


def main() -> None:
    """Sync, measure, print."""
    begin_as_worker()
    from django.conf import settings

    asked = Asked(**json.loads(sys.argv[1]))
    trust = ssl.create_default_context(cafile=settings.SANDBOX_CA)
    with httpx.Client(verify=trust, trust_env=False, timeout=300) as http:
        print(json.dumps(asdict(_measured(http, asked))))


def _measured(http: httpx.Client, asked: Asked) -> Synced:
    from accounts.tenancy import inside
    from benchmarks.salesforce import limit
    from benchmarks.salesforce.connecting import connect
    from integrations.connectors.salesforce import API_VERSION
    from integrations.connectors.salesforce.client import Client
    from integrations.connectors.salesforce.describing import describe
    from integrations.connectors.salesforce.pages import BULK_PAGE_ROWS
    from integrations.connectors.salesforce.queries import slice_soql
    from integrations.connectors.salesforce.streams import BY_NAME, STREAMS
    from integrations.credentials import StoredTokens
    from integrations.models import SyncSlice

    acme, source_id = connect(http, asked.slug)
    opted = {asked.stream: list(asked.person_fields)}
    _opt_in(acme, source_id, opted)
    with Client(StoredTokens(acme, source_id)) as client:
        token = client.token
        fields = describe(client, STREAMS, opted)[asked.stream].fields
    soql = slice_soql(BY_NAME[asked.stream], fields, None, None)
    control = f"{token.instance_url}/_control"
    # What else the sandbox holds is not measured.
    hidden = [
        stream.name for stream in STREAMS if stream.name not in ("Organization", asked.stream)
    ]
    _post(http, f"{control}/settings", {"denied_objects": hidden})
    # As ours asks for them, and the limit.
    for rows in {BULK_PAGE_ROWS, limit.PAGE_ROWS}:
        _post(http, f"{control}/prerender", {"query": soql, "gzip": True, "max_records": rows})
    http.delete(f"{control}/counters").raise_for_status()
    before, cpu = _peak_megabytes(), (time.process_time(), cpu_seconds(asked.postmaster))
    begin = time.perf_counter()
    _work_off(acme)
    whole = time.perf_counter() - begin
    used = time.process_time() - cpu[0], cpu_seconds(asked.postmaster) - cpu[1]
    with inside(acme):
        read = SyncSlice.objects.get(stream=asked.stream, source_id=source_id)
    assert read.finished_at is not None, read.error_text
    assert not read.error_text, read.error_text
    return Synced(
        rows=read.rows_loaded,
        seconds=(read.finished_at - read.started_at).total_seconds(),
        whole_seconds=whole,
        worker_cpu=used[0],
        server_cpu=used[1],
        megabytes_before=before,
        megabytes=_peak_megabytes(),
        sandbox_cpu=http.get(f"{control}/counters").json()["cpu_seconds"],
        soql=soql,
        instance_url=token.instance_url,
        token=token.access,
        version=API_VERSION,
    )


def _opt_in(workspace_id: Any, source_id: Any, opted: dict[str, list[str]]) -> None:
    from accounts.tenancy import inside
    from integrations.services import choose_person_fields

    if any(opted.values()):
        with inside(workspace_id):
            choose_person_fields(source_id=source_id, fields=opted)


def _work_off(workspace_id: Any) -> None:
    from accounts.models import Job
    from accounts.tenancy import inside
    from benchmarks.salesforce.connecting import finish

    with inside(workspace_id):
        job_id = Job.objects.get(task__endswith=".sync_source").pk
    finish(workspace_id, job_id)


def _peak_megabytes() -> float:
    # Not getrusage: a child begins with what its parent held when it was started.
    return peak_megabytes(os.getpid())[os.getpid()]


def _post(http: httpx.Client, url: str, body: dict[str, Any]) -> None:
    http.post(url, json=body).raise_for_status()


if __name__ == "__main__":
    main()
