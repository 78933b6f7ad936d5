"""A night reads the lively days alone, and says what it would say who reads them all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.db.models import F

from accounts.tenancy import inside
from analytics.detection.judging import Judged
from analytics.detection.nightly import BY_DAY
from analytics.models import (
    AdCampaignDay,
    AdCampaignMonth,
    AdDay,
    Annotation,
    Evaluation,
    Monitor,
    MonitorMemory,
)
from analytics.monitors.judging import Look, look_of
from analytics.monitors.reading import read_together
from analytics.queries import Breakdown
from tests.analytics.monitor_world import ads_world, look, today, watch, write_months
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SHOES_BEGAN = 50


def make_world() -> None:
    """Half a year of Brand; Shoes began some weeks ago, so nothing of it is remembered."""
    ads = ads_world(lambda _number, back: 0.4 if back < 2 else 1.0, days=190)
    late = {"on__lt": today() - DAY * SHOES_BEGAN}
    AdCampaignDay.objects.filter(campaign_id=ads.campaigns[1], **late).delete()
    AdDay.objects.filter(platform="meta_ads", **late).delete()
    write_months()
    Annotation.objects.create(
        first_on=today() - DAY * 90, kind="sale", text="Sale", is_special=True
    )
    for metric in ("spend", "clicks", "cpc"):
        watch(metric, metric=metric)
    watch("CTR of Brand", metric="ctr", by=Breakdown.CAMPAIGN)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[str, ...], Judged]]:
    """What was judged of which parts, a look after the other."""
    found: list[tuple[tuple[str, ...], Judged]] = []

    def heard(asked: Any, days: Any, one: Judged, span: int) -> Look:
        found.append((days.keys, one))
        return look_of(asked, days, one, span)

    monkeypatch.setattr("analytics.monitors.abreast.look_of", heard)
    return found


@pytest.fixture
def whole_readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many monitors were read together from their first day on."""
    found: list[int] = []

    def heard(definitions: Any, *more: Any) -> Any:
        found.append(len(definitions))
        return read_together(definitions, *more)

    monkeypatch.setattr("analytics.monitors.looking.read_together", heard)
    return found


def look_again() -> None:
    """At the last two days once more."""
    Monitor.objects.update(judged_on=F("judged_on") - DAY * 2)
    look()


def test_a_night_says_what_one_says_that_reads_everything(
    cast: Cast, judged: list[Any], whole_readings: list[int]
) -> None:
    with inside(cast.acme):
        make_world()
        look()
        assert MonitorMemory.objects.count() == whole_readings[0] == 4
        assert {one.keys[0] for one in MonitorMemory.objects.all()} == {""}
        assert {len(one.keys) for one in MonitorMemory.objects.all()} == {2}
        judged.clear()
        look_again()
        remembered = list(judged)
        assert len(whole_readings) == 1
        MonitorMemory.objects.all().delete()
        judged.clear()
        look_again()
        assert len(whole_readings) == 2
        assert Evaluation.objects.filter(series=3).count() == 28
    for (keys, one), (others, other) in zip(remembered, judged, strict=True):
        assert keys == others
        assert len(keys) == 3
        assert one.detectors == other.detectors
        for name in (*BY_DAY, "days_left"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def _restate() -> None:
    first = AdCampaignMonth.objects.order_by("month").values_list("month", flat=True)[0]
    AdCampaignMonth.objects.filter(month=first).update(clicks=F("clicks") + 1)


def _accept() -> None:
    Monitor.objects.update(accepted={"": (today() - DAY * 3).isoformat()})


def _call_special() -> None:
    Annotation.objects.create(
        first_on=today() - DAY * 100, kind="launch", text="Launch", is_special=True
    )


CHANGES: dict[str, Callable[[], object]] = {
    "an old day that was restated": _restate,
    "a level that was accepted": _accept,
    "an old day that was special": _call_special,
    "another currency": lambda: AdCampaignMonth.objects.update(currency="SEK"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_learned_anew(
    cast: Cast, whole_readings: list[int], change: Callable[[], object]
) -> None:
    with inside(cast.acme):
        make_world()
        look()
        change()
        look_again()
        assert whole_readings == [4, 4]


def test_the_neighbour_remembers_nothing_of_it(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
        look()
    with inside(cast.rival):
        assert not MonitorMemory.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM analytics_monitormemory")
            assert cursor.fetchone() == (0,)
