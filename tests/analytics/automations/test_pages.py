"""The pages of automations: made, previewed, set live; who may; Acme's alone; what is wrong."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Membership, Role, Told
from accounts.permissions import Permission, may
from accounts.tenancy import inside
from analytics.automations.previewing import run_preview
from analytics.automations.rule import Action, Do, Guards, Limits, On, Rule, Trigger
from analytics.models import (
    Automation,
    AutomationDecision,
    AutomationPreview,
    AutomationRun,
    AutomationState,
    AutomationSwitch,
    AutomationVersion,
    Incident,
    Monitor,
)
from integrations.models import CampaignAction, CampaignDayRevision
from tests.analytics.automations.world import (
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
from tests.analytics.test_pages import client_of, see
from tests.budget import at_length
from tests.cast import ROLES, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
FORM = {
    "name": "Waste",
    "on": "metric",
    "hour": "8",
    "metric_1": "spend",
    "compare_1": ">=",
    "number_1": "500",
    "metric_2": "conversions",
    "compare_2": "=",
    "number_2": "0",
    "days": "14",
    "scope": "platform is google_ads",
    "do": "pause",
    "trusted": "on",
    "per_day": "3",
    "cool_days": "14",
    "hold_out": "0",
    "approval": "always",
}


def send(client: Client, path: str, **given: Any) -> Any:
    return client.post(f"/w/acme/automations/{path}", given)


def page(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_from_a_form_over_its_preview_to_a_change_and_its_way_back(cast: Cast) -> None:
    bob = client_of(cast.bob)
    with inside(cast.acme):
        source = make_source()
        campaign = make_campaign(source, "Costly", 50)
    assert "Nothing happens by itself yet" in page(see(bob, "automations/"))
    labels = page(see(bob, "automations/new/")).split("<label")
    for name, is_optional in (("id_percent", False), ("id_endpoint", False), ("id_bound", True)):
        (label,) = (one for one in labels if f'for="{name}"' in one)
        assert ("(optional)" in label) is is_optional
    answer = send(bob, "new/", **FORM)
    assert answer.status_code == 302
    assert "Replaying the last weeks" in page(bob.get(answer["Location"]))
    with inside(cast.acme):
        row, preview = Automation.objects.get(), AutomationPreview.objects.get()
        assert (row.state, row.made_by) == (AutomationState.DRY, cast.bob)
    assert send(bob, f"{row.pk}/live/", preview=str(preview.pk)).status_code == 302
    with inside(cast.acme):
        assert Automation.objects.get().state == AutomationState.DRY
        run_preview(preview_id=preview.pk)
    html = page(bob.get(answer["Location"]))
    for words in (
        "it would have acted 3 times, on 1 campaigns",
        "spend of at least USD\u00a0500.00 and no conversions over 14 complete days, pause it.",
        "What a preview cannot know",
        "Costly",
        "set it live",
    ):
        assert words in html, words
    assert send(bob, f"{row.pk}/live/", preview=str(preview.pk)).status_code == 302
    # Its first look shows itself.
    assert "every 2s" in page(see(bob, f"automations/{row.pk}/"))
    with platform():
        work(cast)
    html = page(see(bob, f"automations/{row.pk}/"))
    assert "every 2s" not in html
    with inside(cast.acme):
        AutomationRun.objects.update(ended_at=None)
    assert "every 2s" in page(see(bob, f"automations/{row.pk}/"))
    with inside(cast.acme):
        AutomationRun.objects.update(ended_at=timezone.now())
    for words in ("Waits for approval", "Take back", "All that it asks for is met", "1 of 3"):
        assert words in html, words
    assert ">Approve<" not in html
    assert ">Approve<" in page(see(client_of(cast.alice), f"automations/{row.pk}/"))
    with inside(cast.acme):
        CampaignAction.objects.update(state="done")
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        assert {"automation.created", "automation.live", "campaign_action.asked"} <= actions
        action = CampaignAction.objects.get()
    html = page(see(bob, f"automations/{row.pk}/"))
    assert ">Undo<" in html
    assert "every 2s" not in html
    with inside(cast.acme):
        CampaignAction.objects.create(
            source=source, campaign=campaign, what="resume", state="approved", undoes=action
        )
    html = page(see(bob, f"automations/{row.pk}/"))
    assert "On its way back" in html
    assert ">Undo<" not in html
    assert "every 2s" in html
    assert "acted in 30 days: 1" in page(see(bob, "automations/"))
    assert "automation Waste" in page(see(bob, "actions/"))
    assert campaign.name in page(see(bob, "actions/"))


@pytest.mark.parametrize("role", ROLES)
def test_who_may(cast: Cast, role: Role) -> None:
    row = make_rule(cast, rule())
    Membership.objects.filter(user=cast.bob).update(role=role)
    bob = client_of(cast.bob)
    for path in ("", f"{row.pk}/", f"{row.pk}/preview/"):
        assert see(bob, f"automations/{path}").status_code == 200
    may_define = 302 if may(role, Permission.DEFINE_NUMBERS) else 403
    assert see(bob, "automations/new/").status_code == (200 if may_define == 302 else 403)
    assert see(bob, f"automations/{row.pk}/edit/").status_code == (
        200 if may_define == 302 else 403
    )
    for path in ("preview/anew/", "dry/", "pause/"):
        assert send(bob, f"{row.pk}/{path}", reason="Why").status_code == may_define
    may_change = 302 if may(role, Permission.MANAGE_CAMPAIGNS) else 403
    assert send(bob, f"{row.pk}/live/").status_code == may_change
    assert send(bob, "stop/").status_code == may_change
    may_approve = 302 if may(role, Permission.APPROVE_CAMPAIGNS) else 403
    assert send(bob, "go-on/").status_code == may_approve
    assert send(bob, f"{row.pk}/delete/").status_code == may_define


def test_charlie_sees_and_changes_nothing_of_acme(cast: Cast) -> None:
    with inside(cast.acme):
        make_campaign(make_source(), "Secret", 50)
    row = live_rule(cast, rule(), "Hidden")
    with platform():
        work(cast)
    charlie = client_of(cast.charlie)
    for slug in ("acme", "rival"):
        for path in ("", "preview/", "edit/"):
            url = f"/w/{slug}/automations/{row.pk}/{path}"
            assert charlie.get(url).status_code == 404, url
        for path in ("live/", "dry/", "pause/", "delete/", "preview/anew/"):
            answer = charlie.post(f"/w/{slug}/automations/{row.pk}/{path}", {"reason": "x"})
            assert answer.status_code in (302, 404), path
    assert "Hidden" not in page(see(charlie, "automations/", slug="rival"))
    with inside(cast.rival):
        for model in (Automation, AutomationVersion, AutomationDecision, AutomationPreview):
            assert not model.objects.exists()
    with inside(cast.acme):
        row.refresh_from_db()
        assert (row.state, row.deleted_at) == (AutomationState.LIVE, None)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"metric_1": "", "metric_2": ""}, "by which number"),
        ({"scope": "campaign"}, "comes is, is not"),
        ({"do": "webhook"}, "Choose a webhook"),
        ({"note": "010180-1236"}, "CPR"),
        *at_length(
            ({"number_1": ""}, "Say the number to compare with"),
            ({"number_1": "-5"}, "greater than or equal to 0"),
            ({"days": "91"}, "less than or equal to 90"),
            ({"scope": "lead_source is Web"}, "Campaigns are told apart by these"),
            ({"on": "schedule"}, "Choose a weekday at least"),
            ({"do": "raise"}, "Move a budget by 1 to 90 per cent"),
            ({"per_day": "0"}, "greater than or equal to 1"),
            ({"name": ""}, "This field is required"),
        ),
    ],
)
def test_what_is_wrong_says_how_to_mend_it(cast: Cast, change: dict[str, str], words: str) -> None:
    answer = send(client_of(cast.bob), "new/", **{**FORM, **change})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    with inside(cast.acme):
        assert not Automation.objects.exists()


def test_rules_that_meet_are_named_and_all_can_be_stopped(cast: Cast) -> None:
    with inside(cast.acme):
        make_campaign(make_source(), "Both", 50)
    make_rule(cast, rule(Do.RAISE), "Give more")
    make_rule(cast, rule(), "Take away")
    bob, alice = client_of(cast.bob), client_of(cast.alice)
    html = page(see(bob, "automations/"))
    assert "“Take away” and “Give more” want opposite things of 1 campaigns" in html
    send(bob, "stop/")
    html = page(see(bob, "automations/"))
    assert "All automations are stopped" in html
    assert "An owner or admin lets them go on." in html
    with inside(cast.acme):
        assert AutomationSwitch.objects.get().stopped_by == cast.bob
    send(alice, "go-on/")
    assert "All automations are stopped" not in page(see(bob, "automations/"))


def test_a_pause_says_who_and_why_and_a_deleted_ones_log_stays(cast: Cast) -> None:
    row = make_rule(cast, rule())
    bob = client_of(cast.bob)
    send(bob, f"{row.pk}/pause/")
    send(bob, f"{row.pk}/pause/", reason="The shop is closed")
    html = page(see(bob, f"automations/{row.pk}/"))
    assert "The shop is closed" in html
    assert "Nobody can have it back." in html.split('id="delete"')[1]
    with inside(cast.acme):
        assert Automation.objects.get().paused_by == cast.bob
    work(cast)
    with inside(cast.acme):
        assert Automation.objects.get().looked_at is None
    send(bob, f"{row.pk}/dry/")
    send(bob, f"{row.pk}/delete/")
    assert see(bob, f"automations/{row.pk}/preview/").status_code == 404
    assert "Deleted" in page(see(bob, f"automations/{row.pk}/"))
    assert "Waste" not in page(see(bob, "automations/"))


def test_an_incident_sets_a_rule_off_and_says_so(cast: Cast) -> None:
    with inside(cast.acme):
        campaign = make_campaign(make_source(), "Costly", 50)
        monitor = Monitor.objects.create(
            name="Spend", kind="anomaly", metric="spend", by="campaign"
        )
        other = Monitor.objects.create(name="Leads", kind="anomaly", metric="leads")
    tells = Rule(Trigger(On.INCIDENT), Action(Do.NOTIFY, note="Look"), limits=Limits(per_day=9))
    pauses = Rule(
        Trigger(On.INCIDENT, monitors=(str(monitor.pk),)),
        Action(Do.PAUSE),
        guards=Guards(settled=False),
    )
    told, paused = live_rule(cast, tells, "Tell"), live_rule(cast, pauses, "Brake")
    with inside(cast.acme):
        first = Incident.objects.create(
            monitor=monitor, part=str(campaign.pk), part_name="Costly", opened_on=today()
        )
        Incident.objects.create(monitor=other, opened_on=today())
    with platform():
        work(cast)
        work(cast)
    with inside(cast.acme):
        assert AutomationDecision.objects.filter(automation=told, outcome="acted").count() == 2
        (one,) = AutomationDecision.objects.filter(automation=paused)
        assert (one.incident_id, one.outcome) == (first.pk, "acted")
        assert Told.objects.filter(kind="automation").count() == 2
    html = page(see(client_of(cast.bob), f"incidents/{first.pk}/"))
    assert "What automations did because of it" in html
    assert "Brake" in html


def test_a_replay_takes_days_as_they_were_read_then(cast: Cast) -> None:
    """What was read later than a day was not known on it."""
    with inside(cast.acme):
        campaign = make_campaign(make_source(), "Late", 35)
    row = make_rule(cast, rule(trigger=Trigger(On.METRIC, rule().trigger.tests[:1])))
    with inside(cast.acme):
        # Of the newest day in the window all was read 5 days ago, so before that 455 were known.
        on = today() - timedelta(days=10)
        for back in range(14):
            CampaignDayRevision.objects.create(
                workspace_id=cast.acme.pk,
                campaign=campaign,
                on=on - timedelta(days=back),
                metric="spend_micros",
                old_value=0,
                new_value=35 * MICROS,
                currency="USD",
                as_of=campaign_moment(20),
                run_id=campaign.pk,
                superseded_at=campaign_moment(5),
            )
        preview = AutomationPreview.objects.get(automation=row)
        # 40 days of 35 are 490 in 14 days: never 500.
        run_preview(preview_id=preview.pk)
        preview.refresh_from_db()
        assert preview.result is not None
        assert preview.result["counts"]["acted"] == 0
    cheaper = make_rule(cast, rule(trigger=_spends(400)), "Cheaper")
    with inside(cast.acme):
        preview = AutomationPreview.objects.get(automation=cheaper)
        run_preview(preview_id=preview.pk)
        preview.refresh_from_db()
        assert preview.result is not None
        acted = [one["on"] for one in preview.result["found"] if one["outcome"] == "acted"]
        days = [(today() - timedelta(days=back)).isoformat() for back in (5, 28)]
        assert sorted(acted) == sorted(days)


def _spends(units: int) -> Trigger:
    from dataclasses import replace
    from decimal import Decimal

    (test, *_rest) = rule().trigger.tests
    return Trigger(On.METRIC, (replace(test, number=Decimal(units * MICROS)),))


def campaign_moment(days: int) -> Any:
    from django.utils import timezone

    return timezone.now() - timedelta(days=days)


def test_too_few_to_tell_what_a_rule_brought(cast: Cast) -> None:
    with inside(cast.acme):
        make_campaign(make_source(), "Costly", 50)
    row = make_rule(cast, rule(limits=Limits(hold_out=50)))
    set_live(cast, row)
    html = page(see(client_of(cast.bob), f"automations/{row.pk}/"))
    assert "0 acted on and 0 left alone can be compared" in html
    assert "too few to tell; it takes 8 of each" in html
    assert "50 of 100 campaigns are left alone, to compare." in html
