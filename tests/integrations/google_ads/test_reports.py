"""Days that Google restates, refuses, cuts short or forgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.errors import Trouble
from accounts.models import Job
from accounts.tenancy import inside
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Asked, Report, Reports
from integrations.connectors.refusals import TooMuch
from integrations.credentials import StoredTokens
from integrations.models import (
    Campaign,
    CampaignDay,
    CampaignDayRevision,
    Source,
    StreamState,
    SyncRun,
    SyncSlice,
)
from integrations.selectors import accounts_of
from integrations.services import choose_accounts, readable_accounts, request_sync, reread_range
from sandbox.google_ads.errors import AdsError, quota_error
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.connecting import connect
from tests.integrations.google_ads.truth import differences
from tests.integrations.working import work_off

pytestmark = pytest.mark.django_db
SEARCH = "/google-ads/.*searchStream"
Sync = Callable[[], list[str]]


def refuse(google: Running, error: AdsError, times: int = 1, path: str = SEARCH) -> None:
    """The next queries are refused as Google words it, as a list."""
    body = [error.body()]
    status = error.response().status
    google.control.fault("status", path=path, times=times, status=status, body=body)


def test_a_source_knows_its_accounts_with_zone_currency_and_manager(
    cast: Cast, source: Source, sync: Sync
) -> None:
    accounts = accounts_of(source)
    assert [(a.name, a.currency, a.time_zone, a.parent) for a in accounts] == [
        ("Fernhill Instruments EU", "EUR", "Europe/Copenhagen", "Fernhill Instruments (manager)"),
        ("Fernhill Instruments US", "USD", "America/New_York", "Fernhill Instruments (manager)"),
    ]
    assert source.identity["currency"] == ""
    sync()
    with inside(cast.acme):
        owners = Campaign.objects.values_list("account_external_id", "currency").distinct()
        assert set(owners) == {(a.external_id, a.currency) for a in accounts}


def test_days_are_restated_on_later_reads_and_every_old_value_is_kept(
    cast: Cast, source: Source, google: Running, sync: Sync
) -> None:
    # Three hours into a day of the vendor's, the one before still grows: at noon it would not.
    past_midnight = (timezone.now() - timedelta(days=1)).replace(hour=3, minute=0)
    google.control.settings(clock_offset=(past_midnight - timezone.now()).total_seconds())
    sync()
    with inside(cast.acme):
        assert differences(source, google.control) == {}
        young = CampaignDay.objects.filter(on__gte=timezone.now().date() - timedelta(days=5))
        assert young.exists()
        assert {row.flags & 4 for row in young} == {4}
        assert not CampaignDayRevision.objects.exists()
        before = told_now()
        request_sync(source_id=source.pk)
    google.control.settings(clock_offset=0.0)
    sync()
    with inside(cast.acme):
        assert differences(source, google.control) == {}
        after = told_now()
        restated = {key: (old, after[key]) for key, old in before.items() if after[key] != old}
        assert {metric for _, _, metric in restated} >= {"spend_micros"}
        kept: Any = CampaignDayRevision.objects.values_list(
            "campaign", "on", "metric", "old_value", "new_value"
        )
        assert {(day[:3], day[3:]) for day in kept} == {
            ((campaign, on, metric), values) for (campaign, on, metric), values in restated.items()
        }


def told_now() -> dict[tuple[int, date, str], int]:
    """Each stored number of each day."""
    metrics = ("impressions", "clicks", "spend_micros")
    return {
        (row["campaign"], row["on"], metric): row[metric]
        for row in CampaignDay.objects.values("campaign", "on", *metrics)
        for metric in metrics
    }


def test_an_ended_token_is_renewed_once_in_the_middle(
    cast: Cast, source: Source, google: Running, sync: Sync
) -> None:
    google.control.post("/google/expire", {})
    google.control.reset_counters()
    sync()
    with inside(cast.acme):
        assert SyncRun.objects.get().state == "succeeded"
    asked = [one["path"] for one in google.control.requests()]
    assert sum(path.endswith("/token") for path in asked) == 1


@pytest.mark.usefixtures("clean_cache")
def test_a_burst_is_waited_for_and_a_day_used_up_is_said(
    cast: Cast, source: Source, google: Running
) -> None:
    refuse(google, quota_error("RESOURCE_TEMPORARILY_EXHAUSTED", seconds=1))
    assert work_off(cast.acme.pk, steps=1) == ["queued"]
    with inside(cast.acme):
        assert Source.objects.get().trouble_code == ""
    refuse(google, quota_error("RESOURCE_EXHAUSTED", seconds=7200))
    work_off(cast.acme.pk)
    with inside(cast.acme):
        found = Source.objects.get()
        assert found.trouble_code == "api_limit"
        assert "Google Ads" in found.trouble_text
        job = Job.objects.get(task__endswith=".sync_source")
        assert job.run_after > timezone.now() + timedelta(minutes=50)


def test_an_account_that_refuses_keeps_no_other_back(
    cast: Cast, source: Source, google: Running, sync: Sync
) -> None:
    closed, open_ = accounts_of(source)
    denied = AdsError("PERMISSION_DENIED", "authorizationError", "USER_PERMISSION_DENIED", "No.")
    refuse(google, denied, times=-1, path=f"/customers/{closed.external_id}/")
    sync()
    with inside(cast.acme):
        run = SyncRun.objects.get()
        assert run.state == "partial"
        assert "USER_PERMISSION_DENIED" in run.error_text
        owners = CampaignDay.objects.values_list("campaign__account_external_id", flat=True)
        assert set(owners) == {open_.external_id}
        states = dict(StreamState.objects.values_list("account", "last_on"))
        assert states[closed.external_id] is None
        assert states[open_.external_id] is not None


def test_a_report_whose_sum_differs_from_its_rows_is_not_kept(
    cast: Cast, source: Source, google: Running, sync: Sync
) -> None:
    day = {"date": timezone.now().date().isoformat()}
    row = {"campaign": {"id": "1", "name": "X"}, "segments": day, "metrics": {"clicks": "5"}}
    body = [{"results": [row]}, {"summaryRow": {"metrics": {"clicks": "6"}}}]
    google.control.fault("status", path=SEARCH, skip=2, times=-1, status=200, body=body)
    sync()
    with inside(cast.acme):
        assert SyncRun.objects.get().state == "partial"
        assert "announced 6 and sent 5" in SyncRun.objects.get().error_text
        assert not CampaignDay.objects.exists()
        assert StreamState.objects.filter(last_on__isnull=False).count() == 0


def test_what_google_forgets_stays_outside_of_the_window_and_goes_inside(
    cast: Cast, source: Source, google: Running, sync: Sync
) -> None:
    with inside(cast.acme):
        reread_range(source_id=source.pk, from_at=timezone.now() - timedelta(days=33))
        Job.objects.filter(dedupe_key=str(source.pk), task__endswith="sync_source").delete()
    sync()
    edge = timezone.now().date() - timedelta(days=31)
    with inside(cast.acme):
        old = set(CampaignDay.objects.filter(on__lt=edge).values_list("campaign", "on"))
        assert old
        reread_range(source_id=source.pk, from_at=timezone.now() - timedelta(days=32, hours=12))
    google.control.fault("status", path=SEARCH, times=-1, status=200, body=[{}])
    sync()
    with inside(cast.acme):
        assert {run.state for run in SyncRun.objects.all()} == {"succeeded"}
        assert set(CampaignDay.objects.filter(on__lt=edge).values_list("campaign", "on")) == old
        inner = timezone.now().date() - timedelta(days=27)
        assert not CampaignDay.objects.filter(on__gte=inner).exists()
        gone = CampaignDayRevision.objects.filter(on__gte=inner, metric="clicks")
        assert gone.exists()
        assert not gone.filter(new_value__isnull=False).exists()


@pytest.mark.torture
def test_a_report_that_is_too_much_is_asked_for_in_halves(
    cast: Cast, source: Source, google: Running, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector = CONNECTORS["google_ads"]
    engine = connector.engine
    assert isinstance(engine, Reports)

    def read(client: Any, asked: Asked) -> Report:
        if asked.days > 5:
            raise TooMuch
        return engine.read(client, asked)

    changed = replace(connector, engine=replace(engine, read=read))
    monkeypatch.setitem(CONNECTORS, "google_ads", changed)
    sync()
    with inside(cast.acme):
        assert SyncRun.objects.get().state == "succeeded"
        assert SyncSlice.objects.filter(mode="reports").count() > 10
        assert differences(source, google.control) == {}


def test_the_accounts_own_report_says_the_same(
    cast: Cast, source: Source, google: Running, sync: Sync
) -> None:
    sync()
    engine = CONNECTORS["google_ads"].engine
    assert isinstance(engine, Reports)
    assert engine.totals is not None
    with engine.open_client(StoredTokens(cast.acme.pk, source.pk)) as client:
        for account in accounts_of(source):
            today = timezone.now().astimezone(account.zone).date()
            first = today - timedelta(days=6)
            told = engine.totals(client, account, first, today)
            with inside(cast.acme):
                rows = CampaignDay.objects.filter(
                    campaign__account_external_id=account.external_id, on__gte=first
                )
                for metric, total in told.items():
                    assert sum(getattr(row, metric) or 0 for row in rows) == total, metric


def test_the_same_account_is_not_read_by_two_sources(
    cast: Cast, source: Source, google: Running
) -> None:
    with pytest.raises(Trouble, match="already") as caught:
        connect(cast.acme, cast.alice, "google_ads")
    assert caught.value.code == "account_twice"
    found = readable_accounts(workspace_id=cast.acme.pk, source_id=source.pk)
    with inside(cast.acme):
        choose_accounts(source_id=source.pk, accounts=found[:1])
        source.refresh_from_db()
        assert source.identity["currency"] == "EUR"
