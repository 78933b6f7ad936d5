"""Rules look, decide and act: within their limits, once, told, and not while they are stopped."""

from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts import unpaid
from accounts.audit import Actor, acting_as
from accounts.errors import Trouble
from accounts.models import Closure, InboxItem, Membership, Role, Told
from accounts.tenancy import inside
from analytics.automations import keeping, running
from analytics.automations.rule import (
    Action,
    Approval,
    Criterion,
    Do,
    Guards,
    Limits,
    On,
    Rule,
    Trigger,
)
from analytics.models import (
    Automation,
    AutomationDecision,
    AutomationPreview,
    AutomationRun,
    AutomationState,
    AutomationVersion,
    CampaignMatch,
    Monitor,
    MonitorKind,
)
from analytics.queries.where import Compare
from analytics.services import watching
from integrations import actions
from integrations.actions.records import proposing
from integrations.models import Campaign, CampaignAction, ControlledDay, Source
from tests.analytics.automations.world import (
    SPENDS,
    live_rule,
    make_campaign,
    make_rule,
    make_source,
    platform,
    rule,
    set_live,
    work,
)
from tests.analytics.monitor_world import MICROS, today
from tests.cast import Cast
from tests.integrations.working import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
LOOSE = Limits(approval=Approval.LIMITS)


@pytest.fixture
def waste(cast: Cast) -> Campaign:
    """One that spends 700 in 14 days for nothing, beside one that brings something."""
    with inside(cast.acme):
        source = make_source()
        make_campaign(source, "Fine", 50, 2)
        return make_campaign(source, "Waste", 50)


def log(cast: Cast) -> list[tuple[str, str, str, bool]]:
    with inside(cast.acme):
        rows = AutomationDecision.objects.order_by("at", "thing_name")
        return list(rows.values_list("thing_name", "outcome", "reason", "is_live"))


def proposed(cast: Cast) -> list[CampaignAction]:
    with inside(cast.acme):
        return list(CampaignAction.objects.select_related("campaign").order_by("asked_at"))


def test_a_dry_run_decides_and_does_nothing(cast: Cast, waste: Campaign) -> None:
    row = make_rule(cast, rule())
    with platform() as looked:
        assert work(cast) == ["done"]
        assert work(cast) == ["done"]
    assert looked == []
    assert log(cast) == [("Waste", "acted", "met", False)]
    assert proposed(cast) == []
    with inside(cast.acme):
        run = AutomationRun.objects.get()
        assert (run.looked, run.acted, run.is_live) == (2, 1, False)
        assert [one["name"] for one in run.others] == ["Fine"]
        assert not Told.objects.filter(kind__startswith="automation").exists()
        last = (today() - timedelta(days=1)).isoformat()
        assert Automation.objects.get(pk=row.pk).judged == {str(waste.source_id): last}


def test_live_it_asks_once_for_what_it_saw_and_tells(cast: Cast, waste: Campaign) -> None:
    row = live_rule(cast, rule())
    with platform():
        work(cast)
        with inside(cast.acme):
            Automation.objects.update(judged={})
        work(cast)
    (action,) = proposed(cast)
    assert (action.what, action.campaign_id, action.state) == ("pause", waste.pk, "proposed")
    assert (action.rule, action.needs, action.asked_by) == ("Waste", "rule", cast.bob.pk)
    assert (action.origin_kind, action.origin_id) == ("automation", row.pk)
    assert "700.00" in action.reason
    with inside(cast.acme):
        (decision,) = AutomationDecision.objects.filter(is_live=True)
        assert (decision.action_id, decision.outcome) == (action.pk, "acted")
        assert decision.sums["spend"] == 700 * MICROS
        told = Told.objects.get(kind="automation")
        assert "Waste" in str(told.said)


def test_who_set_it_live_approves_none_of_it(cast: Cast, waste: Campaign) -> None:
    row = make_rule(cast, rule())
    set_live(cast, row, by=cast.alice)
    with platform():
        work(cast)
    (action,) = proposed(cast)
    with inside(cast.acme):
        with pytest.raises(Trouble, match="somebody else"):
            actions.approve_action(action_id=action.pk, by=cast.alice.pk)
        Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
        assert actions.approve_action(action_id=action.pk, by=cast.bob.pk).state == "approved"


def test_without_the_right_to_change_campaigns_it_is_held_back(cast: Cast, waste: Campaign) -> None:
    live_rule(cast, rule())
    Membership.objects.filter(user=cast.bob).update(role=Role.VIEWER)
    with platform():
        work(cast)
    assert proposed(cast) == []
    assert log(cast)[-1][1:3] == ("blocked", "trouble")
    with inside(cast.acme):
        assert InboxItem.objects.filter(kind="automation_blocked").exists()


def test_budgets_move_by_a_step_within_their_bound_and_the_workspaces_limits(
    cast: Cast, waste: Campaign
) -> None:
    lower = Action(Do.LOWER, percent=10, bound_micros=95 * MICROS)
    live_rule(cast, rule(action=lower, limits=LOOSE))
    with platform(budget=100 * MICROS):
        work(cast)
    (action,) = proposed(cast)
    assert action.wanted == {"daily_budget_micros": 95 * MICROS}
    assert (action.state, action.needs) == ("approved", "")


def test_what_is_gone_from_the_platform_or_stands_so_is_said(cast: Cast, waste: Campaign) -> None:
    live_rule(cast, rule())
    with platform(status="paused"):
        work(cast)
    assert log(cast)[-1][1:3] == ("blocked", "not_active")
    assert proposed(cast) == []


def test_a_killed_worker_repeats_nothing(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_source()
        for name in ("A", "B", "C"):
            make_campaign(source, name, 50)
    live_rule(cast, rule())
    done: list[object] = []

    class Killed(BaseException):
        pass

    real = actions.propose_action

    def cut(**asked: object) -> CampaignAction:
        if len(done) == 1:
            done.append(None)
            raise Killed
        done.append(asked)
        return real(**asked)  # type: ignore[arg-type]

    with platform() as looked, pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "propose_action", cut)
        with pytest.raises(Killed):
            work(cast)
        assert len(proposed(cast)) == 1
        expire_leases(cast)
        work(cast)
    assert len(looked) == 4
    assert sorted(one.campaign.name for one in proposed(cast)) == ["A", "B", "C"]
    with inside(cast.acme):
        assert AutomationRun.objects.filter(is_live=True).count() == 1
        assert AutomationRun.objects.get(is_live=True).acted == 3


def expire_leases(cast: Cast) -> None:
    from accounts.models import Job

    with inside(cast.acme):
        Job.objects.filter(task__endswith=".run_automations").update(
            state="queued", lease_until=None, lease_token=None
        )


def test_a_cap_and_a_cool_down_hold_it_back(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_source()
        for name, spend in (("A", 60), ("B", 50)):
            make_campaign(source, name, spend)
    live_rule(cast, rule(limits=Limits(per_day=1)))
    with platform():
        work(cast)
        assert {(one[0], one[2]) for one in log(cast)} == {("A", "met"), ("B", "cap")}
        with inside(cast.acme):
            assert Told.objects.filter(kind="automation_blocked").count() == 1


def test_of_two_rules_one_changes_a_thing_and_the_other_leaves_it(
    cast: Cast, waste: Campaign
) -> None:
    live_rule(cast, rule(Do.RAISE, limits=LOOSE), "Give more")
    live_rule(cast, rule(), "Take away")
    with platform():
        work(cast)
    assert [one.rule for one in proposed(cast)] == ["Take away"]
    with inside(cast.acme):
        other = AutomationDecision.objects.get(outcome="blocked")
        assert (other.reason, other.details["name"]) == ("other_rule", "Take away")


def test_what_a_member_changed_is_left_alone(cast: Cast, waste: Campaign) -> None:
    live_rule(cast, rule())
    with inside(cast.acme):
        asked = actions.Proposal(
            waste.pk, "budget", {"status": "active", "daily_budget_micros": MICROS}, "k", 2 * MICROS
        )
        actions.propose_action(asked=asked, by=actions.Asker(cast.alice.pk))
    with platform():
        work(cast)
    assert log(cast)[-1][1:3] == ("blocked", "by_hand")


@pytest.mark.parametrize("is_own", [True, False])
def test_stopped_nothing_looks_and_nothing_is_asked_for(
    cast: Cast, waste: Campaign, is_own: bool
) -> None:
    live_rule(cast, rule())
    with acting_as(Actor("user", cast.bob.pk)), inside(cast.acme):
        if is_own:
            keeping.stop_automations()
        else:
            actions.stop_all(by=cast.bob.pk)
    with platform() as looked:
        work(cast)
        assert (looked, log(cast)) == ([], [])
        with acting_as(Actor("user", cast.alice.pk)), inside(cast.acme):
            keeping.let_automations_go_on()
            actions.let_go_on(by=cast.alice.pk)
        work(cast)
    assert len(proposed(cast)) == 1


def test_days_that_differ_or_are_not_known_are_not_acted_on(cast: Cast, waste: Campaign) -> None:
    with inside(cast.acme):
        make_campaign(waste.source, "Silent", 80, None)
        ControlledDay.objects.create(
            workspace_id=cast.acme.pk,
            source=waste.source,
            stream="days",
            account="",
            on=today() - timedelta(days=3),
            is_equal=False,
            checked_at=timezone.now(),
        )
    live_rule(cast, rule())
    with platform() as looked:
        work(cast)
    assert looked == []
    assert log(cast)[-1][:3] == ("Waste", "blocked", "differs")
    with inside(cast.acme):
        run = AutomationRun.objects.get()
        reasons = {one["name"]: one["reason"] for one in run.others}
        assert reasons["Silent"] == "missing"


def test_settled_days_are_waited_for_where_nothing_is_learned(cast: Cast) -> None:
    with inside(cast.acme):
        make_campaign(make_source(), "Waste", 50, days=50)
    live_rule(cast, rule(guards=Guards(settled=True)))
    with platform():
        work(cast)
    with inside(cast.acme):
        # Google may change a day for 30 days, and nobody has learned how much.
        assert AutomationDecision.objects.get().last_on == today() - timedelta(days=31)


def test_a_rule_that_says_something_else_begins_again(cast: Cast, waste: Campaign) -> None:
    row = live_rule(cast, rule())
    with acting_as(Actor("user", cast.bob.pk)), inside(cast.acme):
        changed = keeping.change_automation(automation_id=row.pk, name="Other", rule=rule())
        assert (changed.state, changed.version) == (AutomationState.LIVE, 1)
        changed = keeping.change_automation(
            automation_id=row.pk, name="Other", rule=rule(limits=Limits(per_day=1))
        )
        assert (changed.state, changed.version) == (AutomationState.DRY, 2)
        old = AutomationPreview.objects.filter(version=1).first()
        assert old is not None
        with pytest.raises(Trouble, match="another version"):
            keeping.set_live(automation_id=row.pk, preview_id=old.pk)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            AutomationVersion.objects.update(number=9)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            AutomationDecision.objects.update(reason="met")


def test_a_schedule_acts_once_in_its_hour(cast: Cast, waste: Campaign) -> None:
    every = Trigger(On.SCHEDULE, weekdays=tuple(range(7)), hour=0)
    asked = Rule(every, Action(Do.PAUSE), "campaign is Waste", Guards(settled=False), LOOSE)
    row = make_rule(cast, asked)
    with platform():
        work(cast)
        assert log(cast) == [("Waste", "acted", "met", False)]
        set_live(cast, row)
        # The hour of today is over; the next one is tomorrow's.
        work(cast)
        assert proposed(cast) == []
        with inside(cast.acme):
            Automation.objects.update(judged={})
        work(cast)
        work(cast)
    assert len(proposed(cast)) == 1


def test_what_is_in_no_list_of_choices_is_no_rule(cast: Cast) -> None:
    with acting_as(Actor("user", cast.bob.pk)), inside(cast.acme):
        for asked in (
            rule(trigger=Trigger(On.METRIC)),
            rule(scope="campaign is"),
            rule(scope="lead_source is Web"),
            rule(limits=Limits(per_day=0)),
            rule(action=Action(Do.RAISE, percent=0)),
            rule(action=Action(Do.WEBHOOK)),
            rule(trigger=Trigger(On.METRIC, (Criterion("joy", Compare.MORE, Decimal(1)),))),
            rule(trigger=Trigger(On.METRIC, (SPENDS,), days=91)),
        ):
            with pytest.raises(Trouble):
                keeping.add_automation(name="No", rule=asked)
        assert not Automation.objects.exists()


def test_a_task_is_asked_for_about_the_mapped_campaign_of_the_crm(
    cast: Cast, waste: Campaign
) -> None:
    with inside(cast.acme):
        crm = Source.objects.create(
            connector="salesforce", name="Salesforce", options={"actions": "yes"}
        )
        campaign = Campaign.objects.create(
            name="Waste in the CRM", source=crm, kind="crm", external_id="701000000000001AAA"
        )
        CampaignMatch.objects.create(ad_campaign=waste, crm_campaign=campaign)
        make_campaign(waste.source, "Alone", 60)
    live_rule(cast, rule(action=Action(Do.TASK, note="Look at it", due_days=2)))
    with platform() as looked, patch.object(proposing, "check_may"):
        work(cast)
    assert looked == []
    (action,) = proposed(cast)
    assert (action.what, action.subject, action.needs) == ("task", "Look at it", "rule")
    assert (action.record_kind, action.record_external_id) == ("Campaign", campaign.external_id)
    assert ("Alone", "blocked", "not_mapped", True) in log(cast)


@pytest.mark.parametrize("is_closing", [True, False])
def test_in_a_workspace_that_stands_still_no_rule_looks(
    cast: Cast, waste: Campaign, is_closing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_rule(cast, rule())
    with inside(cast.acme):
        # What was asked for before it stood still does not look either.
        running.ask_to_run()
        if is_closing:
            ends = timezone.now() + timedelta(days=30)
            Closure.objects.create(workspace=cast.acme, erase_after=ends)
        else:
            monkeypatch.setattr(unpaid, "_readers", [lambda key: key == cast.acme.pk])
        assert running.ask_to_run() == 0
        Monitor.objects.create(name="Leads", kind=MonitorKind.ANOMALY, metric="leads")
        assert (watching.ask_to_evaluate(), watching.evaluate_monitors()) == (0, 0)
    with platform() as looked:
        work_off(cast.acme.pk, task="run_automations", steps=1)
        assert (looked, log(cast)) == ([], [])
