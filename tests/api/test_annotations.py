"""Annotations for programs: written down, changed, taken away; and none of others."""

from typing import Any

import pytest

from accounts.models import AuditEvent
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.models import Annotation
from tests.api_keys import delete, get, key_for, patch, post
from tests.budget import at_length
from tests.cast import Cast
from tests.counting import assert_same_queries
from tests.integrations.test_facts import make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/annotations"
SALE = {
    "kind": "sale",
    "text": "Black Friday",
    "first_on": "2026-03-27",
    "last_on": "2026-03-29",
    "is_special": True,
}


@pytest.fixture
def secret(cast: Cast) -> str:
    return key_for(cast.bob, cast.acme)


def test_one_is_written_down_changed_and_taken_away(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        campaign = str(make_ads().campaigns[0])
    made = post(secret, ALL, {**SALE, "campaign_id": campaign})
    assert made.status_code == 201, made.content
    one = made["Location"]
    assert made.json().items() >= {**SALE, "campaign_id": campaign, "platform": ""}.items()
    changed = patch(secret, one, {"text": "A sale", "last_on": "2026-03-27"}).json()
    assert (changed["text"], changed["last_on"], changed["is_special"]) == ("A sale", None, True)
    assert changed["campaign_id"] == campaign
    assert get(secret, f"{ALL}?kind=sale&since=2026-03-27").json()["annotations"] == [changed]
    for none in ("kind=outage", "since=2026-03-28", "until=2026-03-26"):
        assert get(secret, f"{ALL}?{none}").json()["annotations"] == [], none
    assert delete(secret, one).status_code == 204
    assert get(secret, one).status_code == 404
    with inside(cast.acme):
        lines = AuditEvent.objects.filter(action__startswith="annotation.", actor_kind="api_key")
        found = list(lines.order_by("seq").values_list("action", flat=True))
    assert found == ["annotation.added", "annotation.changed", "annotation.deleted"]


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "party"},
        {"last_on": "2028-03-01"},
        *at_length(
            {"text": "CPR 010190-1234"},
            {"last_on": "2026-03-01"},
            {"first_on": "1066-10-14"},
            {"platform": "google_ads", "channel": "brand"},
            {"campaign_id": "00000000-0000-0000-0000-000000000007"},
        ),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, secret: str, more: Any) -> None:
    assert post(secret, ALL, {**SALE, **more}).status_code == 400
    with inside(cast.acme):
        assert not Annotation.objects.exists()


def test_a_key_that_only_reads_writes_nothing(cast: Cast, secret: str) -> None:
    one = post(secret, ALL, SALE)["Location"]
    reads = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    assert get(reads, one).status_code == 200
    assert post(reads, ALL, SALE).status_code == 403
    assert patch(reads, one, {"text": "Mine"}).status_code == 403
    assert delete(reads, one).status_code == 403


def test_charlies_key_finds_nothing_of_acme(cast: Cast, secret: str) -> None:
    one = post(secret, ALL, SALE)["Location"]
    theirs = key_for(cast.charlie, cast.rival)
    assert get(theirs, ALL).json()["annotations"] == []
    assert get(theirs, one).status_code == 404
    assert patch(theirs, one, {"text": "Mine"}).status_code == 404
    assert delete(theirs, one).status_code == 404


def test_a_list_of_three_costs_as_much_as_one(secret: str) -> None:
    assert_same_queries(lambda: get(secret, ALL), lambda: post(secret, ALL, SALE))
