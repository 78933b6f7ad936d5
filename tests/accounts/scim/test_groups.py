"""Groups give roles at once, by any way that a directory says it, and never make an owner."""

from typing import Any

import pytest
from django.core import mail

from accounts.errors import Refused
from accounts.models import AuditEvent, GroupRole, Membership, Role, User
from accounts.sso.connections import remove_group_role, set_group_role
from accounts.tenancy import inside
from tests.accounts.conftest import deliver_mail
from tests.accounts.scim.conftest import Directory
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def role(user: User) -> str:
    return Membership.objects.get(user=user).role


def member(user: User) -> list[dict[str, str]]:
    return [{"value": str(user.pk)}]


@pytest.fixture
def managers(cast: Cast, acmes: Directory) -> str:
    """A group that makes its people admins, with nobody in it."""
    with inside(cast.acme):
        set_group_role(group="Managers", role=Role.ADMIN)
    answer = acmes.ask("POST", "Groups", {"displayName": "Managers", "externalId": "g-1"})
    assert answer.status_code == 201, answer.said
    return f"Groups/{answer.said['id']}"


def test_roles_follow_who_comes_and_goes(cast: Cast, acmes: Directory, managers: str) -> None:
    ways_in: list[Any] = [
        {"op": "Add", "path": "members", "value": member(cast.bob)},
        {"op": "add", "value": {"members": member(cast.bob)}},
        {"op": "replace", "path": "members", "value": member(cast.bob)},
    ]
    ways_out: list[Any] = [
        {"op": "remove", "path": f'members[value eq "{cast.bob.pk}"]'},
        {"op": "Remove", "path": "members", "value": member(cast.bob)},
        {"op": "remove", "path": "members"},
    ]
    for way_in, way_out in zip(ways_in, ways_out, strict=True):
        assert acmes.patch(managers, way_in).status_code == 204
        assert role(cast.bob) == "admin", way_in
        assert acmes.ask("GET", managers).said["members"][0]["value"] == str(cast.bob.pk)
        assert acmes.patch(managers, way_out).status_code == 204
        assert role(cast.bob) == "viewer", way_out
    with inside(cast.acme):
        changes = AuditEvent.objects.filter(action="member.role_changed", actor_kind="scim")
        assert changes.count() == 6
    deliver_mail(cast.acme)
    bobs = [str(one.body) for one in mail.outbox if one.to == [cast.bob.email]]
    assert len([text for text in bobs if "Your company’s directory" in text]) == 6


def test_owners_stay_owners(cast: Cast, acmes: Directory, managers: str) -> None:
    step = {"op": "add", "path": "members", "value": member(cast.alice)}
    assert acmes.patch(managers, step).status_code == 204
    assert role(cast.alice) == "owner"
    with inside(cast.acme), pytest.raises(Refused, match="not by a directory"):
        set_group_role(group="Managers", role=Role.OWNER)


def test_a_group_without_a_role_changes_none(cast: Cast, acmes: Directory) -> None:
    body = {"displayName": "Everybody", "members": member(cast.bob)}
    made = acmes.ask("POST", "Groups", body)
    assert made.status_code == 201
    assert role(cast.bob) == "marketer"
    assert acmes.ask("DELETE", f"Groups/{made.said['id']}").status_code == 204
    assert role(cast.bob) == "marketer"


def test_the_highest_group_counts_and_a_new_rule_at_once(
    cast: Cast, acmes: Directory, managers: str
) -> None:
    acmes.patch(managers, {"op": "add", "path": "members", "value": member(cast.bob)})
    acmes.ask("POST", "Groups", {"displayName": "Readers", "members": member(cast.bob)})
    with inside(cast.acme):
        set_group_role(group="Readers", role=Role.VIEWER)
        assert role(cast.bob) == "admin"
        remove_group_role(group_role_id=GroupRole.objects.get(group="Managers").pk)
        assert role(cast.bob) == "viewer"
        # Entra's log-ins name groups by their ids, so a rule may, too.
        set_group_role(group="g-1", role=Role.PRIVACY_OFFICER)
        assert role(cast.bob) == "privacy_officer"


def test_who_comes_back_has_the_role_of_their_groups(
    cast: Cast, acmes: Directory, managers: str
) -> None:
    acmes.patch(managers, {"op": "add", "path": "members", "value": member(cast.bob)})
    path = f"Users/{cast.bob.pk}"
    acmes.patch(path, {"op": "replace", "value": {"active": False}})
    acmes.patch(path, {"op": "replace", "value": {"active": True}})
    assert role(cast.bob) == "admin"
    assert acmes.ask("GET", path).said["groups"][0]["display"] == "Managers"


def test_a_group_is_called_anew_replaced_and_gone(
    cast: Cast, acmes: Directory, managers: str
) -> None:
    acmes.patch(managers, {"op": "add", "path": "members", "value": member(cast.bob)})
    # Okta names the id beside; a name without a role gives none any more.
    said = {"id": managers.partition("/")[2], "displayName": "Bosses"}
    assert acmes.patch(managers, {"op": "replace", "value": said}).status_code == 204
    assert role(cast.bob) == "viewer"
    assert (
        acmes.ask("PUT", managers, {"displayName": "Managers", "members": []}).said["members"] == []
    )
    query = {"filter": 'displayName eq "managers"', "excludedAttributes": "members"}
    (found,) = acmes.ask("GET", "Groups", query=query).said["Resources"]
    assert "members" not in found
    answer = acmes.ask("POST", "Groups", {"displayName": "Managers"})
    assert (answer.status_code, answer.said["scimType"]) == (409, "uniqueness")
    assert acmes.ask("DELETE", managers).status_code == 204
    assert acmes.ask("GET", managers).status_code == 404


def test_one_bad_step_undoes_the_others(cast: Cast, acmes: Directory, managers: str) -> None:
    good = {"op": "add", "path": "members", "value": member(cast.bob)}
    bad = {"op": "add", "path": "members", "value": member(cast.charlie)}
    answer = acmes.patch(managers, good, bad)
    assert (answer.status_code, answer.said["scimType"]) == (400, "invalidValue")
    assert role(cast.bob) == "marketer"
    for path in ('members[display eq "Bob"]', 'members[value sw "0"]'):
        assert (
            acmes.patch(managers, {"op": "remove", "path": path}).said["scimType"] == "invalidPath"
        )
