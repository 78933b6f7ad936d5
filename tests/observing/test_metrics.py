"""Metrics and alarms: counts of what runs, for the operator alone, and no customer in them."""

import os
import subprocess
import sys
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.core.cache import cache
from django.test import Client
from prometheus_client import CollectorRegistry, generate_latest

from accounts.egress.errors import errors_of, kind_of, note_error
from accounts.errors import Trouble
from accounts.jobs import enqueue
from accounts.models import Job
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from proactivox.celery import SWEEPS
from proactivox.observing import alarms
from proactivox.observing.counting import gauges
from tests.cast import make_cast
from tests.databases import FreshDatabase

TOKEN = "t" * 40
_ASK = """
import django; django.setup()
from django.test import Client
client = Client()
client.get("/healthz")
client.get("/i18n/setlang/bob@acme.example/")
from accounts.egress.errors import note_error
answer = client.get("/metrics", headers={"Authorization": "Bearer " + "t" * 40})
print(answer.status_code, answer.content.decode())
"""


def test_there_are_none_without_the_token(settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    for brought in ("", "Bearer", f"Bearer {TOKEN}x", TOKEN):
        answer = Client().get("/metrics", headers={"Authorization": brought})
        assert answer.status_code == 404, brought


@pytest.mark.torture
def test_requests_are_counted_by_route_over_all_processes(
    fresh_database: FreshDatabase, clean_cache: None, tmp_path: Any
) -> None:
    make_cast()
    environment = {**fresh_database.env, "METRICS_TOKEN": TOKEN, "METRICS_DIR": str(tmp_path)}
    command = [sys.executable, "-c", _ASK]
    said = ""
    for _ in range(2):
        done = subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, check=True
        )
        said = done.stdout
    assert said.startswith("200")
    assert 'proactivox_requests_total{method="GET",route="healthz",status="200"} 2.0' in said
    assert 'route="none",status="404"' in said
    assert 'proactivox_request_seconds_count{route="healthz"} 2.0' in said
    assert "proactivox_database_connections" in said
    for canary in ("bob@", "acme", "Acme"):
        assert canary not in said


def test_jobs_are_counted_over_all_workspaces_and_alarms_told_once(
    fresh_database: FreshDatabase, clean_cache: None, settings: Any
) -> None:
    settings.OPERATOR_MAIL, settings.ALARM_QUEUE_SECONDS = "operator@proactivox.example", 600
    cast = make_cast()
    from datetime import timedelta

    from django.utils import timezone

    old = timezone.now() - timedelta(hours=1)
    for workspace in (cast.acme, cast.rival):
        with inside(workspace):
            enqueue("accounts.tasks.send_mail", uuid4(), "x", run_after=old)
            enqueue("accounts.tasks.send_mail", uuid4(), "x", run_after=old)
            dead = Job.objects.order_by("created_at").first()
            assert dead is not None
            Job.objects.filter(pk=dead.pk).update(state="dead", finished_at=timezone.now())
    assert alarms.raise_alarms() == 2
    assert set(alarms.active_alarms()) == {"queue-age-mail", "dead-jobs-mail"}
    assert alarms.raise_alarms() == 0
    with inside(HOUSE_ID):
        assert Job.objects.filter(task="accounts.tasks.send_mail").count() == 1
    registry = CollectorRegistry()
    gauges(registry)
    said = generate_latest(registry).decode()
    assert 'proactivox_jobs{queue="mail",state="dead"} 2.0' in said
    assert 'proactivox_jobs{queue="mail",state="queued"} 3.0' in said
    assert 'proactivox_alarm{name="dead-jobs-mail"} 1.0' in said
    assert "job_oldest_seconds" in said
    for workspace in (cast.acme, cast.rival):
        with inside(workspace):
            Job.objects.all().delete()
    alarms.raise_alarms()
    assert alarms.active_alarms() == {}


def test_a_sweep_is_late_after_two_turns(
    clean_cache: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(alarms._sweeps()) == []
    name = "accounts.webhooks.streaming.ring_streams"
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 2000)
    late = dict(alarms._sweeps())
    assert f"late-{name}" in late
    assert "late-accounts.services.sweeps.forget_jobs" not in late
    alarms.note_sweep(name)
    assert f"late-{name}" not in dict(alarms._sweeps())
    assert name in SWEEPS


def test_errors_of_the_way_out_are_counted_by_kind(clean_cache: None) -> None:
    for error in (Trouble("x"), httpx.ReadTimeout("x"), httpx.ConnectError("x"), ValueError()):
        note_error(error)
    assert [errors_of(kind) for kind in ("refused", "timeout", "connection", "other")] == [1] * 4
    assert kind_of(httpx.ConnectTimeout("x")) == "timeout"
    cache.clear()
    assert errors_of("refused") == 0
