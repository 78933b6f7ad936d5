"""Incidents for programs: what was found and why, each step of its page, and nothing of others."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.models import Incident, IncidentComment
from integrations.models import ActionStep, Campaign, CampaignAction
from tests.analytics.monitor_world import ads_world, halved, look, watch
from tests.api_keys import get, key_for, post
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/incidents"
STEPS = ("acknowledge", "resolve", "accept", "owner", "mark", "comments")


@pytest.fixture
def incident(cast: Cast) -> Incident:
    with inside(cast.acme):
        ads_world(halved(0, since=3))
        watch()
        look()
        return Incident.objects.get()


@pytest.fixture
def secret(cast: Cast) -> str:
    return key_for(cast.bob, cast.acme)


def test_an_incident_tells_its_days_and_parts_that_sum(incident: Incident, secret: str) -> None:
    (listed,) = get(secret, ALL).json()["incidents"]
    whole = get(secret, f"{ALL}/{incident.pk}").json()
    assert {name: whole[name] for name in listed} == listed
    assert (listed["title"], listed["currency"]) == (
        "Spend of Brand is below what was expected",
        "USD",
    )
    assert listed["worst"]["value"] < listed["worst"]["low"] < listed["worst"]["expected"]
    changed = whole["changed"]
    assert changed["change"] == changed["after"] - changed["before"] < 0
    assert sum(one["effects"]["total"] for one in changed["parts"]) == changed["change"]
    parts = ("volume", "mix", "rate", "price", "loose")
    assert sum(changed["effects"][name] for name in parts) == changed["change"]
    assert whole["timeline"][0]["what"] == "opened"
    assert whole["days"][-1]["day"] == whole["latest"]["day"]


def test_an_incident_tells_what_can_be_done_and_what_came_of_it(
    cast: Cast, incident: Incident, secret: str
) -> None:
    one = f"{ALL}/{incident.pk}"
    with inside(cast.acme):
        Campaign.objects.filter(pk=incident.part).update(status="PAUSED")
    whole = get(secret, one).json()
    (proposal,) = whole["proposals"]
    assert (proposal["campaign_id"], proposal["steps"]) == (incident.part, ["resume"])
    assert (whole["deeds"], whole["because"], whole["outcome"]) == ([], [], None)
    sums = {"actual": 50.0, "forecast": 100.0, "low": 90.0, "high": 110.0, "is_acted": True}
    with inside(cast.acme):
        Incident.objects.update(outcome={"first_on": "2026-03-01", "last_on": "2026-03-14", **sums})
        action = CampaignAction(
            source_id=Campaign.objects.get(pk=incident.part).source_id,
            campaign_id=incident.part,
            what="pause",
            state="done",
            asked_by=cast.bob.pk,
            origin_kind="incident",
            origin_id=incident.pk,
            key="k",
        )
        action.save(force_insert=True)
        ActionStep.objects.create(action=action, what="done", by=cast.bob.pk)
    whole = get(secret, one).json()
    assert (whole["outcome"]["difference"], whole["outcome"]["is_clear"]) == (-50, True)
    assert [(row["what"], row["action_id"]) for row in whole["deeds"]] == [("done", str(action.pk))]
    assert whole["proposals"] == [], "it was done already"


def test_the_list_is_filtered(incident: Incident, secret: str) -> None:
    def ids(query: str) -> list[str]:
        return [one["id"] for one in get(secret, f"{ALL}?{query}").json()["incidents"]]

    own = [str(incident.pk)]
    assert ids("status=going_on") == ids("status=open") == ids(f"monitor={incident.monitor_id}")
    assert ids(f"since={incident.opened_on}") == own
    assert ids("status=resolved") == ids(f"monitor={incident.pk}") == ids("since=2099-01-01") == []
    assert get(secret, f"{ALL}?status=lost").status_code == 400


def test_each_step_is_that_of_the_page(cast: Cast, incident: Incident, secret: str) -> None:
    one = f"{ALL}/{incident.pk}"
    assert post(secret, f"{one}/acknowledge").json()["status"] == "acknowledged"
    bob = str(cast.bob.pk)
    assert post(secret, f"{one}/owner", {"owner_id": bob}).json()["owner_id"] == bob
    stranger = post(secret, f"{one}/owner", {"owner_id": str(cast.charlie.pk)})
    assert (stranger.status_code, stranger.json()["title"]) == (
        400,
        "Only members of this workspace can work on it.",
    )
    assert post(secret, f"{one}/mark", {"is_useful": True}).json()["is_useful"] is True
    said = post(secret, f"{one}/comments", {"text": "The card was refused."})
    assert (said.status_code, said.json()["by_id"]) == (201, None), "a program is nobody"
    assert post(secret, f"{one}/resolve").json()["ended_as"] == "closed"
    over = post(secret, f"{one}/acknowledge")
    assert (over.status_code, over.json()["code"]) == (400, "incident_over")
    assert [c["text"] for c in get(secret, one).json()["comments"]] == ["The card was refused."]
    with inside(cast.acme):
        lines = AuditEvent.objects.filter(action__startswith="incident.", actor_kind="api_key")
        assert list(lines.order_by("seq").values_list("action", flat=True)) == [
            *("incident.acknowledged", "incident.owned", "incident.useful"),
            *("incident.commented", "incident.closed"),
        ]


def test_a_level_is_accepted(incident: Incident, secret: str) -> None:
    assert post(secret, f"{ALL}/{incident.pk}/accept").json()["ended_as"] == "accepted"


def test_what_cannot_be_said_changes_nothing(cast: Cast, incident: Incident, secret: str) -> None:
    one = f"{ALL}/{incident.pk}"
    for step, body, name in (
        ("comments", {"text": " "}, "text"),
        ("comments", {"text": "CPR 010190-1234"}, "text"),
        ("comments", {}, "text"),
        ("owner", {}, "owner_id"),
        ("mark", {"is_useful": "yes"}, "is_useful"),
    ):
        answer = post(secret, f"{one}/{step}", body)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [name]), body
    with inside(cast.acme):
        assert not IncidentComment.objects.exists()
        assert Incident.objects.get().is_useful is None


def test_a_key_that_only_reads_takes_no_step(cast: Cast, incident: Incident) -> None:
    secret = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    assert get(secret, f"{ALL}/{incident.pk}").status_code == 200
    for step in STEPS:
        assert post(secret, f"{ALL}/{incident.pk}/{step}").status_code == 403, step
    with inside(cast.acme):
        assert Incident.objects.get().status == "open"


def test_charlies_key_finds_nothing_of_acme(cast: Cast, incident: Incident) -> None:
    secret = key_for(cast.charlie, cast.rival)
    for query in ("", f"?monitor={incident.monitor_id}"):
        assert get(secret, f"{ALL}{query}").json()["incidents"] == []
    assert get(secret, f"{ALL}/{incident.pk}").status_code == 404
    bodies: dict[str, Any] = {
        "owner": {"owner_id": str(cast.charlie.pk)},
        "mark": {"is_useful": False},
        "comments": {"text": "Hello"},
    }
    for step in STEPS:
        answer = post(secret, f"{ALL}/{incident.pk}/{step}", bodies.get(step))
        assert answer.status_code == 404, step
    with inside(cast.acme):
        assert not IncidentComment.objects.exists()


def test_a_list_of_three_costs_as_much_as_one(cast: Cast, incident: Incident, secret: str) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert get(secret, ALL).status_code == 200
        return len(found)

    get(secret, ALL)
    one = statements()
    with inside(cast.acme):
        for name in ("Clicks", "More"):
            other = watch(name, metric="clicks")
            Incident.objects.create(monitor=other, opened_on=incident.opened_on)
    assert statements() == one
