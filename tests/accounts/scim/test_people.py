"""A directory gives people a place, finds them, and takes all access away in one step."""

import json
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import limits
from accounts.errors import Refused
from accounts.models import ApiKey, AuditEvent, Closure, Membership, ScimPerson, User
from accounts.services.api_keys import create_api_key
from accounts.tenancy import inside
from tests.accounts.conftest import Browser, deliver_mail
from tests.accounts.scim.conftest import Directory, directory_of
from tests.budget import at_length
from tests.cast import Cast, make_user

pytestmark = pytest.mark.django_db

# What Okta, Entra ID, old tenants of Entra ID and the standard's own examples send.
SHAPES: list[dict[str, Any]] = [
    {"op": "replace", "value": {"active": False}},
    {"op": "Replace", "path": "active", "value": "False"},
    {"op": "replace", "path": "active", "value": False},
    {"op": "REPLACE", "value": {"active": "false"}},
    {"op": "Add", "path": "active", "value": [{"value": "False"}]},
]


def test_somebody_new_gets_a_login_and_the_default_role(
    cast: Cast, acmes: Directory, danish: None
) -> None:
    said = acmes.make(
        "nora@acme.example",
        externalId="dir-7",
        name={"givenName": "Nora", "familyName": "Berg"},
        emails=[{"value": "nora@acme.example", "primary": True}],
        preferredLanguage="da-DK",
        password="never kept",
    )
    user = User.objects.get(email="nora@acme.example")
    assert said["id"] == str(user.pk)
    assert said["active"] is True
    assert said["externalId"] == "dir-7"
    assert said["meta"]["location"].endswith(f"/scim/v2/acme/Users/{user.pk}")
    assert (user.name, user.language, user.has_usable_password()) == ("Nora Berg", "da", False)
    assert Membership.objects.get(user=user).role == "viewer"
    assert EmailAddress.objects.get(user=user).verified
    with inside(cast.acme):
        event = AuditEvent.objects.get(action="member.provisioned")
    assert event.actor_kind == "scim"
    deliver_mail(cast.acme)
    told = next(one for one in mail.outbox if one.to == ["nora@acme.example"])
    assert "Jeres katalog" in str(told.body)


def test_only_a_proven_domain_gets_a_login(cast: Cast, acmes: Directory) -> None:
    answer = acmes.ask("POST", "Users", {"userName": "eve@rival.example"})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/scim+json"
    assert answer.said["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert answer.said["scimType"] == "invalidValue"
    assert "no domain that this workspace has proven" in answer.said["detail"]
    assert not User.objects.filter(email="eve@rival.example").exists()


def test_the_plans_room_is_asked(cast: Cast, acmes: Directory) -> None:
    acmes.make("nora@acme.example")
    answer = acmes.ask("POST", "Users", {"userName": "one.too.many@acme.example"})
    assert answer.status_code == 403
    assert "room for 3 members" in answer.said["detail"]
    assert not User.objects.filter(email="one.too.many@acme.example").exists()


def test_who_is_a_member_already_is_found_and_taken_over(cast: Cast, acmes: Directory) -> None:
    (bob,) = acmes.find("BOB@acme.example")
    assert bob["id"] == str(cast.bob.pk)
    said = acmes.make("bob@acme.example", externalId="dir-2")
    assert said["id"] == bob["id"]
    assert Membership.objects.get(user=cast.bob).role == "marketer"
    answer = acmes.ask("POST", "Users", {"userName": "bob@acme.example"})
    assert (answer.status_code, answer.said["scimType"]) == (409, "uniqueness")
    query = {"filter": 'externalId eq "dir-2"'}
    assert acmes.ask("GET", "Users", query=query).said["totalResults"] == 1


def test_guests_are_none_of_the_directorys_business(cast: Cast, acmes: Directory) -> None:
    guest = make_user("guest@agency.example", "Guest")
    Membership.objects.create(workspace=cast.acme, user=guest, role="viewer")
    assert acmes.find("guest@agency.example") == []
    assert acmes.ask("DELETE", f"Users/{guest.pk}").status_code == 404
    assert acmes.ask("GET", f"Users/{cast.charlie.pk}").status_code == 404
    assert Membership.objects.filter(user=guest).exists()


def test_whoever_signed_up_with_an_address_and_never_proved_it_is_locked_out(
    cast: Cast, acmes: Directory
) -> None:
    early = make_user("nora@acme.example", "Not Nora")
    EmailAddress.objects.create(user=early, email=early.email, verified=False, primary=True)
    acmes.make("nora@acme.example")
    early.refresh_from_db()
    assert not early.has_usable_password()


@pytest.mark.parametrize("shape", [*SHAPES[:2], *at_length(*SHAPES[2:])])
def test_each_shape_of_an_end_takes_all_access_away(
    cast: Cast, acmes: Directory, browser: Browser, shape: Any
) -> None:
    """Security, check 26."""
    bobs = browser(cast.bob)
    assert bobs.get("/w/acme/settings/members/").status_code == 200
    assert UserSession.objects.filter(user=cast.bob).exists()
    with inside(cast.acme):
        member = Membership.objects.get(user=cast.bob)
        Membership.objects.filter(pk=member.pk).update(role="admin")
        member.refresh_from_db()
        create_api_key(name="Export", scopes=["numbers.view"], days=30, by=member)
    answer = acmes.patch(f"Users/{cast.bob.pk}", shape)
    assert answer.status_code == 200, answer.said
    assert answer.said["active"] is False
    assert not Membership.objects.filter(user=cast.bob).exists()
    assert not get_user(bobs).is_authenticated
    assert not UserSession.objects.filter(user=cast.bob).exists()
    with inside(cast.acme):
        assert ApiKey.objects.get().revoked_at is not None
        event = AuditEvent.objects.get(action="member.removed")
    assert (event.actor_kind, event.data["keys"]) == ("scim", 1)
    assert acmes.find("bob@acme.example")[0]["active"] is False


def test_an_end_that_fails_half_way_ends_nothing(
    cast: Cast, acmes: Directory, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    bobs = browser(cast.bob)

    def fail(*_args: object, **_said: object) -> None:
        raise Refused("The trail is not there.")

    monkeypatch.setattr("accounts.services.members.record", fail)
    answer = acmes.patch(f"Users/{cast.bob.pk}", SHAPES[0])
    assert answer.status_code == 400
    assert Membership.objects.filter(user=cast.bob).exists()
    assert get_user(bobs).is_authenticated


def test_the_last_owner_stays(cast: Cast, acmes: Directory) -> None:
    for answer in (
        acmes.patch(f"Users/{cast.alice.pk}", SHAPES[1]),
        acmes.ask("DELETE", f"Users/{cast.alice.pk}"),
    ):
        assert (answer.status_code, answer.said["scimType"]) == (400, "mutability")
        assert "last one" in answer.said["detail"]
    assert Membership.objects.get(user=cast.alice).role == "owner"


def test_put_without_active_lets_nobody_in_again(cast: Cast, acmes: Directory) -> None:
    path = f"Users/{cast.bob.pk}"
    acmes.patch(path, SHAPES[0])
    body = {"userName": "bob@acme.example", "name": {"givenName": "Robert", "familyName": "B"}}
    answer = acmes.ask("PUT", path, body)
    assert (answer.status_code, answer.said["active"]) == (200, False)
    assert answer.said["name"]["givenName"] == "Robert"
    assert not Membership.objects.filter(user=cast.bob).exists()
    answer = acmes.ask("PUT", path, {**body, "active": True})
    assert answer.said["active"] is True
    assert Membership.objects.get(user=cast.bob).role == "viewer"
    assert acmes.ask("PUT", path, {"active": False}).status_code == 400


def test_a_login_keeps_the_name_that_its_person_gave_it(cast: Cast, acmes: Directory) -> None:
    made = acmes.make("nora@acme.example", displayName="Nora Berg")
    path = f"Users/{made['id']}"
    acmes.patch(path, {"op": "replace", "value": {"name.familyName": "Dahl"}})
    nora = User.objects.get(pk=made["id"])
    assert nora.name == "Nora Dahl"
    User.objects.filter(pk=nora.pk).update(name="Nora D.")
    acmes.patch(path, {"op": "replace", "path": "name.familyName", "value": "Lund"})
    nora.refresh_from_db()
    assert nora.name == "Nora D."
    # Nor does an address change by it, which opens the login.
    work = 'emails[type eq "work"].value'
    acmes.patch(path, {"op": "replace", "path": work, "value": "x@acme.example"})
    nora.refresh_from_db()
    assert nora.email == "nora@acme.example"


def test_delete_ends_it_and_leaves_no_word(cast: Cast, acmes: Directory) -> None:
    acmes.make("bob@acme.example", externalId="dir-2")
    assert acmes.ask("DELETE", f"Users/{cast.bob.pk}").status_code == 204
    assert acmes.ask("GET", f"Users/{cast.bob.pk}").status_code == 404
    assert not Membership.objects.filter(user=cast.bob).exists()
    with inside(cast.acme):
        assert not ScimPerson.objects.exists()
    assert User.objects.filter(pk=cast.bob.pk).exists()


def test_pages_and_filters(cast: Cast, acmes: Directory) -> None:
    acmes.make("nora@acme.example")
    whole = acmes.ask("GET", "Users").said
    assert [one["userName"][:4] for one in whole["Resources"]] == ["alic", "bob@", "nora"]
    page = acmes.ask("GET", "Users", query={"startIndex": "2", "count": "1"}).said
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (3, 2, 1)
    assert page["Resources"][0]["userName"] == "bob@acme.example"
    assert acmes.ask("GET", "Users", query={"count": "0"}).said["Resources"] == []
    # With a name that nobody has, Entra ID asks whether a token is good.
    assert acmes.find("0e5f0e2c-nobody") == []
    for bad in ('userName co "b"', 'password eq "x"', "userName eq b"):
        answer = acmes.ask("GET", "Users", query={"filter": bad})
        assert (answer.status_code, answer.said["scimType"]) == (400, "invalidFilter")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ([], "invalidSyntax"),
        ({}, "invalidSyntax"),
        ({"Operations": [{"op": "move", "path": "active", "value": True}]}, "invalidSyntax"),
        ({"Operations": [{"op": "replace", "value": False}]}, "invalidPath"),
        ({"Operations": [{"op": "replace", "path": "active", "value": "no"}]}, "invalidValue"),
        ({"Operations": [{"op": "add", "path": "userName", "value": 5}]}, "invalidValue"),
    ],
)
def test_what_cannot_be_read_changes_nothing(
    cast: Cast, acmes: Directory, body: Any, kind: str
) -> None:
    answer = acmes.ask("PATCH", f"Users/{cast.bob.pk}", body)
    assert (answer.status_code, answer.said["scimType"]) == (400, kind)
    assert Membership.objects.filter(user=cast.bob).exists()


def test_without_the_plan_people_leave_and_nobody_comes(cast: Cast, acmes: Directory) -> None:
    def lacking(_workspace: object, feature: str) -> None:
        raise Refused(f"The plan lacks {feature}.")

    limits.register_judge(limits.Judge(lambda *_: None, lacking, lambda *_: None))
    answer = acmes.ask("POST", "Users", {"userName": "nora@acme.example"})
    assert (answer.status_code, answer.said["detail"]) == (403, "The plan lacks scim.")
    assert acmes.patch(f"Users/{cast.bob.pk}", SHAPES[0]).said["active"] is False
    assert acmes.patch(f"Users/{cast.bob.pk}", {**SHAPES[2], "value": True}).status_code == 403


def test_a_workspace_that_closes_lets_nobody_in(cast: Cast, acmes: Directory) -> None:
    Closure.objects.create(workspace=cast.acme, erase_after=timezone.now() + timedelta(days=30))
    assert acmes.ask("POST", "Users", {"userName": "nora@acme.example"}).status_code == 403
    assert acmes.patch(f"Users/{cast.bob.pk}", SHAPES[0]).status_code == 200


def test_rivals_directory_meets_none_of_acmes_people(cast: Cast, acmes: Directory) -> None:
    made = acmes.make("nora@acme.example")
    group = acmes.ask("POST", "Groups", {"displayName": "Managers"}).said
    rivals = directory_of(cast.rival, cast.charlie)
    for method, path in (
        ("GET", f"Users/{made['id']}"),
        ("PUT", f"Users/{made['id']}"),
        ("DELETE", f"Users/{cast.bob.pk}"),
        ("GET", f"Groups/{group['id']}"),
        ("DELETE", f"Groups/{group['id']}"),
    ):
        said = {"userName": "x@rival.example"} if method == "PUT" else None
        assert rivals.ask(method, path, said).status_code == 404, path
    listed = json.dumps([rivals.ask("GET", kind).said for kind in ("Users", "Groups")])
    assert "acme" not in listed
    assert "Managers" not in listed
    body: Any = {"displayName": "Ours", "members": [{"value": made["id"]}]}
    assert rivals.ask("POST", "Groups", body).status_code == 400


def test_an_erased_login_leaves_no_word_in_the_directory(cast: Cast, acmes: Directory) -> None:
    from accounts.personal_data import collect, erase
    from accounts.subjects import Subject

    made = acmes.make("nora@acme.example", externalId="dir-7", displayName="Nora Berg")
    acmes.ask("POST", "Groups", {"displayName": "All", "members": [{"value": made["id"]}]})
    nora = Subject(emails=("nora@acme.example",))
    told = {part.table: part.rows for part in collect(nora)}
    assert told["accounts.scimperson"][0]["external_id"] == "dir-7"
    assert told["accounts.scimmember"][0]["group__display_name"] == "All"
    erased = {part.table: part.erased for part in erase(nora)}
    assert (erased["accounts.scimperson"], erased["accounts.scimmember"]) == (1, 1)
    assert acmes.ask("GET", f"Users/{made['id']}").status_code == 404


def test_a_login_that_the_directory_made_needs_no_second_mail(cast: Cast, acmes: Directory) -> None:
    """Nobody has used it, so there is nobody whom a provider could push out of it."""
    from accounts.sso.arriving import _was_used

    made = acmes.make("nora@acme.example")
    assert not _was_used(User.objects.get(pk=made["id"]))
    assert _was_used(cast.bob)
    client = Client()
    client.force_login(User.objects.get(pk=made["id"]), "django.contrib.auth.backends.ModelBackend")
    assert _was_used(User.objects.get(pk=made["id"]))
