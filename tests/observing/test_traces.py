"""One request with its task and its statements, as a collector of traces receives them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from proactivox.observing.scrubbing import ATTRIBUTES, REQUEST_ID
from tests.cast import PASSWORD, make_cast
from tests.databases import FreshDatabase
from tests.observing.hearing import hearing

_ASKED = "the-request-of-this-test"
_CANARIES = (b"canary", b"alice@", b"bob@", b"192.0.2.7", b"/w/acme", PASSWORD.encode())
# A process of its own: what the instrumentors patch would stay in this one. It is web and worker.
_WORK = f"""
import django; django.setup()
import time
from celery.contrib.testing.worker import start_worker
from django.test import Client
from accounts.models import Invitation, Workspace
from accounts.tenancy import inside
from proactivox.celery import app
alice = Client(REMOTE_ADDR="192.0.2.7")
alice.post("/accounts/login/", {{"login": "alice@acme.example", "password": "{PASSWORD}"}})
workspace = Workspace.objects.get(slug="acme")
def is_sent():
    with inside(workspace):
        return Invitation.objects.filter(sent_at__isnull=False).exists()
with start_worker(app, pool="solo", queues=["mail"], perform_ping_check=False):
    answer = alice.post(
        "/w/acme/settings/members/invite/?canary=1",
        {{"email": "bob@canary.example", "role": "viewer"}},
        headers={{"X-Request-ID": "{_ASKED}"}},
    )
    assert answer.status_code == 302, answer.content
    end = time.monotonic() + 60
    while not is_sent():
        assert time.monotonic() < end, "no task"
        time.sleep(0.1)
"""


@pytest.fixture
def spans(fresh_database: FreshDatabase, clean_cache: None) -> list[Span]:
    """Everything that was sent, once the process had ended."""
    make_cast()
    with hearing() as (origin, heard):
        environment = {
            **os.environ,
            **fresh_database.env,
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{origin}",
            "TRACE_SHARE": "1",
        }
        command = [sys.executable, "-c", _WORK]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    for _path, body in heard:
        for canary in _CANARIES:
            assert canary not in body, canary
    return list(_unpacked(body for _path, body in heard))


def _unpacked(bodies: Iterable[bytes]) -> Iterable[Span]:
    for body in bodies:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                yield from scope.spans


def said(span: Span) -> dict[str, str]:
    return {one.key: one.value.string_value for one in span.attributes}


@pytest.mark.torture
def test_a_request_its_task_and_their_statements_are_one_trace(spans: list[Span]) -> None:
    ours = [span for span in spans if said(span).get(REQUEST_ID) == _ASKED]
    names = [span.name for span in ours]
    (request,) = [span for span in ours if span.name.startswith("POST ")]
    assert request.name == "POST w/<slug:slug>/settings/members/invite/"
    (task,) = [span for span in ours if span.name == "run/accounts.run_job"]
    statements = {name for name in names if name.isupper()}
    assert {"SELECT", "INSERT", "UPDATE"} <= statements
    below = [span for span in ours if span.parent_span_id == task.span_id]
    assert any(span.name == "UPDATE" for span in below)
    assert len({span.trace_id for span in ours}) == 1
    assert set().union(*(said(span) for span in spans)) <= ATTRIBUTES
