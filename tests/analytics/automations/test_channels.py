"""A rule by channel: judged as one, and its campaigns changed within the caps."""

import pytest

from accounts.tenancy import inside
from analytics.automations.rule import By, Limits, On, Trigger
from analytics.models import (
    AutomationDecision,
    AutomationPreview,
    AutomationRun,
    ChannelOf,
    ThingKind,
)
from integrations.models import CampaignAction
from tests.analytics.automations.world import (
    NOTHING,
    SPENDS,
    live_rule,
    make_campaign,
    make_source,
    platform,
    rule,
    work,
)
from tests.analytics.test_pages import client_of, see
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]


def test_by_channel_its_campaigns_are_changed_within_the_caps(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_source()
        waste, fine = make_campaign(source, "Waste", 50), make_campaign(source, "Fine", 50, 2)
        for one in (waste, make_campaign(source, "Small", 10)):
            ChannelOf.objects.create(kind=ThingKind.AD, key=str(one.pk), channel="Paid search")
        ChannelOf.objects.create(kind=ThingKind.AD, key=str(fine.pk), channel="Display")
    by_channel = Trigger(On.METRIC, (SPENDS, NOTHING), by=By.CHANNEL)
    row = live_rule(cast, rule(trigger=by_channel, limits=Limits(per_day=1)))
    with inside(cast.acme):
        result = AutomationPreview.objects.get().result
        assert result is not None
        assert {one["name"] for one in result["found"]} == {"Waste", "Small"}
    with platform():
        work(cast)
        work(cast)
    with inside(cast.acme):
        (action,) = CampaignAction.objects.all()
        log = AutomationDecision.objects.values_list("thing_name", "outcome", "reason")
        decided = set(log)
    assert action.campaign_id == waste.pk
    assert action.reason.startswith("Paid search: ")
    assert "spend USD\u00a0840.00" in action.reason
    assert decided == {
        ("Small", "blocked", "cap"),
        ("Waste", "acted", "met_channel"),
    }
    with inside(cast.acme):
        assert [one["name"] for one in AutomationRun.objects.get().others] == ["Display"]
    html = see(client_of(cast.bob), f"automations/{row.pk}/").content.decode()
    for words in (
        "When a channel has",
        "do this with each of its campaigns: pause it",
        "Its channel Paid search meets all",
        "Channel Display",
    ):
        assert words in html, words
