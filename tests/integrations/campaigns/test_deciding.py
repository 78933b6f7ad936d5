"""How far one member goes alone, what takes two, and the buttons that stop it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.errors import Refused, Trouble
from accounts.instructions import NotInstructed, give_instructions
from accounts.models import AuditEvent, InboxItem, Membership, Role, Switch, Told
from accounts.subjects import Subject
from accounts.switches import forget_switches
from accounts.tenancy import inside
from integrations import actions, personal_data
from integrations.models import ActionStep, Campaign, CampaignAction, Source
from tests.budget import at_length
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SEEN = {"status": "active", "daily_budget_micros": 100_000_000}


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    """One of Google Ads that nobody asks anything about."""
    with inside(cast.acme):
        source = Source.objects.create(
            connector="google_ads", name="Google Ads", options={"actions": "yes"}
        )
        return Campaign.objects.create(
            source=source, kind="ad", external_id="1", name="Brand", currency="EUR"
        )


def ask(
    cast: Cast, campaign: Campaign, what: str = "pause", micros: int | None = None, key: str = ""
) -> CampaignAction:
    asked = actions.Proposal(
        campaign_id=campaign.pk,
        what=what,
        before=SEEN,
        key=key or str(uuid4()),
        daily_budget_micros=micros,
    )
    with inside(cast.acme):
        return actions.propose_action(asked=asked, by=actions.Asker(cast.bob.pk))


def end(action: CampaignAction, state: str = "done") -> None:
    with inside(action.workspace_id):
        rows = CampaignAction.objects.filter(pk=action.pk)
        rows.update(state=state, ended_at=action.asked_at, after=action.wanted)


def test_whose_login_is_erased_is_named_by_no_action_and_nothing_else_of_it_changes(
    cast: Cast, campaign: Campaign
) -> None:
    action, subject = ask(cast, campaign), Subject(user_id=cast.bob.pk)
    with inside(cast.acme):
        actions.stop_all(by=cast.bob.pk)
        before = list(ActionStep.objects.values("what", "at", "data"))
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            ActionStep.objects.update(by=cast.alice.pk)
    tables = {part.table for part in personal_data.collect(subject)}
    named = {"campaignaction", "actionstep", "actionrules"}
    assert {f"integrations.{name}" for name in named} <= tables
    erased = {part.table: part.anonymised for part in personal_data.erase(subject)}
    assert erased.keys() >= {f"integrations.{name}" for name in named}
    assert personal_data.collect(subject) == ()
    with inside(cast.acme):
        assert list(ActionStep.objects.values("what", "at", "data")) == before
        assert CampaignAction.objects.get().reason == action.reason


def test_an_action_says_because_of_what_it_was_asked_for(
    cast: Cast, campaign: Campaign, client: Client
) -> None:
    asked = actions.Proposal(campaign_id=campaign.pk, what="pause", before=SEEN, key="auto:1")
    path, origin_id = "/w/acme/automations/1/", uuid4()
    origin = actions.Origin("automation", origin_id, "Pause <what> is dear", path)
    with inside(cast.acme):
        kept = actions.propose_action(asked=asked, by=actions.Asker(), origin=origin)
        kept.refresh_from_db()
    assert (kept.origin_kind, kept.origin_id) == ("automation", origin_id)
    client.force_login(cast.bob)
    for name, args in (("actions", ["acme"]), ("action", ["acme", kept.pk])):
        page = client.get(reverse(f"integrations:{name}", args=args)).content.decode()
        assert f'<a href="{path}">automation Pause &lt;what&gt; is dear</a>' in page
    for kind, bad in (("person", "https://elsewhere.example/"), ("robot", path)):
        with pytest.raises(ValueError, match="no"):
            actions.Origin(kind, None, "", bad)


def test_the_same_key_is_one_action_and_one_campaign_has_one_at_a_time(
    cast: Cast, campaign: Campaign
) -> None:
    first = ask(cast, campaign, key="once")
    assert ask(cast, campaign, key="once").pk == first.pk
    with pytest.raises(Trouble, match="not finished"):
        ask(cast, campaign, "budget", 90_000_000)


@pytest.mark.parametrize(
    ("what", "micros", "needs"),
    [
        ("budget", 110_000_000, ""),
        ("budget", 130_000_000, "percent"),
        *at_length(
            ("budget", 70_000_000, "percent"),
            ("budget", 210_000_000, "amount"),
            ("pause", None, ""),
        ),
    ],
)
def test_a_large_change_takes_two(
    cast: Cast, campaign: Campaign, what: str, micros: int | None, needs: str
) -> None:
    action = ask(cast, campaign, what, micros)
    assert (action.needs, action.state) == (needs, "proposed" if needs else "approved")


def test_many_small_steps_in_a_day_are_one_large_one(cast: Cast, campaign: Campaign) -> None:
    end(ask(cast, campaign, "budget", 115_000_000))
    assert ask(cast, campaign, "budget", 125_000_000).needs == "percent"


def test_who_asked_does_not_approve_and_who_may_not_is_refused(
    cast: Cast, campaign: Campaign
) -> None:
    action = ask(cast, campaign, "budget", 130_000_000)
    with inside(cast.acme):
        with pytest.raises(Refused, match="may not decide"):
            actions.approve_action(action_id=action.pk, by=cast.bob.pk)
        Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
        with pytest.raises(Refused, match="somebody else"):
            actions.approve_action(action_id=action.pk, by=cast.bob.pk)
        done = actions.approve_action(action_id=action.pk, by=cast.alice.pk)
        assert (done.state, done.decided_by) == ("approved", cast.alice.pk)
        with pytest.raises(Trouble, match="already"):
            actions.refuse_action(action_id=action.pk, by=cast.alice.pk)
        assert "campaign_action.approved" in set(
            AuditEvent.objects.values_list("action", flat=True)
        )


def test_who_asked_may_take_it_back(cast: Cast, campaign: Campaign) -> None:
    action = ask(cast, campaign, "budget", 130_000_000)
    with inside(cast.acme):
        assert actions.refuse_action(action_id=action.pk, by=cast.bob.pk).state == "refused"


def test_a_day_has_so_many_changes(cast: Cast, campaign: Campaign) -> None:
    with inside(cast.acme):
        actions.set_limits(per_day=1, most_percent=20, most_micros=200_000_000, records_alone=10)
    end(ask(cast, campaign))
    with pytest.raises(Refused, match="1 changes"):
        ask(cast, campaign, "budget", 110_000_000)


def test_the_button_stops_all_and_what_waits(cast: Cast, campaign: Campaign) -> None:
    action = ask(cast, campaign, "budget", 130_000_000)
    with inside(cast.acme):
        actions.stop_all(by=cast.bob.pk)
        with pytest.raises(Refused, match="stopped in this workspace"):
            actions.approve_action(action_id=action.pk, by=cast.alice.pk)
    with pytest.raises(Refused, match="stopped in this workspace"):
        ask(cast, campaign)
    with inside(cast.acme):
        actions.let_go_on(by=cast.alice.pk)
        assert actions.approve_action(action_id=action.pk, by=cast.alice.pk).state == "approved"


def test_we_stop_a_vendor_for_everybody(cast: Cast, campaign: Campaign) -> None:
    Switch.objects.create(name="write.google_ads", is_on=False)
    forget_switches()
    try:
        with pytest.raises(Refused, match="Proactivox has stopped"):
            ask(cast, campaign)
    finally:
        forget_switches()


def test_without_the_workspaces_word_and_its_instruction_nothing_is_asked(
    cast: Cast, campaign: Campaign
) -> None:
    with inside(cast.acme):
        actions.turn_off_actions(source_id=campaign.source_id)
    with pytest.raises(Refused, match="from here"):
        ask(cast, campaign)
    with inside(cast.acme):
        give_instructions(clauses=["numbers"], by=cast.alice.pk)
        with pytest.raises(NotInstructed):
            actions.turn_on_actions(source_id=campaign.source_id)


@pytest.mark.parametrize(
    ("what", "micros", "words"),
    [
        ("resume", None, "nothing to change"),
        ("budget", 100_000_000, "nothing to change"),
        ("budget", 0, "more than nothing"),
        ("budget", 100_000_001, "no such fraction"),
        ("delete", None, "no such change"),
    ],
)
def test_what_makes_no_sense_is_refused_with_why(
    cast: Cast, campaign: Campaign, what: str, micros: int | None, words: str
) -> None:
    with pytest.raises(Trouble, match=words):
        ask(cast, campaign, what, micros)
    with inside(cast.acme):
        assert not CampaignAction.objects.exists()


def test_steps_are_altered_by_nobody(cast: Cast, campaign: Campaign) -> None:
    ask(cast, campaign)
    with pytest.raises(DatabaseError), inside(cast.acme):
        ActionStep.objects.update(what="done")


def test_charlie_finds_nothing_of_acmes_and_changes_nothing(cast: Cast, campaign: Campaign) -> None:
    action = ask(cast, campaign, "budget", 130_000_000)
    asked = actions.Proposal(campaign_id=campaign.pk, what="pause", before=SEEN, key="theirs")
    with inside(cast.rival):
        assert not CampaignAction.objects.exists()
        assert not ActionStep.objects.exists()
        with connection.cursor() as cursor:
            for table in ("campaignaction", "actionstep", "actionrules"):
                cursor.execute(f"SELECT count(*) FROM integrations_{table}")  # noqa: S608
                assert cursor.fetchone() == (0,)
        with pytest.raises(Trouble, match="no such campaign"):
            actions.propose_action(asked=asked, by=actions.Asker(cast.charlie.pk))
        for act in (actions.approve_action, actions.refuse_action, actions.give_up_action):
            with pytest.raises(Trouble, match="no such action"):
                act(action_id=action.pk, by=cast.charlie.pk)
        with pytest.raises(Trouble, match="no such action"):
            actions.undo_action(action_id=action.pk, by=actions.Asker(cast.charlie.pk))
    live = actions.live_campaign(workspace_id=cast.rival.pk, campaign_id=campaign.pk)
    assert live.state is None
    assert "no such campaign" in str(live.trouble)


def test_those_who_may_decide_are_told_and_then_the_one_who_asked(
    cast: Cast, campaign: Campaign
) -> None:
    action = ask(cast, campaign, "budget", 130_000_000)
    with inside(cast.acme):
        (told,) = InboxItem.objects.filter(kind="action").select_related("told")
        assert told.user_id == cast.alice.pk
        assert "Brand" in str(told.told.said)
        actions.refuse_action(action_id=action.pk, by=cast.alice.pk, why="Not this week")
        assert Told.objects.get(key=f"waits:{action.pk}").resolved_at is not None
        (told,) = InboxItem.objects.filter(told__key=f"ended:{action.pk}")
        assert told.user_id == cast.bob.pk
