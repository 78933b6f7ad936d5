"""Restriction and correction for programs: tried first, the same rules, one workspace alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, Job, Membership
from accounts.permissions import Permission
from accounts.services.api_keys import create_api_key
from accounts.tenancy import inside
from integrations.models import Correction, Lead, Restriction, Source
from privacy.models import RestrictedPerson
from tests.cast import Cast
from tests.counting import assert_same_queries
from tests.privacy.requests.conftest import taken_down
from tests.privacy.restrictions.test_hidden import ALL, DORA, EVE_ALONE, make_people, seen

pytestmark = pytest.mark.django_db
PLACE = "/api/v1/privacy/restrictions"
NEW = {"email": DORA, "ground": "claims", "reason": "She sues us."}


def key_of(cast: Cast, who: str = "alice", scope: Permission = Permission.MANAGE_PRIVACY) -> str:
    member = Membership.objects.get(user=getattr(cast, who))
    with inside(member.workspace_id):
        return create_api_key(name="Desk", scopes=[scope], days=1, by=member).secret


def call(key: str, path: str = PLACE, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {key}"}
    if body is None:
        return Client().get(path, headers=headers)
    return Client().post(path, body, content_type="application/json", headers=headers)


def test_a_person_is_restricted_told_and_freed_each_step_tried_first(cast: Cast) -> None:
    """53, 42: a dry run tells the rows and keeps nothing; lifting is refused before the notice."""
    with inside(cast.acme):
        make_people()
        kept = AuditEvent.objects.count()
    key = key_of(cast)
    tried = call(key, PLACE, {**NEW, "dry_run": True})
    assert tried.status_code == 200, tried.content
    assert tried.json()["rows"] == {**ALL, "Lead": 2}
    with inside(cast.acme):
        assert seen() == ALL
        assert not Restriction.objects.exists()
        assert not AuditEvent.objects.filter(action="person.restricted").exists()
    done = call(key, PLACE, NEW)
    assert done.status_code == 201
    one = f"{PLACE}/{done.json()['restriction']['id']}"
    with inside(cast.acme):
        assert seen() == EVE_ALONE
        assert AuditEvent.objects.count() > kept
    assert call(key, f"{one}/lift", {}).status_code == 403
    assert call(key, f"{one}/decide", {"decision": "upheld", "grounds": "x"}).status_code == 403
    assert call(key, f"{one}/announce", {"text": "Over.", "was_told": True}).status_code == 200
    assert call(key, f"{one}/lift", {"dry_run": True}).json()["rows"]["Lead"] == 2
    with inside(cast.acme):
        assert seen() == EVE_ALONE
    assert call(key, f"{one}/lift", {}).status_code == 200
    with inside(cast.acme):
        assert seen() == ALL
    listed = call(key).json()["restrictions"]
    assert [row["lifted_at"] is not None for row in listed] == [True]
    assert DORA not in str(listed)


def test_a_field_is_corrected_and_tried_first(cast: Cast) -> None:
    """53, 41: with the request that asks for it; its source is told by a job."""
    with inside(cast.acme):
        make_people()
        source = Source.objects.get().pk
    request_id = taken_down(cast.acme, DORA)
    record = {"source": str(source), "kind": "Lead", "external_id": "L1", "field": "LeadSource"}
    body = {"email": DORA, "request": str(request_id), **record, "value": "Fair"}
    key, place = key_of(cast), "/api/v1/privacy/rectifications"
    assert call(key, place, {**body, "dry_run": True}).status_code == 200
    with inside(cast.acme):
        assert not Correction.objects.exists()
        assert not Job.objects.filter(task__endswith="correct_upstream").exists()
    assert call(key, place, body).status_code == 201
    with inside(cast.acme):
        assert Lead.objects.get(external_id="L1").lead_source == "Fair"
        assert Job.objects.filter(task__endswith="correct_upstream").count() == 1
    assert call(key, place, {**body, "external_id": "L2"}).status_code == 403
    assert call(key, place, {**body, "source": str(request_id)}).status_code == 400


def test_nobody_without_the_scope_and_nobody_of_rival(cast: Cast) -> None:
    """53, 51: a key for numbers is refused; Charlie's key finds nothing of Acme's."""
    with inside(cast.acme):
        make_people()
    person = call(key_of(cast), PLACE, NEW).json()["restriction"]["id"]
    numbers = key_of(cast, scope=Permission.VIEW_NUMBERS)
    assert call(numbers).status_code == 403
    charlie = key_of(cast, "charlie")
    assert call(charlie).json()["restrictions"] == []
    for step, body in (
        ("decide", {"decision": "upheld", "grounds": "x"}),
        ("announce", {"text": "x", "was_told": True}),
        ("lift", {}),
    ):
        assert call(charlie, f"{PLACE}/{person}/{step}", body).status_code == 404
    assert call(charlie, PLACE, {**NEW, "request": person}).status_code == 400
    assert call(charlie, PLACE, {**NEW, "ground": "none"}).status_code == 400
    assert call(charlie, PLACE, {"ground": "claims", "reason": "x"}).status_code == 403
    with inside(cast.acme):
        assert RestrictedPerson.objects.count() == 1


def test_the_list_asks_as_often_for_one_as_for_three(cast: Cast) -> None:
    """Its cost does not grow with who is on it."""
    key = key_of(cast)
    emails = iter(("one@x.example", "two@x.example", "three@x.example"))
    add = lambda: call(key, PLACE, {**NEW, "email": next(emails)})  # noqa: E731
    assert_same_queries(lambda: call(key), add)


def test_another_workspaces_source_is_none(cast: Cast) -> None:
    """51: a record is named in a source of one's own, or the body is refused."""
    with inside(cast.rival):
        theirs = Source.objects.create(connector="salesforce", name="Rival's")
    named = {"source": str(theirs.pk), "record": "003R", "ground": "claims", "reason": "Why not"}
    answer = call(key_of(cast), PLACE, named)
    assert answer.status_code == 400
    assert "source" in answer.json()["errors"]
    with inside(cast.acme):
        assert not Restriction.objects.exists()
