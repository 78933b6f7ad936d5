"""Visits and key events as metrics: sums of what was read, restated with it, and their flags."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.tenancy import inside
from analytics.models import VisitDay
from analytics.queries import Filters, Granularity, MetricResult, Period
from analytics.rollups import find_differences, rebuild
from analytics.services.sweeps import mend_rollups
from integrations.facts.flags import CREDITING, SAMPLED
from integrations.facts.traffic import write_traffic_days
from integrations.models import Source, TrafficDay
from tests.analytics.test_pages import client_of, see
from tests.analytics.test_queries import ask
from tests.cast import Cast
from tests.integrations.google_analytics.test_visits import BRAND, DAY, DIRECT, piece

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
METRICS = ("sessions", "engagement_rate", "key_events")
WEEK = Period(DAY - timedelta(days=6), DAY)


@pytest.fixture
def site(cast: Cast) -> Source:
    """17 visits of two origins, 9 of them engaged, two and a half key events."""
    with inside(cast.acme):
        found = Source.objects.create(connector="google_analytics", name="Site")
        write_traffic_days(piece(found, BRAND._replace(key_events_micros=2_500_000), DIRECT))
        return found


def values(result: MetricResult) -> dict[str, Any]:
    return {key: cell.value for key, cell in result.values.items()}


def test_visits_are_summed_and_restated_with_what_was_read(cast: Cast, site: Source) -> None:
    with inside(cast.acme):
        assert values(ask(cast.acme, *METRICS, period=WEEK)) == {
            "sessions": 17,
            "engagement_rate": 9 / 17,
            "key_events": 2.5,
        }
        write_traffic_days(piece(site, BRAND._replace(sessions=12)))
        assert find_differences() == []
        series = ask(cast.acme, "sessions", period=WEEK, granularity=Granularity.DAY)
        assert series.series["sessions"].values == (None,) * 6 + (12,)
        before = list(VisitDay.objects.values())
        rebuild()
        assert list(VisitDay.objects.values()) == before
        write_traffic_days(piece(site))
        assert not VisitDay.objects.exists()


def test_what_is_not_there_is_null_and_says_why(cast: Cast, site: Source) -> None:
    with inside(cast.acme):
        filtered = ask(cast.acme, "sessions", period=WEEK, filters=Filters(platforms=("x",)))
        assert filtered.values["sessions"].value is None
        assert "filtered" in filtered.values["sessions"].reason
        earlier = Period(date(2026, 1, 1), date(2026, 1, 7))
        assert ask(cast.acme, "sessions", period=earlier).values["sessions"].value is None
    with inside(cast.rival):
        assert "No web analytics" in ask(cast.rival, "sessions").values["sessions"].reason
        assert not VisitDay.objects.exists()


def test_sums_that_lag_are_made_anew(cast: Cast, site: Source) -> None:
    with inside(cast.acme):
        TrafficDay.objects.update(
            on=timezone.now().date() - timedelta(days=3), sessions=F("sessions") + 1
        )
    assert mend_rollups() == 1
    with inside(cast.acme):
        rebuild()
        assert find_differences() == []
    assert mend_rollups() == 0


def test_the_passport_shows_origins_and_what_was_done_to_the_numbers(
    cast: Cast, site: Source
) -> None:
    with inside(cast.acme):
        TrafficDay.objects.update(flags=SAMPLED | CREDITING)
    days = f"from={WEEK.first_on}&to={WEEK.last_on}"
    page = see(client_of(cast.bob), f"numbers/key_events?{days}").content.decode()
    for text in ("google / cpc", "Brand", ">2.5<", "estimated from a sample", "may grow"):
        assert text in page, text
    page = see(client_of(cast.bob), f"numbers/engagement_rate?{days}").content.decode()
    assert "9 ÷ 17" in page
