"""A workspace connected to the sandbox's Salesforce by the product's own way, and its jobs."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit
from uuid import UUID

import httpx

_TICKET = re.compile(r'name="ticket"[^>]*value="([^"]+)"')
_PATIENCE = 570.0


def connect(http: httpx.Client, slug: str) -> tuple[UUID, UUID]:
    """Alice makes a workspace and allows it at the consent page; (workspace's id, source's id)."""
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


def finish(workspace_id: UUID, job_id: UUID) -> None:
    """Run a job until it is done, as its worker would."""
    from accounts.jobs.runner import run
    from proactivox.deep_calls import call_with_room

    end = time.monotonic() + _PATIENCE
    while (state := call_with_room(run, workspace_id, job_id)) != "done":
        assert state in ("queued", "not claimed"), state
        assert time.monotonic() < end, "The sync did not end."
        time.sleep(0.2)
