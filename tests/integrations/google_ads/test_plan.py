"""What a plan holds of time, pace and rows bounds a sync; a larger one reads the rest by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db.models import Min
from django.utils import timezone
from django.utils.formats import date_format

from accounts import limits
from accounts.errors import NotInPlan, Trouble
from accounts.models import Job
from accounts.tenancy import inside
from integrations.forms import PaceForm
from integrations.models import CampaignDay, Source, StreamState
from integrations.selectors.pacing import due_at, late_after, pace_of
from integrations.services.reach import first_day_read
from integrations.services.resuming import resume_syncs
from integrations.services.sources import choose_pace, reread_range
from integrations.services.syncing.room import refuse_when_full
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.google_ads.truth import differences
from tests.integrations.working import work_off

pytestmark = pytest.mark.django_db
START = "integrations.tasks.sync.start_sync"
Sync = Callable[[], list[str]]


@pytest.fixture
def plan() -> Iterator[dict[str, Any]]:
    """What Acme has bought, to be changed by a test: allowances by resource, and "pace"."""
    before, bought = list(limits._judges), {"pace": 15}
    judge = limits.Judge(
        lambda *_: None,
        lambda *_: None,
        lambda _workspace, resource: bought.get(resource),
        lambda _workspace: bought["pace"],
    )
    limits.register_judge(judge)
    yield bought
    limits._judges[:] = before


def oldest(cast: Cast) -> Any:
    with inside(cast.acme):
        return CampaignDay.objects.aggregate(day=Min("on"))["day"]


def test_no_day_before_the_plans_months_is_read_until_the_plan_grows(
    cast: Cast, source: Source, google: Running, sync: Sync, plan: dict[str, Any]
) -> None:
    plan["history_months"] = 1
    sync()
    work_off(cast.acme.pk, task="backfill_source")
    begin, today = oldest(cast), timezone.now().date()
    assert today - begin <= timedelta(days=32)
    with inside(cast.acme):
        kept = CampaignDay.objects.count()
    del plan["history_months"]
    with inside(cast.acme):
        assert resume_syncs() == 1
    sync()
    work_off(cast.acme.pk, task="backfill_source")
    assert oldest(cast) < begin
    with inside(cast.acme):
        assert not differences(source, google.control)
    plan["history_months"] = 1
    sync()
    with inside(cast.acme):
        # A smaller plan takes nothing away.
        assert CampaignDay.objects.count() > kept


def test_a_range_before_the_plans_months_is_refused_with_the_first_day_that_is_read(
    cast: Cast, source: Source, plan: dict[str, Any]
) -> None:
    plan["history_months"] = 1
    early = timezone.now() - timedelta(days=45)
    with inside(cast.acme):
        with pytest.raises(Trouble, match="before the first day that is read") as told:
            reread_range(source_id=source.pk, from_at=early)
        first = first_day_read(source)
        assert first is not None
        assert date_format(first) in told.value.advice
        assert not Job.objects.filter(args__1=early.isoformat()).exists()
        begin = datetime.combine(first, time(), timezone.get_current_timezone())
        assert reread_range(source_id=source.pk, from_at=begin) is not None
    del plan["history_months"]
    with inside(cast.acme):
        assert reread_range(source_id=source.pk, from_at=early) is not None


def test_at_the_last_row_a_sync_stops_says_so_and_loses_nothing(
    cast: Cast, source: Source, google: Running, sync: Sync, plan: dict[str, Any]
) -> None:
    plan["rows"] = 30
    sync()
    with inside(cast.acme):
        stopped = Source.objects.get(pk=source.pk)
        assert stopped.trouble_code == "rows_full"
        assert "keeps 30 rows" in stopped.trouble_text
        assert "All that is here stays" in stopped.trouble_text
        assert CampaignDay.objects.count() <= 30
        assert not StreamState.objects.filter(source=source, cursor__isnull=False).exists()
        refuse_when_full(cast.acme.pk)
        plan["rows"] = 0
        with pytest.raises(NotInPlan, match="keeps 0 rows"):
            refuse_when_full(cast.acme.pk)
    del plan["rows"]
    with inside(cast.acme):
        resume_syncs()
    sync()
    with inside(cast.acme):
        assert Source.objects.get(pk=source.pk).trouble_code == ""
    with inside(cast.acme):
        assert not differences(source, google.control)


def test_a_source_is_read_no_oftener_than_the_plan_allows(
    cast: Cast, source: Source, sync: Sync, plan: dict[str, Any]
) -> None:
    plan["history_months"] = 1
    sync()
    with inside(cast.acme):
        choose_pace(source_id=source.pk, minutes=15)
        row = Source.objects.get(pk=source.pk)
        (planned,) = Job.objects.filter(task=START, state="queued")
        assert planned.run_after == pytest.approx(due_at(row), abs=timedelta(seconds=30))
        assert pace_of(row) == timedelta(minutes=15)
        plan["pace"] = 24 * 60
        # What was planned before the change waits, too, and it is not late meanwhile.
        assert due_at(row) - timezone.now() > timedelta(hours=23)
        assert late_after(row) == timedelta(hours=30)
        with pytest.raises(NotInPlan):
            choose_pace(source_id=source.pk, minutes=60)
        assert row.options["pace"] == 15
    text = str(PaceForm(least=24 * 60))
    assert text.count("<option") == 1
    assert "A larger plan reads more often." in text
