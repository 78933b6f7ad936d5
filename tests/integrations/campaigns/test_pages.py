"""The pages by which Bob changes a campaign, and what they say when a platform does not answer."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tenancy import inside
from integrations import actions
from integrations.models import Campaign, CampaignAction, Source
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.campaigns.conftest import AT_AD_SETS, BRAND, SHARED, Work, again, live
from tests.integrations.connecting import connect
from tests.integrations.working import work_off

pytestmark = pytest.mark.django_db


def log_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(campaign: Campaign, name: str = "campaign") -> str:
    return reverse(f"integrations:{name}", args=["acme", campaign.pk])


def hidden(page: str) -> dict[str, str]:
    """What the preview's form sends back."""
    form = page[page.index("/change/") :]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_bob_previews_pauses_and_undoes(
    google: dict[str, Campaign], cast: Cast, work: Work
) -> None:
    bob, campaign = log_in(cast.bob), google[BRAND]
    assert "Active" in bob.get(page_of(campaign)).content.decode()
    asked = {"what": "pause", "reason": "Too dear"}
    preview = bob.post(page_of(campaign, "preview_change"), asked).content.decode()
    assert live(campaign).status == "active"
    sent = hidden(preview)
    answers = [bob.post(page_of(campaign, "change_campaign"), sent) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert is_waiting(bob, answers[0]["Location"])
    work()
    assert not is_waiting(bob, answers[0]["Location"])
    with inside(cast.acme):
        action = CampaignAction.objects.get()
    assert "Too dear" in bob.get(answers[0]["Location"]).content.decode()
    assert live(campaign).status == "paused"
    bob.post(reverse("integrations:undo_action", args=["acme", action.pk]))
    assert is_waiting(bob, answers[0]["Location"])
    assert ">Undo<" not in bob.get(answers[0]["Location"]).content.decode()
    work()
    assert again(action).state == "undone"
    assert not is_waiting(bob, answers[0]["Location"])
    assert live(campaign).status == "active"
    log = bob.get(reverse("integrations:actions", args=["acme"])).content.decode()
    assert log.count(BRAND) == 2


def is_waiting(client: Client, path: str) -> bool:
    """Whether the page asks again by itself, and is told only what is new."""
    html = client.get(path).content.decode()
    if "every 2s" not in html:
        return False
    asks = html.split('hx-get="')[1].split('"')[0]
    assert client.get(path + asks, headers={"HX-Request": "true"}).status_code == 204
    return True


def test_a_budget_with_another_mark_is_asked_for_to_the_cent(
    google: dict[str, Campaign], cast: Cast
) -> None:
    bob, campaign = log_in(cast.bob), google[BRAND]
    micros = live(campaign).daily_budget_micros
    asked = {"what": "budget", "budget": f"{micros / 1_000_000 * 1.1:.2f}"}
    preview = bob.post(page_of(campaign, "preview_change"), asked).content.decode()
    bob.post(page_of(campaign, "change_campaign"), hidden(preview))
    with inside(cast.acme):
        action = CampaignAction.objects.get()
    assert action.before["daily_budget_micros"] == micros
    assert action.wanted["daily_budget_micros"] == round(float(asked["budget"]) * 100) * 10_000
    nothing = bob.post(page_of(campaign, "preview_change"), {"what": "budget"})
    assert nothing.status_code == 422


def test_a_page_says_why_a_budget_cannot_be_set(
    google: dict[str, Campaign], meta: dict[str, Campaign], cast: Cast
) -> None:
    bob = log_in(cast.bob)
    assert "shared with" in bob.get(page_of(google[SHARED])).content.decode()
    assert "set at its ad sets" in bob.get(page_of(meta[AT_AD_SETS])).content.decode()


def test_a_campaign_of_a_file_says_that_it_is_changed_elsewhere(cast: Cast) -> None:
    with inside(cast.acme):
        source = Source.objects.create(
            connector="file", name="Ad spend", options={"actions": "yes"}
        )
        campaign = Campaign.objects.create(
            source=source, kind="ad", external_id="1", name="Brand", platform="google_ads"
        )
    answer = log_in(cast.bob).get(page_of(campaign))
    assert answer.status_code == 200
    assert "Campaigns of Ad spend cannot be changed from here." in answer.content.decode()


def test_without_an_answer_the_page_says_so(
    google: dict[str, Campaign], vendors: Running, cast: Cast
) -> None:
    vendors.control.post("/google/revoke", {})
    answer = log_in(cast.bob).get(page_of(google[BRAND]))
    assert answer.status_code == 200
    assert "Nobody can say how it stands" in answer.content.decode()


def test_meta_asks_for_the_wider_right_only_then_and_gives_it_back(
    vendors: Running, cast: Cast
) -> None:
    alice = log_in(cast.alice)
    source = connect(cast.acme, cast.alice, "meta_ads")
    assert source.identity["granted"] == ["ads_read", "public_profile"]
    alice.post(reverse("integrations:allow_actions", args=["acme", source.pk]))
    page = reverse("integrations:source", args=["acme", source.pk])
    assert "It may not change campaigns yet" in alice.get(page).content.decode()
    again_ = connect(cast.acme, cast.alice, "meta_ads", again=source)
    assert "ads_management" in again_.identity["granted"]
    alice.post(reverse("integrations:forbid_actions", args=["acme", source.pk]))
    assert work_off(cast.acme.pk, task="give_back") == ["done"]
    with inside(cast.acme):
        source.refresh_from_db()
        assert "ads_management" not in actions.granted(source)
        assert "ads_read" in actions.granted(source)
