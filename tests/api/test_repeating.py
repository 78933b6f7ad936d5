"""A POST with an Idempotency-Key is done once, and its answer is nobody's but the caller's."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.api_keys.repeating import forget_answers
from accounts.models import RepeatableCall
from accounts.subjects import Subject
from accounts.tenancy import inside
from privacy.models import DataSubjectRequest
from tests.api_keys import key_for, post
from tests.budget import at_length
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/privacy/requests"
KEY = {"Idempotency-Key": "order-1"}
YESTERDAY = (timezone.now() - timedelta(days=1)).isoformat()


def body(email: str = "dora@people.example", text: str = "Forget me.") -> dict[str, Any]:
    return {
        "subject_request_type": "erasure",
        "subject_identities": [{"identity_type": "email", "identity_value": email}],
        "text": text,
        "submitted_time": YESTERDAY,
    }


def requests_in(workspace: Any) -> int:
    with inside(workspace):
        return DataSubjectRequest.objects.count()


def test_what_is_sent_twice_is_done_once(cast: Cast) -> None:
    secret = key_for(cast.alice, cast.acme)
    first, again = (post(secret, ALL, body(), **KEY) for _time in range(2))
    assert first.status_code == again.status_code == 201, first.content
    assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")
    assert "Idempotency-Replayed" not in first
    assert requests_in(cast.acme) == 1
    post(secret, ALL, body(), **{"Idempotency-Key": "order-2"})
    assert requests_in(cast.acme) == 2


def test_another_request_with_the_same_key_is_refused(cast: Cast) -> None:
    secret = key_for(cast.alice, cast.acme)
    post(secret, ALL, body(), **KEY)
    other = post(secret, ALL, body(email="erin@people.example"), **KEY)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert requests_in(cast.acme) == 1


def test_the_same_json_in_another_hand_is_the_same_request(cast: Cast) -> None:
    secret = key_for(cast.alice, cast.acme)
    first = post(secret, ALL, body(), **KEY)
    other = json.dumps(dict(reversed(body().items())), indent=4)
    again = Client().post(
        ALL,
        other,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", **KEY},
    )
    assert (again.status_code, again.json()) == (201, first.json())
    assert requests_in(cast.acme) == 1
    doubled = other.replace('"text"', '"words"', 1)
    refused = post(secret, ALL, json.loads(doubled), **KEY)
    assert refused.status_code == 422


@pytest.mark.parametrize("key", ["a b", "x" * 256, *at_length("", " ", "ø")])
def test_a_key_that_is_none_is_refused(cast: Cast, key: str) -> None:
    answer = post(key_for(cast.alice, cast.acme), ALL, body(), **{"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key")
    assert requests_in(cast.acme) == 0


def test_what_is_being_done_waits_and_what_was_given_up_is_taken_over(cast: Cast) -> None:
    secret = key_for(cast.alice, cast.acme)
    post(secret, ALL, body(), **KEY)
    with inside(cast.acme):
        RepeatableCall.objects.update(status=None, answer=None)
    waiting = post(secret, ALL, body(), **KEY)
    assert (waiting.status_code, waiting.json()["code"]) == (409, "in_flight")
    assert int(waiting["Retry-After"]) > 0
    with inside(cast.acme):
        RepeatableCall.objects.update(claimed_at=timezone.now() - timedelta(minutes=3))
    assert post(secret, ALL, body(), **KEY).status_code == 201
    assert requests_in(cast.acme) == 2


def test_a_refusal_is_not_kept(cast: Cast) -> None:
    secret = key_for(cast.alice, cast.acme)
    assert post(secret, ALL, body(text=""), **KEY).status_code == 400
    with inside(cast.acme):
        assert not RepeatableCall.objects.exists()
    assert post(secret, ALL, body(), **KEY).status_code == 201


def test_answers_are_readable_by_their_caller_alone(cast: Cast) -> None:
    """What is stored names nobody, and neither another key nor Charlie's is told of it."""
    secret = key_for(cast.alice, cast.acme)
    post(secret, ALL, body(), **KEY)
    with inside(cast.acme):
        row: Any = RepeatableCall.objects.values().get()
    kept = b"".join(bytes(row[name]) for name in ("key_digest", "said_digest", "answer"))
    assert b"dora" not in kept
    for other in (key_for(cast.alice, cast.acme), key_for(cast.charlie, cast.rival)):
        answer = post(other, ALL, body(email="erin@people.example"), **KEY)
        assert answer.status_code == 201
        assert "Idempotency-Replayed" not in answer
    with inside(cast.rival):
        assert RepeatableCall.objects.count() == 1


def test_answers_go_after_a_day_and_with_an_erasure(cast: Cast) -> None:
    from accounts.personal_data import erase

    secret = key_for(cast.alice, cast.acme)
    post(secret, ALL, body(), **KEY)
    assert forget_answers() == 0
    with inside(cast.acme):
        RepeatableCall.objects.update(claimed_at=timezone.now() - timedelta(hours=25))
    assert forget_answers() == 1
    post(secret, ALL, body(), **KEY)
    with inside(cast.acme):
        erase(Subject(emails=("dora@people.example",)))
        assert not RepeatableCall.objects.exists()
