"""What becomes of a rule, and of what it asked for, when the world around it changes."""

from unittest.mock import patch

import pytest

from accounts.audit import Actor, acting_as
from accounts.models import Told, Workspace
from accounts.tenancy import inside
from analytics.automations import keeping, running
from analytics.automations.rule import Action, Do, Limits
from analytics.models import Automation, AutomationDecision, AutomationState
from integrations import actions
from integrations.models import Campaign, CampaignAction
from tests.analytics.automations.world import (
    live_rule,
    make_campaign,
    make_source,
    platform,
    rule,
    work,
)
from tests.analytics.monitor_world import MICROS
from tests.analytics.test_pages import client_of, see
from tests.budget import at_length
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]


@pytest.fixture
def waste(cast: Cast) -> Campaign:
    with inside(cast.acme):
        return make_campaign(make_source(), "Waste", 50)


def outcome(cast: Cast) -> tuple[str, str]:
    with inside(cast.acme):
        row = AutomationDecision.objects.get(is_live=True)
        return row.outcome, row.reason


@pytest.mark.parametrize("step", ["change", *at_length("dry", "delete")])
def test_what_waits_is_withdrawn_when_its_rule_says_so_no_more(
    cast: Cast, waste: Campaign, step: str
) -> None:
    row = live_rule(cast, rule())
    with platform():
        work(cast)
    with acting_as(Actor("user", cast.bob.pk)), inside(cast.acme):
        if step == "change":
            keeping.change_automation(
                automation_id=row.pk, name="Waste", rule=rule(limits=Limits(per_day=1))
            )
        elif step == "dry":
            keeping.set_dry(automation_id=row.pk)
        else:
            keeping.delete_automation(automation_id=row.pk)
        (action,) = CampaignAction.objects.all()
        assert (action.state, action.decided_by) == ("refused", None)
        assert "before anybody decided" in action.trouble_text
    html = see(client_of(cast.alice), f"actions/{action.pk}/").content.decode()
    assert "before anybody decided" in html


def test_a_rule_in_another_currency_than_counts_pauses_and_says_so(
    cast: Cast, waste: Campaign
) -> None:
    row = live_rule(cast, rule())
    Workspace.objects.filter(pk=cast.acme.pk).update(currency="EUR")
    with platform() as looked:
        work(cast)
    assert looked == []
    with inside(cast.acme):
        paused = Automation.objects.get(pk=row.pk)
        assert (paused.state, paused.live_by) == (AutomationState.PAUSED, None)
        assert "from USD to EUR" in paused.pause_reason
        assert Told.objects.filter(kind="automation_blocked").count() == 1
    # Saved anew its amounts are the new currency's.
    with acting_as(Actor("user", cast.bob.pk)), inside(cast.acme):
        again = keeping.change_automation(automation_id=row.pk, name="Waste", rule=rule())
        assert again.version == 2


def test_a_campaign_that_its_platform_removed_is_said(cast: Cast, waste: Campaign) -> None:
    live_rule(cast, rule(Do.LOWER))
    with platform(status="removed"):
        work(cast)
    assert outcome(cast) == ("blocked", "removed")


def test_what_another_worker_did_since_it_was_decided_is_not_done_twice(
    cast: Cast, waste: Campaign
) -> None:
    live_rule(cast, rule())
    real = running._look

    def meanwhile(lease: object, plan: running.Plan, wish: object) -> object:
        with inside(cast.acme):
            before = {"status": "active", "daily_budget_micros": MICROS}
            asked = actions.Proposal(waste.pk, "budget", before, "k", 2 * MICROS)
            actions.propose_action(asked=asked, by=actions.Asker(cast.alice.pk))
        return real(lease, plan, wish)  # type: ignore[arg-type]

    with platform(), patch.object(running, "_look", meanwhile):
        work(cast)
    assert outcome(cast) == ("blocked", "by_hand")


def test_a_bound_is_said_in_the_currency_of_the_account(cast: Cast, waste: Campaign) -> None:
    row = live_rule(cast, rule(action=Action(Do.LOWER, percent=10, bound_micros=5 * MICROS)))
    html = see(client_of(cast.bob), f"automations/{row.pk}/").content.decode()
    assert "to no less than 5.00 in its account’s currency" in html
