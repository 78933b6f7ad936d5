"""What was approved before a workspace came to a standstill waits, goes on, or is withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import unpaid
from accounts.errors import Trouble
from accounts.jobs import LeaseLost
from accounts.models import Closure, Job
from accounts.tenancy import inside
from integrations import actions
from integrations.actions.campaigns import carrying, waiting
from integrations.models import ActionStep, Campaign, CampaignAction, Source
from tests.analytics.test_pages import client_of, see
from tests.cast import Cast
from tests.integrations.working import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]


@pytest.fixture
def approved(cast: Cast) -> CampaignAction:
    """A pause of Acme's that Bob asked for, within the limits, so that it is on its way."""
    with inside(cast.acme):
        source = Source.objects.create(
            connector="google_ads", name="Google Ads", options={"actions": "yes"}
        )
        campaign = Campaign.objects.create(
            source=source, kind="ad", external_id="1", name="Brand", platform="google_ads"
        )
        asked = actions.Proposal(
            campaign.pk, "pause", {"status": "active", "daily_budget_micros": None}, "k"
        )
        action = actions.propose_action(asked=asked, by=actions.Asker(cast.bob.pk))
    assert action.state == "approved"
    return action


@pytest.fixture
def asked_there(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whether the platform would have been asked; it is out of reach there."""
    found: list[str] = []

    def opened(**_more: object) -> None:
        found.append("asked")
        raise LeaseLost

    monkeypatch.setattr(carrying, "open_side", opened)
    return found


def close(cast: Cast) -> None:
    with inside(cast.acme):
        ends = timezone.now() + timedelta(days=30)
        Closure.objects.create(workspace=cast.acme, erase_after=ends)


def again(action: CampaignAction) -> CampaignAction:
    with inside(action.workspace_id):
        return CampaignAction.objects.get(pk=action.pk)


def steps_of(action: CampaignAction) -> list[str]:
    with inside(action.workspace_id):
        rows = ActionStep.objects.filter(action=action).order_by("at", "id")
        return [row.what for row in rows]


def work(cast: Cast) -> list[str]:
    with inside(cast.acme):
        for job in Job.objects.filter(state="queued", task__endswith=".carry_out"):
            Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
    return work_off(cast.acme.pk, task="carry_out", steps=1)


@pytest.mark.parametrize("is_closing", [True, False])
def test_it_waits_says_why_and_goes_on(
    cast: Cast,
    approved: CampaignAction,
    asked_there: list[str],
    is_closing: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if is_closing:
        close(cast)
    else:
        monkeypatch.setattr(unpaid, "_readers", [lambda key: key == cast.acme.pk])
    assert work(cast) == ["queued"]
    assert work(cast) == ["queued"]
    held = again(approved)
    why = "is closing" if is_closing else "not paid for"
    assert why in held.trouble_text
    assert (held.state, held.sent_at, actions.is_waiting(held)) == ("approved", None, True)
    assert steps_of(held) == ["asked", "waits"]
    html = see(client_of(cast.bob), f"actions/{approved.pk}/").content.decode()
    assert "It waits, and nothing was sent" in html
    assert why in html
    with inside(cast.acme):
        Closure.objects.all().delete()
    monkeypatch.setattr(unpaid, "_readers", [])
    assert asked_there == []
    work(cast)
    assert asked_there == ["asked"]
    assert steps_of(held)[2:4] == ["goes_on", "began"]
    assert again(approved).trouble_text == ""


def test_after_a_week_it_is_withdrawn_and_told(
    cast: Cast, approved: CampaignAction, asked_there: list[str]
) -> None:
    close(cast)
    work(cast)
    with inside(cast.acme):
        old = timezone.now() - waiting.LONGEST - timedelta(minutes=1)
        CampaignAction.objects.update(asked_at=old)
        # A standstill that ended meanwhile makes what it is about no younger.
        Closure.objects.all().delete()
    assert work(cast) == ["done"]
    ended = again(approved)
    assert (ended.state, ended.trouble_code, asked_there) == ("failed", "standstill_over", [])


def test_a_member_may_withdraw_it_meanwhile(
    cast: Cast, approved: CampaignAction, asked_there: list[str]
) -> None:
    close(cast)
    work(cast)
    with inside(cast.acme):
        actions.refuse_action(action_id=approved.pk, by=cast.bob.pk, why="Too late")
        Closure.objects.all().delete()
    assert work(cast) == ["done"]
    ended = again(approved)
    assert (ended.state, ended.trouble_text, asked_there) == ("refused", "Too late", [])


def test_what_was_sent_once_is_looked_for_and_not_sent_anew(
    cast: Cast, approved: CampaignAction
) -> None:
    close(cast)
    with inside(cast.acme):
        CampaignAction.objects.update(sent_at=timezone.now(), state="running")
        with pytest.raises(Trouble, match="still shows"):
            carrying._check_standing(CampaignAction.objects.get())
