"""What was learned of young days reaches the trend and the passport; the neighbour sees nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import Job
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.metrics import CATALOGUE
from analytics.models import Settling
from analytics.queries import Filters, Period
from analytics.services.settling import learn_settling, request_learning
from analytics.trust.foretold import Foretold, Teller, foretell
from integrations.facts import AdCampaign, ensure_campaigns
from integrations.models import Campaign, CampaignDay, Opportunity, Source
from tests.analytics.crm import crm_source, put
from tests.analytics.test_api import ask, key_of
from tests.analytics.test_pages import client_of
from tests.analytics.test_settled_page import known, read_daily
from tests.cast import Cast
from tests.integrations.test_facts import Ads, make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache", "noted_contexts")]
ONE = timedelta(days=1)


@pytest.fixture
def today(cast: Cast) -> date:
    return timezone.now().astimezone(cast.acme.zone).date()


def grown(cast: Cast, today: date, *, connected: int = 45) -> Ads:
    """A source of Google's that has read its window each day, learned from. Inside Acme."""
    ads = make_ads()
    Source.objects.filter(pk=ads.source.pk).update(connector="google_ads")
    read_daily(ads, today, connected=connected)
    _roll_up()
    learn_settling(source_id=ads.source.pk)
    return ads


def _roll_up() -> None:
    from analytics.rollups import rebuild

    rebuild(None)


def told(cast: Cast, today: date, **filters: Any) -> Foretold | None:
    period = Period(today - ONE * 30, today - ONE)
    return foretell(CATALOGUE["clicks"], period, Filters(**filters), cast.acme)


def test_young_days_are_told_alone_and_together(cast: Cast, today: date) -> None:
    with inside(cast.acme):
        grown(cast, today)
        found = told(cast, today)
        assert found is not None
        # Yesterday was not seen a whole day yet.
        assert found.until == today - ONE * 2
        assert found.days[today - ONE * 2].value == 1000
        days = 29
        assert found.now == sum(known(age) for age in range(2, 2 + days))
        assert found.total is not None
        assert found.total.value == 1000 * days
        assert found.total.low <= found.total.value <= found.total.high


def test_what_does_not_grow_is_added_as_it_stands(cast: Cast, today: date) -> None:
    with inside(cast.acme):
        grown(cast, today)
        still = make_ads()
        read_daily(still, today, connected=4)
        Source.objects.filter(pk=still.source.pk).update(connector="csv")
        _roll_up()
        found = told(cast, today)
        assert found is not None
        on = today - ONE * 3
        assert found.days[on].value == 1000 + known(3)


def test_one_source_that_is_still_being_learned_leaves_all_untold(cast: Cast, today: date) -> None:
    with inside(cast.acme):
        grown(cast, today, connected=6)
        found = told(cast, today)
        assert found is not None
        assert found.learning > 0
        assert not found.days
        assert found.total is None
        # A year ago nothing grows any more, whatever is still to be learned.
        past = Period(today - ONE * 400, today - ONE * 370)
        assert foretell(CATALOGUE["clicks"], past, Filters(), cast.acme) is None


def test_parts_and_deals_alone_are_not_foretold(cast: Cast, today: date) -> None:
    period = Period(today - ONE * 30, today - ONE)
    with inside(cast.acme):
        ads = grown(cast, today)
        assert told(cast, today, campaigns=(ads.campaigns[0],)) is None
        assert told(cast, today, lead_sources=("Web",)) is None
        for key in ("won_revenue", "leads"):
            assert foretell(CATALOGUE[key], period, Filters(), cast.acme) is None


def test_a_ratio_is_foretold_of_both_its_sums(cast: Cast, today: date) -> None:
    period = Period(today - ONE * 30, today - ONE)
    day = today - ONE * 2
    with inside(cast.acme):
        grown(cast, today)
        won = {"closes_on": day, "is_closed": True, "is_won": True, "company_external_id": "A"}
        put(crm_source(), Opportunity, {"1": {**won, "amount_micros": 290, "currency": "USD"}})
        teller = Teller(period, Filters(), cast.acme)
        ctr, cpc, roas, cac = (
            teller.tell(CATALOGUE[key]) for key in ("ctr", "cpc", "roas", "paid_cac")
        )
    # Each day has 5,000 impressions at once, and 1,000 clicks when it is settled.
    assert ctr is not None
    assert ctr.total is not None
    assert ctr.total.value == pytest.approx(0.2)
    assert ctr.now < 0.2
    assert ctr.total.low <= 0.2 <= ctr.total.high
    assert ctr.days[day].value == pytest.approx(0.2)
    # A micro for a thousand clicks is nothing that money can say.
    assert cpc is not None
    assert (cpc.total.value if cpc.total else None) == 0
    # Spend has never grown here, and deals stand as they are.
    for ratio, value in ((roas, 10), (cac, 29)):
        assert ratio is not None
        assert ratio.total is not None
        assert ratio.total.low == pytest.approx(value)
        assert ratio.total.high == pytest.approx(value)


def test_a_ratio_to_deals_takes_them_as_they_stand(cast: Cast, today: date) -> None:
    with inside(cast.acme):
        grown(cast, today)
        Settling.objects.filter(measure="spend").delete()
        Settling.objects.filter(measure="clicks").update(measure="spend", currency="USD")
        CampaignDay.objects.update(spend_micros=F("clicks"))
        _roll_up()
        crm = crm_source()
        won = {"is_closed": True, "is_won": True, "currency": "USD", "amount_micros": 58_000}
        days = {"1": today - ONE * 20, "2": today - ONE * 2, "3": today - ONE}
        deals = {
            key: {**won, "closes_on": on, "company_external_id": key} for key, on in days.items()
        }
        put(crm, Opportunity, deals)
        period = Period(today - ONE * 30, today - ONE)
        roas = foretell(CATALOGUE["roas"], period, Filters(), cast.acme)
        cac = foretell(CATALOGUE["paid_cac"], period, Filters(), cast.acme)
    assert roas is not None
    assert roas.total is not None
    # Of 29 days that settle at 1,000 each, and of the deals of the same days: not of yesterday's.
    assert roas.until == today - ONE * 2
    assert roas.total.value == pytest.approx(116_000 / 29_000)
    assert roas.now > roas.total.value
    assert roas.total.low <= roas.total.value <= roas.total.high
    assert (roas.stands, roas.days) == (("revenue",), {})
    assert cac is not None
    assert cac.total is not None
    assert (cac.total.value, cac.stands) == (14_500, ("new_customers",))


def test_conversions_are_told_in_ones_with_their_ratios(cast: Cast, today: date) -> None:
    """Of each day 1,000 where it is settled, kept in millionths."""
    with inside(cast.acme):
        ads = make_ads()
        Source.objects.filter(pk=ads.source.pk).update(connector="google_ads")
        what: dict[str, Any] = {"metric": "conversions_micros", "parts": 1_000_000}
        read_daily(ads, today, connected=45, **what)
        CampaignDay.objects.update(spend_micros=5_000_000_000)
        _roll_up()
        learn_settling(source_id=ads.source.pk)
        period = Period(today - ONE * 30, today - ONE)
        teller = Teller(period, Filters(), cast.acme)
        found, cpa = (teller.tell(CATALOGUE[key]) for key in ("conversions", "cost_per_conversion"))
    assert found is not None
    assert found.total is not None
    assert found.total.value == pytest.approx(29_000)
    assert found.now == sum(known(age) for age in range(2, 31))
    assert found.days[today - ONE * 2].value == pytest.approx(1000)
    # 5,000 dollars a day for 1,000.
    assert cpa is not None
    assert cpa.total is not None
    assert cpa.total.value == 5_000_000
    assert cpa.total.low <= 5_000_000 <= cpa.total.high
    assert cpa.now > 5_000_000


def many(cast: Cast, today: date, count: int = 10) -> list[str]:
    """So many campaigns of one source, which grow alike; their ids."""
    ads = make_ads()
    Source.objects.filter(pk=ads.source.pk).update(connector="google_ads")
    for number in range(count):
        names = [AdCampaign(f"m{number}", f"Campaign {number}", "google_ads")]
        (key,) = ensure_campaigns(source_id=ads.source.pk, campaigns=names).values()
        read_daily(replace(ads, campaigns=(key,)), today, connected=45)
    _roll_up()
    learn_settling(source_id=ads.source.pk)
    rows = Campaign.objects.filter(name__startswith="Campaign").order_by("name")
    return [str(key) for key in rows.values_list("id", flat=True)]


def test_each_campaign_is_told_in_the_table_and_to_programs(cast: Cast, today: date) -> None:
    with inside(cast.acme):
        (first, *_) = many(cast, today)
        assert len(Settling.objects.get(measure="clicks").apart) == 28
    days = {"from": f"{today - ONE * 30}", "to": f"{today - ONE}"}
    page = client_of(cast.bob).get(
        reverse("analytics:overview", args=["acme"]), {**days, "by": "campaign"}
    )
    row = page.context["table"].rows[0]
    spend, shown, clicks, ctr, _cpc = row.cells[1:6]
    assert clicks.is_unsettled
    # 28,370 of the 29,000 that came in the end; yesterday stands beside them in the cell.
    assert clicks.sub == "+2.22% to come"
    assert "stand at 28.4k, and will settle at 29.0k: 29.0k in 4 of 5 cases." in clicks.exact
    assert ctr.is_unsettled
    assert not spend.is_unsettled
    assert not shown.is_unsettled
    assert "is-unsettled" in page.content.decode()
    secret = key_of(cast, cast.alice, cast.acme, Permission.VIEW_NUMBERS)
    question = {"metrics": ["clicks", "cpc", "roas"], "breakdown": "campaign", **days}
    rows = {one["key"]: one["values"] for one in ask(secret, question).json()["rows"]}
    settled = rows[first]["clicks"]["settled"]
    assert settled["value"] == pytest.approx(29_000)
    assert settled["now"] < settled["low"] <= settled["value"] <= settled["high"]
    # Deals are no campaign's alone.
    assert rows[first]["roas"]["settled"] is None


def test_of_too_few_campaigns_none_is_told(cast: Cast, today: date) -> None:
    with inside(cast.acme):
        many(cast, today, 3)
        assert Settling.objects.get(measure="clicks").apart == []
    page = client_of(cast.bob).get(reverse("analytics:overview", args=["acme"]) + "?by=campaign")
    cells = [cell for row in page.context["table"].rows for cell in row.cells]
    assert cells
    assert not any(cell.is_unsettled for cell in cells)


def test_programs_are_told_what_values_settle_at(cast: Cast, today: date) -> None:
    with inside(cast.acme):
        grown(cast, today)
    secret = key_of(cast, cast.alice, cast.acme, Permission.VIEW_NUMBERS)
    days = {"from": f"{today - ONE * 30}", "to": f"{today - ONE}"}
    found = ask(secret, {"metrics": ["clicks", "ctr", "leads"], **days}).json()["values"]
    clicks = found["clicks"]["settled"]
    assert (clicks["value"], clicks["until"]) == (29_000, f"{today - ONE * 2}")
    assert clicks["now"] < clicks["low"] <= clicks["value"] <= clicks["high"]
    assert found["ctr"]["settled"]["value"] == pytest.approx(0.2)
    assert found["leads"]["settled"] is None
    rivals = key_of(cast, cast.charlie, cast.rival, Permission.VIEW_NUMBERS)
    (other,) = ask(rivals, {"metrics": ["clicks"], **days}).json()["values"].values()
    assert other["settled"] is None


def test_each_source_is_learned_from_once_a_day(cast: Cast, today: date, monkeypatch: Any) -> None:
    monkeypatch.setattr("analytics.services.settling._FROM_HOUR", 0)
    with inside(cast.acme):
        ads = grown(cast, today)
        Settling.objects.update(learned_on=today - ONE)
    assert request_learning() == 1
    with inside(cast.acme):
        job = Job.objects.get(task="analytics.tasks.learn_settling")
        assert job.args == [str(ads.source.pk)]
        learn_settling(source_id=ads.source.pk)
        assert set(Settling.objects.values_list("measure", flat=True)) >= {"clicks", "spend"}
    assert request_learning() == 0
    with inside(cast.acme):
        Source.objects.filter(pk=ads.source.pk).update(disconnected_at=timezone.now())
        learn_settling(source_id=ads.source.pk)
        assert not Settling.objects.exists()


def test_trend_and_passport_say_it(cast: Cast, today: date) -> None:
    with inside(cast.acme):
        grown(cast, today)
    bob, charlie = client_of(cast.bob), client_of(cast.charlie)
    page = bob.get(reverse("analytics:overview", args=["acme"]) + "?trend=clicks")
    assert page.status_code == 200
    data = page.context["trend"].data
    at = data["x"].index((today - ONE * 2).isoformat())
    assert data["settled"]["values"][at] == 1000
    assert data["band"]["low"][at] <= 1000 <= data["band"]["high"][at]
    assert data["settled"]["values"][-1] is None
    # The day from which on more than one in a hundred is still to come.
    assert data["unsettled_from"] == (today - ONE * 8).isoformat()
    url = reverse("analytics:number", args=["acme", "clicks"])
    passport = bob.get(url).content.decode()
    assert "Will settle at" in passport
    assert "in 4 of 5 cases" in passport
    assert charlie.get(url).status_code == 404
    with inside(cast.rival):
        assert not Settling.objects.exists()
        assert told(cast, today) is None
