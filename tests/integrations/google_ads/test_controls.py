"""What Google says of its own sums, beside the days that were read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import AuditEvent, Job
from accounts.tenancy import inside
from integrations.models import (
    CampaignDay,
    ControlledDay,
    ControlTotal,
    Source,
    StreamState,
    SyncRun,
)
from integrations.selectors import accounts_of
from integrations.services import sweeps
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.controlling import CONTROL, first_look, second_look

Sync = Callable[[], list[str]]


def a_day(cast: Cast) -> CampaignDay:
    """A day with spend, some days ago."""
    with inside(cast.acme):
        rows = CampaignDay.objects.filter(spend_micros__gt=0).select_related("campaign")
        newest = rows.latest("on").on
        # Today is compared by nobody, and how much of it there is depends on the hour.
        return rows.filter(on__lte=newest - timedelta(days=3)).order_by("-on", "campaign")[0]


def alter(cast: Cast, row: CampaignDay, **by: int) -> None:
    """Damage the store."""
    with inside(cast.acme):
        CampaignDay.objects.filter(pk=row.pk).update(**{key: F(key) + n for key, n in by.items()})


def test_what_was_read_agrees(cast: Cast, source: Source, google: Running, sync: Sync) -> None:
    sync()
    assert first_look(cast) == ["done"]
    with inside(cast.acme):
        accounts = {account.external_id for account in accounts_of(source)}
        states = StreamState.objects.filter(stream="campaign_days")
        begins = dict(states.values_list("account", "first_on"))
        totals = list(ControlTotal.objects.all())
        assert {(one.account, one.days) for one in totals} == {
            (account, span) for account in accounts for span in (7, 30)
        }
        for one in totals:
            assert one.is_equal
            assert one.theirs.items() <= one.ours.items()
            span_begins = one.last_on - timedelta(days=one.days - 1)
            assert one.first_on == max(span_begins, begins[one.account] or span_begins)
        assert sum(one.theirs["spend_micros"] for one in totals) > 0
        assert ControlledDay.objects.count() == sum(
            (one.last_on - one.first_on).days + 1 for one in totals if one.days == 30
        )
        assert not ControlledDay.objects.filter(is_equal=False).exists()
        assert not Job.objects.filter(state="queued", task=CONTROL).exists()


def test_an_altered_day_is_found_read_again_and_agrees(
    cast: Cast, source: Source, google: Running, sync: Sync
) -> None:
    sync()
    row = a_day(cast)
    alter(cast, row, spend_micros=1)
    assert first_look(cast) == ["done"]
    with inside(cast.acme):
        doubted = ControlledDay.objects.get(is_equal=False)
        assert (doubted.account, doubted.on) == (row.campaign.account_external_id, row.on)
        assert set(doubted.theirs) == {"spend_micros"}
        assert doubted.ours["spend_micros"] - doubted.theirs["spend_micros"] == 1
        assert not ControlTotal.objects.get(account=doubted.account, days=30).is_equal
    sync()
    with inside(cast.acme):
        assert SyncRun.objects.get(kind="range").state == "succeeded"
        kept = CampaignDay.objects.get(pk=row.pk)
        assert kept.spend_micros == row.spend_micros
    assert second_look(cast) == ["done"]
    with inside(cast.acme):
        assert not ControlledDay.objects.filter(is_equal=False).exists()
        assert not ControlTotal.objects.filter(is_equal=False).exists()
        assert not AuditEvent.objects.filter(action="source.control_differs").exists()


def test_what_differs_twice_is_written_down(
    cast: Cast, source: Source, google: Running, sync: Sync
) -> None:
    sync()
    row = a_day(cast)
    alter(cast, row, clicks=5)
    first_look(cast)
    sync()
    alter(cast, row, clicks=7)
    assert second_look(cast) == ["done"]
    with inside(cast.acme):
        doubted = ControlledDay.objects.get(is_equal=False)
        assert doubted.ours["clicks"] - doubted.theirs["clicks"] == 7
        event = AuditEvent.objects.get(action="source.control_differs")
        assert event.data == {"days": 1, "first_on": row.on.isoformat()}
        assert not Job.objects.filter(task=CONTROL, state="queued").exists()


def test_a_source_that_reads_is_asked_when_it_is_done(
    cast: Cast, source: Source, google: Running, sync: Sync
) -> None:
    sync()
    with inside(cast.acme):
        run = SyncRun.objects.create(source_id=source.pk, kind="incremental")
    assert first_look(cast) == ["queued"]
    with inside(cast.acme):
        assert not ControlTotal.objects.exists()
        SyncRun.objects.filter(pk=run.pk).update(state="succeeded")
    assert second_look(cast) == ["done"]
    with inside(cast.acme):
        assert ControlTotal.objects.exists()


@pytest.mark.parametrize("rest", ["paused_at", "disconnected_at"])
def test_a_source_at_rest_is_not_asked(
    cast: Cast, source: Source, google: Running, sync: Sync, rest: str
) -> None:
    sync()
    with inside(cast.acme):
        change: dict[str, Any] = {rest: timezone.now()}
        Source.objects.filter(pk=source.pk).update(**change)
    assert sweeps.request_controls() == 0
