"""What leaves for error reports and traces: real libraries to a real server, and no canary."""

import os
import subprocess
import sys
from typing import Any

import pytest

from proactivox.observing.errors import start_error_reports
from proactivox.observing.traces import make_provider, start_traces
from tests.observing.hearing import hearing

CANARIES = (b"bob@", b"canary", b"192.0.2.7", b"4711-secret")


# A process of its own: what the library patches would stay in this one.
_FAIL = """
import django, logging
django.setup()
import sentry_sdk
def fail(typed):
    local = f"canary {typed}"
    raise ValueError(local)
sentry_sdk.set_user({"email": "bob@acme.example", "ip_address": "192.0.2.7"})
sentry_sdk.set_extra("typed", "canary")
try:
    fail("bob@acme.example")
except ValueError as error:
    sentry_sdk.capture_exception(error)
logging.getLogger("tests.observing").error("Told %s of 4711-secret", "canary")
sentry_sdk.flush(10)
"""


@pytest.mark.torture
def test_an_error_is_reported_without_who_or_what() -> None:
    with hearing() as (origin, heard):
        environment = {**os.environ, "SENTRY_DSN": f"http://key@{origin}/7"}
        subprocess.run([sys.executable, "-c", _FAIL], env=environment, check=True)
        sent = b"".join(body for _path, body in heard)
    assert len(heard) >= 2
    assert b"ValueError" in sent
    assert b'"function":"fail"' in sent
    assert b"tests.observing:<module>:" in sent
    for canary in CANARIES:
        assert canary not in sent


def test_traces_are_sent_by_name_alone(settings: Any) -> None:
    with hearing() as (origin, heard):
        settings.OTEL_EXPORTER_OTLP_ENDPOINT = f"http://{origin}"
        settings.TRACE_SHARE = 1.0
        provider = make_provider()
        tracer = provider.get_tracer("tests")
        attributes = {
            "http.method": "GET",
            "http.route": "w/<slug:slug>/",
            "http.target": "/w/canary/?email=bob@acme.example",
            "net.peer.ip": "192.0.2.7",
        }
        with tracer.start_as_current_span("GET /w/canary/", attributes=attributes) as span:
            span.record_exception(ValueError("4711-secret"))
            with tracer.start_as_current_span("SELECT canary", {}) as statement:
                statement.set_attribute("db.statement", "SELECT 'bob@acme.example'")
        assert provider.force_flush(10_000)
        provider.shutdown()
    (path, body) = heard[0]
    assert path == "/v1/traces"
    assert b"GET w/<slug:slug>/" in body
    assert b"SELECT" in body
    for canary in CANARIES:
        assert canary not in body


@pytest.mark.parametrize("share", [0.0])
def test_a_share_of_none_sends_nothing(settings: Any, share: float) -> None:
    with hearing() as (origin, heard):
        settings.OTEL_EXPORTER_OTLP_ENDPOINT, settings.TRACE_SHARE = f"http://{origin}", share
        provider = make_provider()
        with provider.get_tracer("tests").start_as_current_span("x"):
            pass
        provider.shutdown()
    assert heard == []


def test_without_a_server_nothing_is_started(settings: Any) -> None:
    import sentry_sdk

    settings.SENTRY_DSN = settings.OTEL_EXPORTER_OTLP_ENDPOINT = ""
    start_error_reports()
    assert start_traces() is None
    assert not sentry_sdk.get_client().is_active()
