"""The desk for programs: the same steps, each tried first; one workspace and no other."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Job, Membership
from accounts.permissions import Permission
from accounts.services.api_keys import create_api_key
from accounts.tenancy import inside
from privacy.models import DataSubjectRequest, RequestEvent, RequestMessage
from tests.accounts.conftest import deliver_mail
from tests.cast import Cast
from tests.counting import assert_same_queries
from tests.privacy.requests.conftest import At, taken_down, the_request

pytestmark = pytest.mark.django_db
ALL = "/api/v1/privacy/requests"
STEPS: dict[str, dict[str, Any]] = {
    "messages": {"text": "We are looking."},
    "ask": {"question": "identity", "text": "Which number?", "reason": "Two of that name."},
    "extend": {"months": 2, "reasons": "Forty systems."},
    "close": {"outcome": "refused", "text": "Another law forbids it."},
}
NEW = {
    "subject_request_type": "erasure",
    "subject_identities": [{"identity_type": "email", "identity_value": "dora@people.example"}],
    "text": "Forget me.",
}


def key_of(cast: Cast, who: str = "alice", scope: Permission = Permission.MANAGE_PRIVACY) -> str:
    user = getattr(cast, who)
    member = Membership.objects.get(user=user)
    with inside(member.workspace_id):
        return create_api_key(name="Desk", scopes=[scope], days=1, by=member).secret


def call(key: str, path: str = ALL, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {key}"}
    if body is None:
        return Client().get(path, headers=headers)
    return Client().post(path, body, content_type="application/json", headers=headers)


def new(**more: Any) -> dict[str, Any]:
    return {**NEW, "submitted_time": timezone.now().isoformat(), **more}


def test_a_request_is_taken_down_with_a_receipt(cast: Cast, now_is: At) -> None:
    """Statements 24 and 53: received when it reached the business; the person gets the link."""
    now_is("2026-03-06T10:00:00+00:00")
    key = key_of(cast)
    answer = call(key, ALL, new(submitted_time="2026-03-05T09:00:00Z", regulation="uk_gdpr"))
    assert answer.status_code == 201, answer.content
    body = answer.json()
    receipt = body["request"]
    assert (body["dry_run"], body["mails"]) == (False, 2)
    assert receipt["subject_request_id"] == str(the_request(cast.acme).pk)
    assert receipt["controller_id"] == "acme"
    assert receipt["request_status"] == "in_progress"
    assert (receipt["due_on"], receipt["uk_due_on"], receipt["eu_due_on"]) == ("2026-04-07",) * 3
    assert receipt["expected_completion_time"] == "2026-04-07T22:59:59Z", "in London's summer"
    deliver_mail(cast.acme)
    assert {one.to[0] for one in mail.outbox} == {"dora@people.example", cast.alice.email}
    with inside(cast.acme):
        assert AuditEvent.objects.get(action="request.recorded").actor_kind == "api_key"


def test_each_step_can_be_tried_first(cast: Cast, subtests: pytest.Subtests) -> None:
    """Statement 53: a dry run shows what follows, and keeps and sends nothing."""
    key = key_of(cast)
    for step in STEPS:
        with subtests.test(step):
            try_and_do(cast, key, step)


def try_and_do(cast: Cast, key: str, step: str) -> None:
    request_id = taken_down(cast.acme)
    path, before = f"{ALL}/{request_id}/{step}", traces(cast)
    tried = call(key, path, {**STEPS[step], "dry_run": True}).json()
    assert (tried["dry_run"], tried["mails"]) == (True, 1)
    assert traces(cast) == before
    done = call(key, path, STEPS[step]).json()
    assert done["dry_run"] is False
    assert done["request"]["due_on"] == tried["request"]["due_on"]
    assert done["request"]["request_status"] == tried["request"]["request_status"]
    assert traces(cast) != before
    if step == "close":
        again = call(key, path, STEPS[step])
        assert (again.status_code, again.json()["code"]) == (403, "request_closed")


def traces(cast: Cast) -> tuple[int, ...]:
    with inside(cast.acme):
        return tuple(
            model.objects.count()
            for model in (DataSubjectRequest, RequestEvent, RequestMessage, AuditEvent, Job)
        )


def test_taking_down_can_be_tried_first(cast: Cast) -> None:
    key, before = key_of(cast), traces(cast)
    answer = call(key, ALL, new(dry_run=True))
    assert (answer.status_code, answer.json()["mails"]) == (200, 2)
    assert traces(cast) == before


def test_messages_are_read_without_notes(cast: Cast) -> None:
    key, request_id = key_of(cast), taken_down(cast.acme)
    path = f"{ALL}/{request_id}/messages"
    call(key, f"{ALL}/{request_id}/ask", STEPS["ask"])
    call(key, path, {"direction": "in", "text": "The elder."})
    found = [(one["direction"], one["text"]) for one in call(key, path).json()]
    assert found[1:] == [("out", "Which number?"), ("in", "The elder.")]
    whole = call(key, f"{ALL}/{request_id}").json()
    assert whole["is_paused"] is False, "what was said answers the question"
    assert [one["identity_value"] for one in whole["subject_identities"]] == ["dora@people.example"]


def test_the_list_pages_by_number_and_costs_the_same(cast: Cast) -> None:
    key = key_of(cast)
    assert_same_queries(lambda: call(key), lambda: taken_down(cast.acme))
    for _number in range(48):
        taken_down(cast.acme, "")
    first = call(key).json()
    assert [one["number"] for one in first["requests"]] == list(range(51, 1, -1))
    taken_down(cast.acme, "")
    rest = call(key, first["next"]).json()
    assert ([one["number"] for one in rest["requests"]], rest["next"]) == ([1], None)
    assert call(key, f"{ALL}?state=closed").json()["requests"] == []
    for wrong in ("state=late", "before=5", "limit=0", "limit=201"):
        assert call(key, f"{ALL}?{wrong}").status_code == 400, wrong


WRONG: tuple[tuple[str, Any], ...] = (
    ("subject_request_type", "everything"),
    ("regulation", "ccpa"),
    ("subject_identities", [{"identity_type": "phone", "identity_value": "1"}]),
    ("subject_identities", [{"identity_type": "email", "identity_value": "a\r\nb@c.example"}]),
    ("subject_identities", [NEW["subject_identities"][0]] * 2),
    ("submitted_time", "2099-01-01T00:00:00Z"),
    ("submitted_time", "2001-01-01T00:00:00Z"),
    ("text", ""),
    ("text", 5),
    ("text", "x" * 5001),
    ("text", "a\x00b"),
    ("channel", "form"),
)


def test_what_is_wrong_is_named(cast: Cast, subtests: pytest.Subtests) -> None:
    key = key_of(cast)
    for field, wrong in WRONG:
        with subtests.test(field=field, wrong=str(wrong)[:40]):
            answer = call(key, ALL, new(**{field: wrong}))
            assert answer.status_code == 400
            assert field in answer.json()["errors"]


def test_nobody_is_reached_without_an_address(cast: Cast) -> None:
    key, request_id = key_of(cast), taken_down(cast.acme, "")
    refused = call(key, f"{ALL}/{request_id}/close", STEPS["close"])
    assert (refused.status_code, refused.json()["code"]) == (403, "request_untold")
    told = call(key, f"{ALL}/{request_id}/close", {**STEPS["close"], "was_told": True})
    assert told.json()["mails"] == 0


def test_a_key_opens_its_own_workspace_and_its_own_scope(cast: Cast) -> None:
    """Statement 53: Charlie's key sees nothing of Acme's request; a key for numbers sees none."""
    request_id: UUID = taken_down(cast.acme)
    rival = key_of(cast, "charlie")
    numbers = key_of(cast, scope=Permission.VIEW_NUMBERS)
    assert call(rival).json()["requests"] == []
    bodies = [("", None), ("/messages", None), *((f"/{key}", STEPS[key]) for key in STEPS)]
    for step, body in bodies:
        path = f"{ALL}/{request_id}{step}"
        assert call(rival, path, body).status_code == 404, step
        assert call(numbers, path, body).status_code == 403, step
        assert call("", path, body).status_code == 401, step
    assert call(rival, f"{ALL}/{uuid4()}").status_code == 404
