"""A worker of its own: connects Acme to the sandbox and runs its first sync of Opportunity.

Run as a program, so that its memory is that of a worker alone; ends with one JSON line.
"""

from __future__ import annotations

import json
import re
import resource
import ssl
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import django
import httpx

_TICKET = re.compile(r'name="ticket"[^>]*value="([^"]+)"')
_PATIENCE = 570.0
_OURS = "Opportunity"


@dataclass(frozen=True)
class Synced:
    """What the sync did, and how the limit reads the same: its query, its session."""

    rows: int
    seconds: float
    cpu_seconds: float
    megabytes_before: float
    megabytes: float
    sandbox_cpu_seconds: float
    soql: str
    instance_url: str
    token: str
    version: str


def main() -> None:
    """Sync, measure, print."""
    django.setup()
    from django.conf import settings

    with httpx.Client(verify=_trust(settings.SANDBOX_CA), trust_env=False, timeout=300) as http:
        print(json.dumps(asdict(_measured(http, sys.argv[1]))))


def _measured(http: httpx.Client, slug: str) -> Synced:
    from accounts.tenancy import inside
    from integrations.connectors.salesforce import API_VERSION
    from integrations.connectors.salesforce.client import Client
    from integrations.connectors.salesforce.describing import describe
    from integrations.connectors.salesforce.queries import slice_soql
    from integrations.connectors.salesforce.streams import BY_NAME, STREAMS
    from integrations.credentials import StoredTokens
    from integrations.models import SyncSlice

    workspace_id, source_id = _connect(http, slug)
    with Client(StoredTokens(workspace_id, source_id)) as client:
        token = client.token
        fields = describe(client, STREAMS, {})["Opportunity"].fields
    soql = slice_soql(BY_NAME["Opportunity"], fields, None, None)
    control = f"{token.instance_url}/_control"
    # What else the sandbox holds is not measured.
    hidden = [stream.name for stream in STREAMS if stream.name not in ("Organization", _OURS)]
    _post(http, f"{control}/settings", {"denied_objects": hidden})
    _post(http, f"{control}/prerender", {"query": soql, "gzip": True, "max_records": 50_000})
    http.delete(f"{control}/counters").raise_for_status()
    before, cpu = _peak_megabytes(), time.process_time()
    _work_off(workspace_id)
    cpu = time.process_time() - cpu
    counters = http.get(f"{control}/counters").json()
    with inside(workspace_id):
        read = SyncSlice.objects.get(stream=_OURS, source_id=source_id)
    assert read.finished_at is not None, read.error_text
    return Synced(
        rows=read.rows_loaded,
        seconds=(read.finished_at - read.started_at).total_seconds(),
        cpu_seconds=cpu,
        megabytes_before=before,
        megabytes=_peak_megabytes(),
        sandbox_cpu_seconds=counters["cpu_seconds"],
        soql=soql,
        instance_url=token.instance_url,
        token=token.access,
        version=API_VERSION,
    )


def _connect(http: httpx.Client, slug: str) -> tuple[Any, Any]:
    from accounts.models import Membership, Role, User, Workspace
    from integrations.services import begin_connect, complete_connect

    acme = Workspace.objects.create(slug=slug, name="Acme", currency="EUR")
    alice = User.objects.create_user(f"alice@{slug}.example", name="Alice")
    Membership.objects.create(workspace=acme, user=alice, role=Role.OWNER)
    session: dict[str, Any] = {}
    page_url = begin_connect(workspace_id=acme.pk, user_id=alice.pk, session=session)
    ticket = _TICKET.search(http.get(page_url).raise_for_status().text)
    assert ticket, "The consent page has no ticket."
    url = urljoin(page_url, urlsplit(page_url).path)
    answer = http.post(url, data={"ticket": ticket[1], "decision": "allow"})
    query = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    done = complete_connect(user_id=alice.pk, session=session, query=query)
    return acme.pk, done.source_id


def _work_off(workspace_id: Any) -> None:
    from accounts.jobs.runner import run
    from accounts.models import Job
    from accounts.tenancy import inside

    with inside(workspace_id):
        job_id = Job.objects.get(task__endswith=".sync_source").pk
    end = time.monotonic() + _PATIENCE
    while (state := run(workspace_id, job_id)) != "done":
        assert state in ("queued", "not claimed"), state
        assert time.monotonic() < end, "The sync did not end."
        time.sleep(0.05)


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _post(http: httpx.Client, url: str, body: dict[str, Any]) -> None:
    http.post(url, json=body).raise_for_status()


def _trust(ca: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca)


if __name__ == "__main__":
    main()
