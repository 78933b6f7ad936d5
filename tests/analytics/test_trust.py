"""Trust: how numbers were read, how days settle, what has no tie; the neighbour sees nothing."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tenancy import inside, require_workspace_id
from analytics.metrics import CATALOGUE
from analytics.models import CampaignMatch
from analytics.queries import Filters, Period
from analytics.trust.audit import audit, unmapped
from analytics.trust.history import readings
from analytics.trust.restatements import AGES, growth
from integrations.models import (
    Campaign,
    CampaignDay,
    CampaignDayRevision,
    Opportunity,
    Source,
    StreamState,
    SyncRun,
    TrafficDay,
    TrafficOrigin,
)
from tests.analytics.crm import at, crm_source, put
from tests.analytics.test_pages import client_of, see
from tests.analytics.test_queries import MARCH, spend
from tests.cast import Cast
from tests.integrations.test_facts import Ads, make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
FIRST = date(2026, 3, 1)


def noon(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def revise(ads: Ads, number: int, metric: str, *readings: tuple[int, int, int | None]) -> None:
    """Each is (day of the older reading, day of the newer, older value); the newest is stored."""
    row = CampaignDay.objects.get(campaign_id=ads.campaigns[number], on=FIRST)
    values = [value for _old, _new, value in readings] + [getattr(row, metric)]
    for (old, new, value), now in zip(readings, values[1:], strict=True):
        CampaignDayRevision.objects.create(
            workspace_id=require_workspace_id(),
            campaign_id=ads.campaigns[number],
            on=FIRST,
            metric=metric,
            old_value=value,
            new_value=now,
            currency="USD",
            as_of=noon(old),
            run_id=uuid4(),
            superseded_at=noon(new),
        )
    rows = CampaignDay.objects.filter(campaign_id=ads.campaigns[number], on=FIRST)
    rows.update(as_of=noon(readings[-1][1]))


def restated() -> Ads:
    """The first of March: 80, then 95 on the 3rd, 100 on the 8th; its clicks never changed."""
    ads = make_ads()
    spend(ads, {(0, 1): (1000, 10, 100_000_000, "USD")})
    revise(ads, 0, "spend_micros", (1, 3, 80_000_000), (3, 8, 95_000_000))
    return ads


def test_a_number_is_told_as_it_was_read(cast: Cast) -> None:
    with inside(cast.acme):
        restated()
        day = Period(FIRST, FIRST)
        found = readings(CATALOGUE["spend"], day, Filters(), cast.acme)
        known = [(one.read_on.day, one.value) for one in found]
        assert known == [(1, 80_000_000), (3, 95_000_000), (8, 100_000_000)]
        cpc = readings(CATALOGUE["cpc"], day, Filters(), cast.acme)
        assert [one.value for one in cpc] == [8_000_000, 9_500_000, 10_000_000]
        clicks = readings(CATALOGUE["clicks"], day, Filters(), cast.acme)
        assert [(one.read_on.day, one.value) for one in clicks] == [(1, 10)]
        # What was read while the days were not over is their first reading.
        month = readings(CATALOGUE["spend"], MARCH, Filters(), cast.acme)
        assert [(one.read_on.day, one.value) for one in month] == [(31, 100_000_000)]
        assert readings(CATALOGUE["roas"], day, Filters(), cast.acme) == ()
        other = Filters(platforms=("meta_ads",))
        assert readings(CATALOGUE["spend"], day, other, cast.acme) == ()


def test_a_row_that_vanished_and_came_back_was_nothing_between(cast: Cast) -> None:
    with inside(cast.acme):
        ads = make_ads()
        spend(ads, {(0, 1): (1000, 10, 100_000_000, "USD")})
        revise(ads, 0, "spend_micros", (1, 3, 90_000_000), (3, 8, None))
        found = readings(CATALOGUE["spend"], Period(FIRST, FIRST), Filters(), cast.acme)
        assert [one.value for one in found] == [90_000_000, 0, 100_000_000]


def test_days_grow_by_their_age(cast: Cast) -> None:
    with inside(cast.acme):
        ads = restated()
        found = growth(ads.source.pk, "spend", date(2026, 3, 11), cast.acme)
        (day,) = found.days
        known = dict(zip(AGES, day.at_age, strict=True))
        assert known[0] == known[1] == 80_000_000
        assert known[2] == known[3] == 95_000_000
        assert known[7] == 100_000_000
        # The fourteenth day of its age is still to come.
        assert known[14] is None
        assert (day.first, day.now, day.changes) == (80_000_000, 100_000_000, 2)
        assert day.changed_on == date(2026, 3, 8)
        shares = dict(zip(AGES, found.share, strict=True))
        assert (shares[0], shares[2], shares[7], shares[28]) == (0.8, 0.95, 1.0, None)
        clicks = growth(ads.source.pk, "clicks", date(2026, 3, 11), cast.acme)
        assert [one.changes for one in clicks.days] == [0]


def traffic(*rows: tuple[str, str, int]) -> None:
    source = Source.objects.create(connector="google_analytics", name="Web")
    for campaign, medium, sessions in rows:
        origin = TrafficOrigin.objects.create(
            source=source,
            account="p1",
            key=uuid4(),
            session_source="google",
            session_medium=medium,
            session_campaign=campaign,
            channel_group="Paid",
        )
        TrafficDay.objects.create(
            workspace_id=require_workspace_id(),
            on=FIRST,
            origin=origin,
            source=source,
            sessions=sessions,
            currency="USD",
            run_id=uuid4(),
            as_of=noon(2),
        )


def test_money_that_cannot_be_tied_is_counted(cast: Cast) -> None:
    with inside(cast.acme):
        ads = make_ads()
        spend(ads, {(0, 1): (1, 1, 70_000_000, "USD"), (1, 1): (1, 1, 30_000_000, "USD")})
        Campaign.objects.filter(pk=ads.campaigns[0]).update(name="google | brand")
        crm = crm_source()
        fair = Campaign.objects.create(source=crm, external_id="701", kind="crm", name="Fair")
        CampaignMatch.objects.create(ad_campaign_id=ads.campaigns[0], crm_campaign=fair)
        put(crm, Opportunity, {"0061": {"created_at": at("2026-03-02 12:00"), **MONEY}})
        found = audit(cast.acme, MARCH)
        costs = {one.key: one.micros for one in found.findings}
        assert costs == {"no_deal": 30_000_000, "other_name": 30_000_000, "no_origin": 9_000_000}
        assert (found.spend_micros, found.separator, found.visits) == (100_000_000, " | ", None)
        assert [one.names for one in unmapped(cast.acme, MARCH).findings] == [("Shoes",)]
        traffic(("Google-Brand", "cpc", 50), ("spring", "Paid social", 7), ("", "organic", 9))
        found = audit(cast.acme, MARCH)
        assert [one.names for one in found.findings if one.key == "no_visit"] == [("Shoes",)]
        assert found.visits is not None
        assert (found.visits.paid, found.visits.lost) == (57, 7)
        assert found.visits.lost_names == ("spring",)


MONEY = {"amount_micros": 9_000_000, "currency": "USD", "closes_on": FIRST, "is_closed": False}


def fill(count: int) -> list[Source]:
    """Sources with days, a field that nobody sees, a change and rows that were left out."""
    yesterday = timezone.now().date() - timedelta(days=1)
    for number in range(count):
        ads = make_ads(f"Ads {number}")
        row = (9, 9, 9_000_000, None, None, "USD")
        ads.load({(ads.campaigns[0], yesterday, ""): row}, scope="rows", days=400)
        run = SyncRun.objects.create(source=ads.source, kind="file", rows_rejected=3)
        note = {"name": "march.csv", "rejects": [{"column": "Cost", "code": "x", "count": 3}]}
        ads.source.options = {"files": {str(run.pk): note}}
        ads.source.identity = {"time_zone": "Asia/Tokyo"}
        ads.source.save()
        change = {"at": "2026-11-01T10:00:00+00:00", "kind": "new", "field": "Extra__c"}
        schema = {"fields": ["Id"], "missing": {"Amount": "no pipeline"}, "changes": [change]}
        StreamState.objects.create(source=ads.source, stream="Opportunity", schema=schema)
    return list(Source.objects.order_by("created_at"))


def test_the_data_page_says_what_is_missing_and_in_money(cast: Cast) -> None:
    with inside(cast.acme):
        (source,) = fill(1)
    html = see(client_of(cast.bob), "data/").content.decode()
    for words in (
        "USD\u00a09.00 spent in 30 days that no deal can be tied to",
        "Opportunity.Amount",
        "no pipeline",
        "march.csv",
        "rejects.csv",
        "Extra__c",
        "Asia/Tokyo",
        "Daily figures are never shifted",
        f"/w/acme/data/{source.pk}/",
    ):
        assert words in html, words
    page = see(client_of(cast.bob), f"data/{source.pk}/").content.decode()
    assert "No day was restated" in page
    assert "9.00" in page


def test_without_sources_the_data_page_says_what_to_do(cast: Cast) -> None:
    html = see(client_of(cast.bob), "data/").content.decode()
    assert "No data yet" in html
    assert "/w/acme/sources/new/" in html


def test_a_source_without_days_and_an_unknown_one(cast: Cast) -> None:
    with inside(cast.acme):
        crm = crm_source()
    client = client_of(cast.bob)
    assert "This source has no days" in see(client, f"data/{crm.pk}/").content.decode()
    assert see(client, f"data/{uuid4()}/").status_code == 404


def test_a_restated_day_is_drawn_and_listed(cast: Cast) -> None:
    with inside(cast.acme):
        ads = make_ads()
        on = timezone.now().date() - timedelta(days=5)
        row = (9, 9, 100_000_000, None, None, "USD")
        ads.load({(ads.campaigns[0], on, ""): row}, scope="rows", days=400)
        read_at = timezone.now() - timedelta(days=4)
        CampaignDayRevision.objects.create(
            workspace_id=cast.acme.pk,
            campaign_id=ads.campaigns[0],
            on=on,
            metric="spend_micros",
            old_value=80_000_000,
            new_value=100_000_000,
            currency="USD",
            as_of=read_at,
            run_id=uuid4(),
        )
    html = see(client_of(cast.bob), f"data/{ads.source.pk}/").content.decode()
    for words in ("80.00", "100.00", "+25%", "is-unsettled", "growth-data", "stands at 80%"):
        assert words in html, words
    passport = see(client_of(cast.bob), f"numbers/spend?from={on}&to={on}").content.decode()
    for words in ("As it was read", "USD\u00a080.00", "first reading", "+25.0%"):
        assert words in passport, words


@pytest.mark.parametrize("path", ["data/", "overview/"])
def test_a_page_costs_the_same_with_three_sources(cast: Cast, path: str) -> None:
    client = client_of(cast.bob)
    with inside(cast.acme):
        fill(1)
    see(client, path)
    with CaptureQueriesContext(connection) as one:
        see(client, path)
    with inside(cast.acme):
        fill(3)
    with CaptureQueriesContext(connection) as three:
        see(client, path)
    assert len(three) == len(one)


def test_the_neighbour_sees_nothing_of_it(cast: Cast) -> None:
    with inside(cast.acme):
        (source,) = fill(1)
    charlie = client_of(cast.charlie)
    for path in ("data/", f"data/{source.pk}/"):
        assert see(charlie, path).status_code == 404
    # Under his own workspace's address, too.
    assert see(charlie, f"data/{source.pk}/", slug="rival").status_code == 404
    with inside(cast.rival):
        crm_source("Theirs")
        assert audit(cast.rival, MARCH).findings == ()
        assert growth(source.pk, "spend", timezone.now().date(), cast.rival).days == ()
    html = see(charlie, "data/", slug="rival").content.decode()
    for words in ("Ads 0", "march.csv", "Extra__c", "Tokyo"):
        assert words not in html


def test_the_morning_begins_with_what_needs_attention(cast: Cast) -> None:
    with inside(cast.acme):
        fill(1)
        crm = crm_source()
        put(crm, Opportunity, {"0061": {"created_at": at("2026-03-02 12:00"), **MONEY}})
        late = timezone.now() - timedelta(days=3)
        Source.objects.filter(pk=crm.pk).update(fresh_until=late, trouble_text="Log in again.")
    html = see(client_of(cast.bob), "overview/").content.decode()
    assert "2 things need attention" in html
    broken, unmapped_spend = html.index("Log in again."), html.index("that no deal can be tied to")
    assert broken < unmapped_spend < html.index("Numbers of the period")
    assert f"/w/acme/sources/{crm.pk}/" in html
