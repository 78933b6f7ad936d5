"""Every ad platform and the website tell the same made-up business, each day as read then."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.business import plan
from sandbox.business.ads import AdFacts, CampaignTotal, ad_facts
from sandbox.business.ads_sessions import web_facts
from sandbox.business.ads_shape import PLATFORMS, AdCampaign
from sandbox.business.generate import Size, ensure_business
from sandbox.store import Store

UNTIL = datetime(2026, 11, 20, 15, tzinfo=UTC)
YESTERDAY = date(2026, 11, 19)
LATER = UNTIL + timedelta(days=40)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("ads")
    found = Store(folder, ensure_business(folder, Size(3, 6000, None, UNTIL)))
    yield found
    found.reset()


def _campaigns(facts: AdFacts) -> list[AdCampaign]:
    accounts = [account for platform in PLATFORMS for account in facts.accounts(platform)]
    return [campaign for account in accounts for campaign in facts.campaigns(account)]


def _spent(total: CampaignTotal | None) -> int:
    return total.spend if total else 0


def _converted(total: CampaignTotal | None) -> int:
    return len(total.conversions) if total else 0


def test_settled_ads_sum_to_the_exported_spend_to_the_cent(store: Store) -> None:
    facts = ad_facts(store)
    with store.reading() as db:
        known = db.execute("SELECT day, campaign, impressions, clicks, spend FROM _spend")
        exported = {(row[0], row[1]): (row[2], row[3], round(row[4] * 100)) for row in known}
    campaigns = {campaign.name: campaign for campaign in _campaigns(facts)}
    assert {name for _, name in exported} == set(campaigns)
    for (day, title), numbers in list(exported.items())[::7]:
        rows = facts.ad_days(campaigns[title], date.fromisoformat(day), LATER)
        sums = tuple(
            sum(getattr(row, name) for row in rows) for name in ("impressions", "clicks", "spend")
        )
        assert sums == numbers


def test_young_days_grow_for_28_days_and_lose_invalid_clicks(store: Store) -> None:
    facts = ad_facts(store)
    reads = [
        [
            facts.total(
                campaign, YESTERDAY - timedelta(days=back), UNTIL + timedelta(days=age - back)
            )
            for age in (0, 2, 6, 28, 90)
        ]
        for campaign in _campaigns(facts)
        for back in range(200)
    ]
    spend, conversions = (
        [sum(measure(row[age]) for row in reads) for age in range(5)]
        for measure in (_spent, _converted)
    )
    assert spend[1] > spend[2] == spend[3] == spend[4]
    assert conversions[0] < conversions[1] < conversions[2] < conversions[3] == conversions[4]


def test_a_day_that_has_not_begun_shows_nothing(store: Store) -> None:
    facts = ad_facts(store)
    assert all(
        facts.total(one, date(2026, 11, 20), UNTIL - timedelta(days=1)) is None
        for one in _campaigns(facts)
    )


def test_the_leads_of_a_campaign_are_its_conversions(store: Store) -> None:
    facts = ad_facts(store)
    campaign = next(one for one in _campaigns(facts) if one.name == "Google | Brand | US")
    days = [facts.today - timedelta(days=back) for back in range(plan.DAYS)]
    clicked = [facts.ad_days(campaign, day, LATER) for day in days]
    counted = sum(row.conversions_in("28d_click")[0] for rows in clicked for row in rows)
    with store.reading() as db:
        (leads,) = db.execute(
            'SELECT count(*) FROM "CampaignMember" WHERE "CampaignId" ='
            ' (SELECT "Id" FROM "Campaign" WHERE "Name" = ?)',
            (campaign.name,),
        ).fetchone()
    assert counted == leads
    assert sum(len(facts.credited_on(campaign, day, LATER)) for day in days) == leads - sum(
        1
        for rows in clicked[:27]
        for row in rows
        for c in row.conversions
        if c.day + timedelta(days=c.lag) > facts.today
    )


def test_sessions_hold_the_leads_as_key_events_and_lose_some_clicks(store: Store) -> None:
    facts, web = ad_facts(store), web_facts(store)
    day = date(2026, 10, 13)
    rows = {row.origin.campaign: row for row in web.session_days(day, LATER)}
    campaign = next(
        one for one in _campaigns(facts) if one.name == "Google | Sensors Nonbrand | US"
    )
    assert 0 < rows[campaign.name].sessions < facts.settled_clicks(campaign, day)
    assert rows["meta_lookalike_eu"].origin.source == "facebook"
    assert {"Direct", "Organic Search", "Referral"} <= {
        r.origin.channel_group for r in rows.values()
    }
    young = sum(row.sessions for row in web.session_days(YESTERDAY, UNTIL))
    grown = sum(row.sessions for row in web.session_days(YESTERDAY, LATER))
    assert 0 < young < grown
    assert all(r.key_events <= r.engaged_sessions <= r.sessions for r in rows.values())
