"""Changes at the look-alikes over HTTP: done once, whatever happens on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.errors import Trouble
from accounts.tenancy import inside
from integrations import actions
from integrations.models import ActionStep, Campaign, CampaignAction
from sandbox.google_ads.errors import AdsError, quota_error
from sandbox.serving import Running
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.campaigns.conftest import (
    AT_AD_SETS,
    BRAND,
    LOOKALIKE,
    SHARED,
    Ask,
    Work,
    again,
    due_now,
    live,
    writes,
)

pytestmark = pytest.mark.django_db
Campaigns = dict[str, Campaign]


def steps_of(action: CampaignAction) -> list[str]:
    with inside(action.workspace_id):
        rows = ActionStep.objects.filter(action=action).order_by("at", "id")
        return [row.what for row in rows]


@pytest.mark.parametrize("where", ["google", "meta"])
def test_a_campaign_is_paused_and_the_pause_undone(
    request: pytest.FixtureRequest, where: str, cast: Cast, ask: Ask, work: Work
) -> None:
    campaign = request.getfixturevalue(where)[BRAND if where == "google" else LOOKALIKE]
    action = ask(campaign, "pause", reason="Too dear this week")
    assert work() == ["done"]
    done = again(action)
    assert (done.state, done.before["status"], done.after) == (
        "done",
        "active",
        {**done.before, "status": "paused"},
    )
    assert live(campaign).status == "paused"
    assert steps_of(action) == ["asked", "began", "sent", "done"]
    with inside(cast.acme):
        undo = actions.undo_action(action_id=action.pk, by=actions.Asker(cast.bob.pk))
        same = actions.undo_action(action_id=action.pk, by=actions.Asker(cast.bob.pk))
    assert undo.pk == same.pk
    assert work() == ["done"]
    assert live(campaign).status == "active"
    assert (again(action).state, again(undo).state) == ("undone", "done")


@pytest.mark.parametrize("where", ["google", "meta"])
def test_a_budget_is_set_to_the_cent(
    request: pytest.FixtureRequest, where: str, ask: Ask, work: Work
) -> None:
    campaign = request.getfixturevalue(where)[BRAND if where == "google" else LOOKALIKE]
    before = live(campaign).daily_budget_micros
    wanted = before * 9 // 10 // 10_000 * 10_000
    action = ask(campaign, "budget", daily_budget_micros=wanted)
    work()
    assert again(action).state == "done", again(action).trouble_text
    assert live(campaign).daily_budget_micros == wanted


def test_what_somebody_changed_meanwhile_is_left_alone(
    google: Campaigns, ask: Ask, work: Work, vendors: Running, cast: Cast
) -> None:
    campaign = google[BRAND]
    first = ask(campaign, "pause")
    work()
    seen = {"status": "active", "daily_budget_micros": live(campaign).daily_budget_micros}
    vendors.control.reset_counters()
    late = ask(campaign, "pause", before=seen)
    work()
    assert (again(late).state, again(late).trouble_code) == ("failed", "changed_meanwhile")
    resumed = ask(campaign, "resume")
    work()
    assert again(resumed).state == "done", again(resumed).trouble_text
    with inside(cast.acme):
        undo = actions.undo_action(action_id=first.pk, by=actions.Asker(cast.bob.pk))
    work()
    assert again(undo).trouble_code == "changed_meanwhile"
    assert again(first).state == "done"
    assert writes(vendors) == 1


@pytest.mark.parametrize("where", ["google", "meta"])
def test_an_answer_that_never_came_is_looked_for_and_nothing_is_sent_twice(
    request: pytest.FixtureRequest, where: str, vendors: Running, ask: Ask, work: Work
) -> None:
    campaign = request.getfixturevalue(where)[BRAND if where == "google" else LOOKALIKE]
    path = r"POST .*(:mutate|/v25\.0/23)"
    vendors.control.fault("cut", path=path, times=1)
    action = ask(campaign, "pause")
    vendors.control.reset_counters()
    assert work() == ["done"]
    assert writes(vendors) == 1
    assert again(action).state == "done"
    assert "cut" in steps_of(action)


@pytest.mark.torture
def test_what_cannot_be_looked_at_is_unknown_until_it_can(
    google: Campaigns, vendors: Running, ask: Ask, work: Work, cast: Cast
) -> None:
    action = ask(google[BRAND], "pause")
    vendors.control.reset_counters()
    vendors.control.fault("cut", path=r"POST .*:mutate", times=1)
    vendors.control.fault("cut", path=r"searchStream", skip=1, times=4)
    assert work(1) == ["queued"]
    assert again(action).state == "unknown"
    due_now(cast.acme.pk)
    assert work() == ["done"]
    assert again(action).state == "done"
    assert writes(vendors) == 1


def test_what_was_lost_on_the_way_is_sent_again_after_a_while(
    google: Campaigns, vendors: Running, ask: Ask, work: Work, cast: Cast
) -> None:
    vendors.control.fault("unavailable", path=r"POST .*:mutate", times=1)
    action = ask(google[BRAND], "pause")
    vendors.control.reset_counters()
    assert work(1) == ["queued"]
    assert again(action).sends == 1
    with inside(cast.acme):
        past = timezone.now() - timedelta(minutes=1)
        CampaignAction.objects.filter(pk=action.pk).update(sent_at=past)
    due_now(cast.acme.pk)
    work()
    assert (again(action).state, again(action).sends) == ("done", 2)
    assert writes(vendors) == 2


def _refused(status: str, kind: str, code: str) -> AdsError:
    return AdsError(status, kind, code, "Refused in Google's words.")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (_refused("PERMISSION_DENIED", "authorizationError", "ACTION_NOT_PERMITTED"), "missing"),
        *at_length(
            (
                _refused("INVALID_ARGUMENT", "campaignBudgetError", "MONEY_AMOUNT_TOO_LARGE"),
                "vendor",
            ),
            (_refused("ABORTED", "databaseError", "CONCURRENT_MODIFICATION"), "vendor"),
        ),
    ],
)
def test_a_refusal_is_told_and_changes_nothing(
    google: Campaigns, vendors: Running, ask: Ask, work: Work, error: AdsError, code: str
) -> None:
    action = ask(google[BRAND], "pause")
    status = error.response().status
    body = error.body()
    vendors.control.fault("status", path=r":mutate", times=1, status=status, body=body)
    work()
    found = again(action)
    assert found.state == "failed"
    assert found.trouble_code.startswith(code)
    assert found.sent_at is None
    assert live(google[BRAND]).status == "active"


def test_a_limit_is_waited_for_and_counts_as_nothing_sent(
    google: Campaigns, vendors: Running, ask: Ask, work: Work, cast: Cast
) -> None:
    action = ask(google[BRAND], "pause")
    error = quota_error("RESOURCE_TEMPORARILY_EXHAUSTED", seconds=300)
    vendors.control.fault("status", path=r":mutate", times=1, status=429, body=error.body())
    work(1)
    assert (again(action).state, again(action).sends) == ("running", 0)
    due_now(cast.acme.pk)
    work()
    assert (again(action).state, again(action).sends) == ("done", 1)


def test_a_user_who_may_only_look_is_told_by_the_dry_run(
    google: Campaigns, vendors: Running, cast: Cast
) -> None:
    asked = {"workspace_id": cast.acme.pk, "campaign_id": google[BRAND].pk}
    wanted = {"status": "paused"}
    assert actions.try_change(**asked, wanted=wanted).status == "active"
    vendors.control.post("/google-ads/access", {"is_read_only": True})
    with pytest.raises(Trouble, match="look at campaigns there"):
        actions.try_change(**asked, wanted=wanted)
    assert live(google[BRAND]).status == "active"


def test_budgets_that_are_not_the_campaigns_own_are_refused_with_why(
    google: Campaigns, meta: Campaigns, ask: Ask, work: Work
) -> None:
    shared = ask(
        google[SHARED],
        "budget",
        daily_budget_micros=live(google[SHARED]).daily_budget_micros - 10_000,
    )
    work()
    assert again(shared).trouble_code == "shared_budget"
    assert "Sensors Nonbrand" in again(shared).trouble_text
    state = live(meta[AT_AD_SETS])
    assert state.daily_budget_micros is None
    assert "ad sets" in state.no_budget
    with pytest.raises(Trouble, match="no daily budget of its own"):
        ask(meta[AT_AD_SETS], "budget", daily_budget_micros=5_000_000)
