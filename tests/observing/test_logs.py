"""Log lines belong to a request, from the page to the worker, and name nobody."""

import json
import logging
import sys
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.jobs import enqueue, queue
from accounts.jobs.runner import run
from accounts.models import Job
from accounts.redaction import RedactSecrets, redact
from accounts.request_ids import carrying, current_request_id
from accounts.tenancy import inside
from proactivox.observing import slow
from proactivox.observing.logs import AddRequest, JsonLines
from tests.cast import make_cast
from tests.databases import FreshDatabase


def line(text: str, *args: Any, exc_info: Any = None) -> dict[str, Any]:
    """A record as the console writes it in production."""
    record = logging.LogRecord("a.b", logging.ERROR, "", 1, text, args, exc_info)
    for step in (RedactSecrets(), AddRequest()):
        assert step.filter(record)
    said: dict[str, Any] = json.loads(JsonLines().format(record))
    return said


def test_a_line_is_json_with_its_request_and_without_people() -> None:
    with carrying("request-1"):
        said = line("%s from 192.0.2.7 and 2001:db8:1:2:3:4:5:6", "bob@acme.example")
    assert said["message"] == "[address] from [ip] and [ip]"
    assert (said["level"], said["logger"], said["request_id"]) == ("error", "a.b", "request-1")
    try:
        secret = "Bearer canary-token"
        raise ValueError(f"{secret} of bob@acme.example")
    except ValueError:
        said = line("It failed", exc_info=sys.exc_info())
    assert "ValueError" in said["exception"]
    assert "canary" not in str(said)
    assert "bob@" not in str(said)


@pytest.mark.parametrize("text", ["At 12:30:45 it ended", "version 5.2.19", "a::b", "1/2/3"])
def test_what_is_no_address_stays(text: str) -> None:
    assert redact(text) == text


def test_an_answer_names_its_request() -> None:
    made = Client().get("/healthz")["X-Request-ID"]
    assert len(made) == 32
    brought = Client().get("/healthz", headers={"X-Request-ID": "from-the-proxy-1"})
    assert brought["X-Request-ID"] == "from-the-proxy-1"
    for bad in ("short", "bob@acme.example", "x" * 99, "a b c d e f g h"):
        assert Client().get("/healthz", headers={"X-Request-ID": bad})["X-Request-ID"] != bad
    assert current_request_id() == ""


def test_a_job_runs_under_the_request_that_asked_for_it(
    fresh_database: FreshDatabase, clean_cache: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts.jobs import runner

    cast, seen = make_cast(), []
    monkeypatch.setattr(queue, "ring", lambda *_words: True)
    monkeypatch.setattr(runner, "_call", lambda _lease: seen.append(current_request_id()))
    with carrying("request-2"), inside(cast.acme):
        job_id = enqueue("tests.tasks.leave_mark", "x")
    assert job_id
    assert run(cast.acme.pk, job_id) == "done"
    assert seen == ["request-2"]
    with inside(cast.acme):
        assert Job.objects.get(pk=job_id).request_id == "request-2"


@pytest.mark.django_db
def test_a_slow_statement_is_written_without_its_values(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SLOW_QUERY_MS = -1
    with connection.execute_wrapper(slow._timed), connection.cursor() as cursor:
        cursor.execute("SELECT %s::text, 'canary', 4711", ["bob@acme.example"])
    assert "SELECT %s::text, ?, ?" in caplog.text
    for canary in ("canary", "4711", "bob@"):
        assert canary not in caplog.text
    caplog.clear()
    settings.SLOW_QUERY_MS = 60_000
    with connection.execute_wrapper(slow._timed), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert caplog.text == ""


def test_nothing_else_writes_addresses_down() -> None:
    """No server is started with an access log of its own: ours is the only one."""
    from proactivox.launch.places import ROOT

    for name in ("Dockerfile", "docker-compose.yml", "proactivox/launch/programs.py"):
        assert "access-log" not in (ROOT / name).read_text().replace("no-access-log", ""), name
    proxy = (ROOT / "Caddyfile").read_text()
    assert not any(
        line.strip() == "log" or line.strip().startswith("log ") for line in proxy.splitlines()
    )
