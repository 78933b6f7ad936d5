"""The organisation's API budget: told by each answer, kept to a share, waited for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.jobs.runner import run
from accounts.models import Job
from accounts.tenancy import inside
from integrations.connectors.salesforce.limits import Usage, usage_of
from integrations.models import Source, SyncRun
from sandbox.serving import Running
from tests.cast import Cast

Sync = Callable[[], list[str]]


@pytest.mark.parametrize(
    ("header", "usage"),
    [
        ("api-usage=10018/100000", Usage(10_018, 100_000)),
        ("api-usage=110018/100000; api-bursts=1/750", Usage(110_018, 100_000, 1)),
        ("api-usage=25/5000; per-app-api-usage=17/250(appName=sample)", Usage(25, 5000)),
        ("per-app-api-usage=17/250(appName=api-usage=1/2)", None),
        ("", None),
        ("something else", None),
    ],
)
def test_the_header_is_read_in_all_its_forms(header: str, usage: Usage | None) -> None:
    assert usage_of(header) == usage


def test_the_page_says_what_is_used_and_where_we_stop(
    cast: Cast, salesforce: Running, connected_source: Source, sync: Sync
) -> None:
    salesforce.control.settings(api_used=12_345, api_limit=90_000)
    assert sync() == ["done"]
    client = Client()
    client.force_login(cast.alice)
    page = client.get(reverse("integrations:source", args=["acme", connected_source.pk]))
    text = page.content.decode()
    # The look-alike counts each answer, as Salesforce does.
    assert re.search(r"12,[34]\d\d of 90,000", text)
    assert "we stop at 80" in text


def test_a_sync_leaves_the_rest_to_others_and_goes_on_by_itself(
    cast: Cast, salesforce: Running, connected_source: Source, sync: Sync
) -> None:
    with inside(cast.acme):
        Source.objects.update(options={"api_share": 40})
        job = Job.objects.get(task__endswith="sync_source")
    salesforce.control.settings(api_used=40_000, api_limit=100_000)
    assert run(cast.acme.pk, job.pk) == "queued"
    asked = len(salesforce.control.requests())
    with inside(cast.acme):
        source = Source.objects.get(pk=connected_source.pk)
        assert source.trouble_code == "api_limit"
        assert re.match(r"40,0\d\d of 100,000", source.trouble_text)
        assert "40 %" in source.trouble_text
        assert source.identity["api_usage"]["used"] > 40_000
        assert Job.objects.get(pk=job.pk).run_after > timezone.now() + timedelta(minutes=50)
        Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
    salesforce.control.settings(api_used=39_000)
    assert sync()[-1] == "done"
    assert len(salesforce.control.requests()) > asked
    with inside(cast.acme):
        assert SyncRun.objects.get().state == "succeeded"
        assert Source.objects.get(pk=connected_source.pk).trouble_text == ""


def test_a_daily_limit_waits_for_tomorrow_and_says_when(
    cast: Cast, salesforce: Running, connected_source: Source, sync: Sync
) -> None:
    salesforce.control.fault("request_limit")
    with inside(cast.acme):
        job = Job.objects.get(task__endswith="sync_source")
    assert run(cast.acme.pk, job.pk) == "queued"
    with inside(cast.acme):
        source = Source.objects.get(pk=connected_source.pk)
        assert "used up" in source.trouble_text
        due = Job.objects.get(pk=job.pk).run_after
        assert timedelta(minutes=50) < due - timezone.now() <= timedelta(days=1, minutes=2)


def test_requests_at_the_same_time_are_asked_again_in_seconds(
    cast: Cast, salesforce: Running, connected_source: Source
) -> None:
    salesforce.control.fault("concurrency")
    with inside(cast.acme):
        job = Job.objects.get(task__endswith="sync_source")
    assert run(cast.acme.pk, job.pk) == "queued"
    with inside(cast.acme):
        assert Source.objects.get(pk=connected_source.pk).trouble_text == ""
        assert Job.objects.get(pk=job.pk).run_after < timezone.now() + timedelta(minutes=1)
