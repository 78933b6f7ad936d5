"""A workspace's own metrics, its mappings and its shared links for programs."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.models import CampaignMatch, LeadStage, OwnMetric, SharedLink
from integrations.models import Campaign
from tests.analytics.crm import crm_source
from tests.api_keys import delete, get, key_for, patch, post
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.test_facts import make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
METRICS, LINKS = "/api/v1/own-metrics", "/api/v1/shared-links"
MATCHES, STAGES = "/api/v1/campaigns/matches", "/api/v1/lead-stages"
COST = {"name": "Cost per hand raised", "formula": "spend / (leads + mql)", "good": "down"}


@pytest.fixture
def secret(cast: Cast) -> str:
    return key_for(cast.bob, cast.acme)


def test_a_metric_is_defined_changed_restored_and_retired(cast: Cast, secret: str) -> None:
    made = post(secret, METRICS, COST)
    one, whole = made["Location"], made.json()
    assert (made.status_code, whole["key"]) == (201, "own_cost_per_hand_raised")
    newest = whole["newest"]
    assert (newest["unit"], newest["words"]) == ("money", "Spend ÷ (Leads + MQL)")
    listed = {row["key"] for row in get(secret, "/api/v1/metrics").json()}
    assert whole["key"] in listed, "it can be asked for at once"
    changed = patch(secret, one, {"formula": "spend / mql"}).json()
    assert (changed["newest"]["number"], changed["newest"]["good"]) == (2, "down")
    same = patch(secret, one, {"good": "down"}).json()
    assert same["newest"]["number"] == 2, "what says the same is no version"
    restored = post(secret, f"{one}/versions/1/restore").json()
    assert [row["formula"] for row in restored["versions"]] == [
        *(COST["formula"], "spend / mql"),
        COST["formula"],
    ]
    assert post(secret, f"{one}/versions/9/restore").status_code == 404
    assert delete(secret, one).status_code == 204
    assert get(secret, one).json()["retired_at"]
    assert patch(secret, one, {"good": "up"}).status_code == 400
    assert post(secret, f"{one}/take-up").json()["retired_at"] is None
    with inside(cast.acme):
        lines = AuditEvent.objects.filter(action__startswith="metric.", actor_kind="api_key")
        assert lines.count() == 5


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({**COST, "formula": "spend / profit"}, "formula"),
        ({**COST, "name": "Spend"}, "name"),
        *at_length(
            ({**COST, "formula": "spend + leads"}, "formula"),
            ({**COST, "formula": "spend /"}, "formula"),
            ({**COST, "name": "CPR 010190-1234"}, "name"),
            ({**COST, "decimals": 9}, "decimals"),
        ),
    ],
)
def test_what_is_no_metric_is_refused_by_its_field(
    cast: Cast, secret: str, body: Any, wrong: str
) -> None:
    answer = post(secret, METRICS, body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [wrong]), answer.content
    with inside(cast.acme):
        assert not OwnMetric.objects.exists()


def link_of(cast: Cast, made_by: Any) -> SharedLink:
    with inside(cast.acme):
        return SharedLink.objects.create(
            token_hash=made_by.pk.bytes,
            kind="report",
            shows=made_by.pk,
            name="Brands",
            password="hash",
            expires_at=timezone.now() + timedelta(days=3),
            made_by=made_by,
        )


def test_links_are_listed_and_revoked_by_who_may(cast: Cast, secret: str) -> None:
    own, other = link_of(cast, cast.bob), link_of(cast, cast.alice)
    answer = get(secret, LINKS)
    assert [one["id"] for one in answer.json()["links"]] == [str(other.pk), str(own.pk)]
    assert "hash" not in answer.content.decode()
    assert answer.json()["links"][0]["has_password"] is True
    assert delete(secret, f"{LINKS}/{other.pk}").status_code == 400, "it is another member's"
    assert delete(secret, f"{LINKS}/{own.pk}").status_code == 204
    assert get(secret, f"{LINKS}/{own.pk}").json()["is_open"] is False
    assert delete(key_for(cast.alice, cast.acme), f"{LINKS}/{other.pk}").status_code == 204
    reads = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    assert get(reads, LINKS).status_code == 403, "as on the page"


def test_campaigns_and_stages_are_mapped(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        ad = make_ads().campaigns[0]
        crm_campaign = Campaign.objects.create(
            source=crm_source(), kind="crm", external_id="701", name="Fair"
        )
        stage = LeadStage.objects.create(source_id=crm_campaign.source_id, status="Working")
    match = {"campaign_id": str(ad), "crm_campaign_id": str(crm_campaign.pk)}
    assert post(secret, MATCHES, {"matches": [match]}).json() == {"changed": 1}
    assert get(secret, MATCHES).json()["matches"] == [match]
    turned = {"campaign_id": match["crm_campaign_id"], "crm_campaign_id": match["campaign_id"]}
    assert post(secret, MATCHES, {"matches": [turned]}).status_code == 400
    none = {**match, "crm_campaign_id": None}
    assert post(secret, MATCHES, {"matches": [none]}).json() == {"changed": 1}
    wanted = {"stages": [{"id": str(stage.pk), "stage": "mql"}]}
    assert post(secret, STAGES, wanted).json() == {"changed": 1}
    (found,) = get(secret, STAGES).json()["stages"]
    assert (found["status"], found["stage"], found["is_guess"]) == ("Working", "mql", False)
    reads = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    assert post(reads, MATCHES, {"matches": [match]}).status_code == 403
    assert post(reads, STAGES, wanted).status_code == 403


def test_charlies_key_finds_and_changes_nothing_of_acme(cast: Cast, secret: str) -> None:
    metric = post(secret, METRICS, COST)["Location"]
    link = f"{LINKS}/{link_of(cast, cast.bob).pk}"
    with inside(cast.acme):
        ad = make_ads().campaigns[0]
        crm_campaign = Campaign.objects.create(
            source=crm_source(), kind="crm", external_id="701", name="Fair"
        )
        stage = LeadStage.objects.create(source_id=crm_campaign.source_id, status="Working")
    theirs = key_for(cast.charlie, cast.rival)
    for place, name in ((METRICS, "metrics"), (LINKS, "links"), (MATCHES, "matches")):
        assert get(theirs, place).json()[name] == [], place
    assert get(theirs, STAGES).json()["stages"] == []
    for one in (metric, link):
        assert (get(theirs, one).status_code, delete(theirs, one).status_code) == (404, 404), one
    assert patch(theirs, metric, {"good": "up"}).status_code == 404
    for step in ("take-up", "versions/1/restore"):
        assert post(theirs, f"{metric}/{step}").status_code == 404, step
    match = {"campaign_id": str(ad), "crm_campaign_id": str(crm_campaign.pk)}
    assert post(theirs, MATCHES, {"matches": [match]}).status_code == 400
    body = {"stages": [{"id": str(stage.pk), "stage": "mql"}]}
    assert post(theirs, STAGES, body).json() == {"changed": 0}
    with inside(cast.acme):
        assert not CampaignMatch.objects.exists()
        assert LeadStage.objects.get().stage == ""
