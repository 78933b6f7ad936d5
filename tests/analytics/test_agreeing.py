"""Control totals reach the charts, the passport and the data page; the neighbour sees nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.tenancy import inside
from analytics.metrics import Side
from analytics.queries import Filters, Period
from analytics.trust.control import Agreement, agreement, agreements, controls
from integrations.models import ControlledDay, ControlTotal, Source
from tests.analytics.test_pages import client_of
from tests.cast import Cast
from tests.counting import queries_of
from tests.integrations.test_facts import make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache", "noted_contexts")]
ONE = timedelta(days=1)


@pytest.fixture
def today(cast: Cast) -> date:
    return timezone.now().astimezone(cast.acme.zone).date()


def asked(cast: Cast, today: date, *, account: str = "", clicks: int = 0) -> Source:
    """A source of Google's that was asked last night; on one day it tells so many clicks more."""
    source: Source = make_ads().source
    Source.objects.filter(pk=source.pk).update(connector="google_ads", name="Ads")
    now = timezone.now()
    for back in range(1, 31):
        off = bool(clicks) and back == 3
        _day(cast, source, account, today - ONE * back, clicks if off else 0, now)
    for days in (7, 30):
        ControlTotal.objects.create(
            source_id=source.pk,
            stream="campaign_days",
            account=account,
            days=days,
            first_on=today - ONE * days,
            last_on=today - ONE,
            theirs={"clicks": 100 + clicks, "spend_micros": 5_000_000, "conversions_micros": 3},
            ours={"clicks": 100, "spend_micros": 5_000_000, "conversions_micros": 2},
            is_equal=not clicks,
            checked_at=now,
        )
    return source


def _day(cast: Cast, source: Source, account: str, on: date, clicks: int, now: datetime) -> None:
    ControlledDay(
        workspace_id=cast.acme.pk,
        source_id=source.pk,
        stream="campaign_days",
        account=account,
        on=on,
        is_equal=not clicks,
        theirs={"clicks": 10 + clicks} if clicks else {},
        ours={"clicks": 10} if clicks else {},
        checked_at=now,
    ).save(force_insert=True)


def month(today: date) -> Period:
    return Period(today - ONE * 30, today - ONE)


def test_all_days_agree(cast: Cast, today: date) -> None:
    with inside(cast.acme):
        asked(cast, today)
        found = agreement({Side.ADS}, month(today), Filters())
        assert found is not None
        assert (len(found.checked), dict(found.differing)) == (30, {})
        # No deal was compared, and people never are.
        assert agreement({Side.DEALS}, month(today), Filters()) is None
        assert agreement({Side.LEADS}, month(today), Filters()) is None
        assert agreement({Side.ADS}, month(today), Filters(platforms=("meta_ads",))) is None


def test_the_numbers_of_a_page_are_judged_each_by_its_own_sources_in_one_statement(
    cast: Cast, today: date
) -> None:
    def judged() -> None:
        with inside(cast.acme):
            found.extend(agreements([{Side.ADS}, {Side.DEALS}, set()], month(today), Filters()))

    found: list[Agreement | None] = []
    with inside(cast.acme):
        asked(cast, today, clicks=7)
        crm = Source.objects.create(connector="salesforce", name="CRM")
        _day(cast, crm, "", today - ONE * 2, 0, timezone.now())
    assert len(queries_of(judged)) == 1
    ads, deals, nothing = found
    assert ads is not None
    assert deals is not None
    assert (bool(ads.differing), bool(deals.differing), nothing) == (True, False, None)
    assert deals.checked == {today - ONE * 2}


def test_a_day_that_differs_is_named_on_chart_passport_and_data_page(
    cast: Cast, today: date
) -> None:
    with inside(cast.acme):
        asked(cast, today, clicks=7)
        (one,) = controls()
        assert [(side.theirs, side.ours) for side in one.totals[0].differing] == [(107, 100)]
    bob, charlie = client_of(cast.bob), client_of(cast.charlie)
    page = bob.get(reverse("analytics:overview", args=["acme"]) + "?trend=clicks")
    chart = page.context["trend"]
    assert chart.data["doubted"] == {(today - ONE * 3).isoformat(): "differs from Ads"}
    assert chart.trust.label == "1 day differs from its source"
    assert "1 day differs from its source" in page.content.decode()
    url = reverse("analytics:number", args=["acme", "clicks"])
    assert "1 day differs from its source" in bob.get(url).content.decode()
    text = bob.get(reverse("analytics:data", args=["acme"])).content.decode()
    assert "Clicks: 107 there, 100 here" in text
    assert "Clicks: 17 there, 10 here" in text
    assert "Spend: " not in text
    assert charlie.get(reverse("analytics:data", args=["acme"])).status_code == 404
    own = charlie.get(reverse("analytics:data", args=["rival"])).content.decode()
    assert "107 there" not in own
    with inside(cast.rival):
        assert controls() == ()
        assert agreement({Side.ADS}, month(today), Filters()) is None


def test_a_disconnected_source_doubts_nothing(cast: Cast, today: date) -> None:
    with inside(cast.acme):
        source = asked(cast, today, clicks=7)
        Source.objects.filter(pk=source.pk).update(disconnected_at=timezone.now())
        assert agreement({Side.ADS}, month(today), Filters()) is None
        assert controls() == ()


def test_the_page_asks_as_much_for_three_sources_as_for_one(cast: Cast, today: date) -> None:
    def statements() -> int:
        with (
            inside(cast.acme),
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            controls()
        return len(seen)

    with inside(cast.acme):
        asked(cast, today, clicks=7)
    once = statements()
    with inside(cast.acme):
        asked(cast, today, account="2")
        asked(cast, today, account="3", clicks=1)
    assert statements() == once


def test_deals_are_told_of_as_deals(cast: Cast, today: date) -> None:
    row: dict[str, Any] = {"stream": "Opportunity", "days": 7, "is_equal": False}
    with inside(cast.acme):
        source = Source.objects.create(connector="salesforce", name="CRM")
        ControlTotal(
            source_id=source.pk,
            first_on=today - ONE * 7,
            last_on=today - ONE,
            theirs={"records": 12, "won": 3},
            ours={"records": 11, "won": 3},
            checked_at=timezone.now(),
            **row,
        ).save()
    text = client_of(cast.bob).get(reverse("analytics:data", args=["acme"])).content.decode()
    assert "Deals made: 12 there, 11 here" in text
    assert "Deals won" not in text
