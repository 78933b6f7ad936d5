"""Automations for programs: made in dry run, live in the key's maker's name, never approved."""

from dataclasses import fields
from typing import Any
from uuid import UUID

import pytest

from accounts.models import AuditEvent, Membership, Role
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.automations.presets import PRESETS
from analytics.automations.previewing import run_preview
from analytics.automations.rule import Do, On, Rule
from analytics.models import Automation, AutomationPreview, AutomationState, AutomationSwitch
from analytics.programs.rule_shapes import RuleSerializer, rule_asked, rule_shown
from integrations.models import CampaignAction
from tests.analytics.automations.world import (
    live_rule,
    make_campaign,
    make_rule,
    make_source,
    platform,
    rule,
    work,
)
from tests.api_keys import delete, get, key_for, patch, post
from tests.budget import at_length
from tests.cast import Cast
from tests.counting import assert_same_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/automations"
WASTE: dict[str, Any] = {
    "name": "Waste",
    "rule": {
        "trigger": {
            "tests": [
                {"metric": "spend", "compare": ">=", "number": 500_000_000},
                {"metric": "conversions", "compare": "=", "number": 0},
            ],
            "days": 14,
        },
        "action": {"do": "pause"},
        "guards": {"settled": False, "least_clicks": 0},
    },
}


@pytest.fixture
def secret(cast: Cast) -> str:
    return key_for(cast.bob, cast.acme)


def test_a_rule_is_made_previewed_and_set_live_by_a_key(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        campaign = make_campaign(make_source(), "Costly", 50)
    made = post(secret, ALL, WASTE)
    one, whole = made["Location"], made.json()
    assert (made.status_code, whole["state"], whole["version"]) == (201, "dry", 1)
    assert "spend of at least USD\u00a0500.00 and no conversions" in whole["sentence"]
    assert whole["limits"], "what a new rule begins with holds it back"
    preview = f"{one}/previews/{whole['preview_id']}"
    assert get(secret, preview).json()["state"] == "running"
    early = post(secret, f"{one}/live", {"preview_id": whole["preview_id"]})
    assert (early.status_code, early.json()["code"]) == (400, "preview")
    with inside(cast.acme):
        run_preview(preview_id=UUID(whole["preview_id"]))
    found = get(secret, preview).json()["result"]
    assert (found["acted_things"], found["counts"]["acted"]) == (1, 3)
    assert found["found"][0]["thing"]["key"] == str(campaign.pk)
    assert found["unknown"]
    live = post(secret, f"{one}/live", {"preview_id": whole["preview_id"]}).json()
    assert (live["state"], live["live_by_id"]) == ("live", str(cast.bob.pk))
    with platform():
        work(cast)
    (line,) = get(secret, f"{one}/decisions?outcome=acted").json()["decisions"]
    assert (line["thing"]["name"], line["why"]) == ("Costly", "All that it asks for is met.")
    with inside(cast.acme):
        action = CampaignAction.objects.get()
        assert (action.state, action.asked_by) == ("proposed", cast.bob.pk), "nobody approved it"
        by = AuditEvent.objects.filter(action="automation.live").values_list(
            "actor_kind", flat=True
        )
        assert list(by) == ["api_key"]
    assert line["action_id"] == str(action.pk)
    (asked,) = get(secret, f"/api/v1/actions?origin={live['id']}").json()["actions"]
    assert asked["id"] == line["action_id"]
    assert get(secret, one).json()["acted_today"] == 1


def test_a_rule_is_changed_upon_what_it_says_and_begins_again(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        make_campaign(make_source(), "Costly", 50)
    row = live_rule(cast, rule())
    one = f"{ALL}/{row.pk}"
    renamed = patch(secret, one, {"name": "Money"}).json()
    assert (renamed["name"], renamed["version"], renamed["state"]) == ("Money", 1, "live")
    changed = patch(secret, one, {"rule": {"limits": {"per_day": 5}}}).json()
    assert (changed["version"], changed["state"], changed["live_at"]) == (2, "dry", None)
    assert changed["rule"]["trigger"] == renamed["rule"]["trigger"]
    numbers = [one["number"] for one in get(secret, f"{one}/versions").json()["versions"]]
    assert numbers == [2, 1]
    asked = post(secret, f"{one}/previews")
    assert (asked.status_code, asked.json()["version"]) == (202, 2)
    paused = post(secret, f"{one}/pause", {"reason": "Until Monday"}).json()
    assert (paused["state"], paused["pause_reason"]) == ("paused", "Until Monday")
    assert post(secret, f"{one}/dry").json()["state"] == "dry"
    assert [one["id"] for one in get(secret, f"{ALL}?state=dry").json()["automations"]] == [
        str(row.pk)
    ]
    assert get(secret, f"{ALL}?state=live").json()["automations"] == []
    assert delete(secret, one).status_code == 204
    assert get(secret, one).status_code == 404


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"trigger": {"on": "metric"}}, {"trigger": {"tests"}}),
        ({"action": {"do": "lower"}}, {"action": {"percent"}}),
        ({"limits": {"per_day": "many"}}, {"limits": {"per_day"}}),
        *at_length(
            ({"trigger": {"on": "whim"}}, {"trigger": {"on"}}),
            ({"trigger": {"on": "schedule"}}, {"trigger": {"weekdays"}}),
            ({"action": {"do": "webhook"}}, {"action": {"endpoint"}}),
            ({"limits": {"per_day": 500}}, {"limits": {"per_day"}}),
            ({"scope": "lead_source is Web"}, {"scope": {""}}),
        ),
    ],
)
def test_what_cannot_be_a_rule_is_refused_by_its_part(
    cast: Cast, secret: str, said: Any, wrong: Any
) -> None:
    tests = {"trigger": WASTE["rule"]["trigger"]}
    answer = post(secret, ALL, {"name": "No", "rule": {**tests, **said}})
    assert answer.status_code == 400, answer.content
    found = answer.json()["errors"]["rule"]
    named = {name: set(part) if isinstance(part, dict) else {""} for name, part in found.items()}
    assert named == wrong
    with inside(cast.acme):
        assert not Automation.objects.exists()


def test_each_rule_of_a_page_can_be_said_and_read_again(cast: Cast) -> None:
    """Whatever a rule has, its shape has: what was read of one makes the same one."""
    with inside(cast.acme):
        for preset in PRESETS.values():
            words = rule_shown(preset.rule.as_words())
            shape = RuleSerializer(data=RuleSerializer(words).data)
            assert shape.is_valid(), shape.errors
            assert rule_asked(shape.validated_data, PRESETS["night"].rule) == preset.rule
    assert set(RuleSerializer().fields) == {one.name for one in fields(Rule)}
    parts: Any = RuleSerializer().fields
    assert set(parts["action"].fields["do"].choices) == {one.value for one in Do}
    assert set(parts["trigger"].fields["on"].choices) == {one.value for one in On}


def test_who_may_do_what(cast: Cast, secret: str) -> None:
    row = make_rule(cast, rule())
    one = f"{ALL}/{row.pk}"
    with inside(cast.acme):
        preview = AutomationPreview.objects.get()
        run_preview(preview_id=preview.pk)
    seen = {"preview_id": str(preview.pk)}
    only = [Permission.VIEW_NUMBERS, Permission.DEFINE_NUMBERS]
    defines = key_for(cast.bob, cast.acme, only)
    assert post(defines, f"{one}/live", seen).status_code == 403
    assert post(defines, f"{ALL}/stop").status_code == 403
    reads = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    assert get(reads, one).status_code == 200
    for step in ("live", "dry", "pause", "previews"):
        assert post(reads, f"{one}/{step}", {**seen, "reason": "No"}).status_code == 403, step
    assert post(reads, ALL, WASTE).status_code == 403
    assert (patch(reads, one, {"name": "Mine"}).status_code, delete(reads, one).status_code) == (
        403,
        403,
    )
    # What the maker of the key may not do any more, the key does not.
    Membership.objects.filter(user=cast.bob).update(role=Role.VIEWER)
    assert post(secret, f"{one}/live", seen).status_code == 403
    with inside(cast.acme):
        assert Automation.objects.get().state == AutomationState.DRY


def test_a_key_stops_all_and_lets_nothing_go_on(cast: Cast, secret: str) -> None:
    assert post(secret, f"{ALL}/stop").status_code == 204
    with inside(cast.acme):
        assert AutomationSwitch.objects.get().stopped_at is not None
    assert get(secret, ALL).json()["is_stopped"] is True
    assert post(secret, f"{ALL}/go-on").status_code == 404


def test_rules_that_meet_are_named(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        make_campaign(make_source(), "Costly", 50)
    lower, pause = make_rule(cast, rule(Do.LOWER), "Lower"), make_rule(cast, rule(), "Pause")
    (met,) = get(secret, f"{ALL}/conflicts").json()["conflicts"]
    assert (met["first_id"], met["second_id"]) == (str(pause.pk), str(lower.pk))
    assert met["things"] == 1


def test_charlies_key_finds_nothing_of_acme(cast: Cast) -> None:
    row = make_rule(cast, rule())
    with inside(cast.acme):
        preview = AutomationPreview.objects.get()
    theirs, one = key_for(cast.charlie, cast.rival), f"{ALL}/{row.pk}"
    assert get(theirs, ALL).json()["automations"] == []
    places = ("", "/versions", "/decisions", f"/previews/{preview.pk}")
    for place in places:
        assert get(theirs, f"{one}{place}").status_code == 404, place
    body = {"preview_id": str(preview.pk), "reason": "Mine"}
    for step in ("live", "dry", "pause", "previews"):
        assert post(theirs, f"{one}/{step}", body).status_code == 404, step
    assert patch(theirs, one, {"name": "Mine"}).status_code == 404
    assert delete(theirs, one).status_code == 404
    assert post(theirs, f"{ALL}/stop").status_code == 204
    with inside(cast.acme):
        assert Automation.objects.get().name == "Waste"
        assert not AutomationSwitch.objects.exists()


def test_a_list_of_three_costs_as_much_as_one(cast: Cast, secret: str) -> None:
    assert_same_queries(lambda: get(secret, ALL), lambda: make_rule(cast, rule()))
