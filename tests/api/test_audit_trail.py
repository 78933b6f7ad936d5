"""The audit trail for programs: filtered, paged, and its reading noted."""

import pytest

from accounts.models import AuditEvent, Role
from accounts.permissions import Permission
from accounts.tenancy import inside
from tests.api_keys import get, key_for
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/audit/events"


def test_lines_are_those_of_the_chain_and_looking_is_one(cast: Cast) -> None:
    secret = key_for(cast.alice, cast.acme, [Permission.VIEW_AUDIT])
    first, again = (get(secret, ALL).json()["events"] for _time in range(2))
    assert [line["action"] for line in first] == ["audit.exported", "api_key.created"]
    assert again == first, "a program that looks every minute fills nothing"
    with inside(cast.acme):
        line = AuditEvent.objects.get(action="api_key.created")
    assert first[1]["hash"] == bytes(line.hash).hex()
    assert first[1]["actor_id"] == str(cast.alice.pk)


def test_the_trail_is_filtered_and_paged(cast: Cast) -> None:
    key_for(cast.alice, cast.acme)
    key_for(cast.alice, cast.acme)
    secret = key_for(cast.alice, cast.acme, [Permission.VIEW_AUDIT])
    address = f"{ALL}?action=api_key.created&actor={cast.alice.pk}&limit=2"
    first = get(secret, address).json()
    rest = get(secret, first["next"]).json()
    assert [line["seq"] for line in first["events"] + rest["events"]] == [3, 2, 1]
    assert rest["next"] is None
    assert get(secret, f"{ALL}?from=2020-01-01&to=2020-01-02").json()["events"] == []
    for wrong in ("actor=alice", "from=yesterday", "limit=1000"):
        assert get(secret, f"{ALL}?{wrong}").status_code == 400, wrong


def test_a_marketer_can_give_no_key_the_trail(cast: Cast) -> None:
    assert get(key_for(cast.bob, cast.acme), ALL).status_code == 403


def test_charlies_key_reads_rivals_trail_alone(cast: Cast) -> None:
    key_for(cast.alice, cast.acme)
    secret = key_for(cast.charlie, cast.rival)
    lines = get(secret, f"{ALL}?actor={cast.alice.pk}").json()["events"]
    assert lines == []
    assert str(cast.alice.pk) not in str(get(secret, ALL).json())


def test_a_key_loses_the_trail_with_its_makers_role(cast: Cast) -> None:
    from accounts.models import Membership

    secret = key_for(cast.alice, cast.acme)
    Membership.objects.filter(user=cast.alice).update(role=Role.VIEWER)
    assert get(secret, ALL).status_code == 403
