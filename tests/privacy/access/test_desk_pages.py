"""The desk's pages of a copy: who may, what they show, what each step does."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import AuditEvent, Reading, Role
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import NoWorkspace, inside
from privacy.access.services import gather
from privacy.models import (
    Basis,
    Package,
    PackageChunk,
    PackageItem,
    Redaction,
    SearchedPlace,
    StatedBasis,
)
from tests.accounts.conftest import Browser
from tests.accounts.test_roles_and_leaks import as_role
from tests.cast import Cast
from tests.counting import assert_same_queries
from tests.privacy.access.conftest import Vendor, run_jobs, unzipped
from tests.privacy.access.test_copy import a_world, gathered, made
from tests.privacy.requests.conftest import confirmed, the_request

pytestmark = pytest.mark.django_db


def place(cast: Cast, part: str = "") -> str:
    return f"/w/acme/settings/privacy/requests/{the_request(cast.acme).pk}/package/{part}"


def parts(cast: Cast) -> list[str]:
    """Every address of a copy of Acme's, of items and what is left out of them, too."""
    with inside(cast.acme):
        item = PackageItem.objects.get(store="Task")
        left_out = Redaction.objects.filter(item=item).first()
        assert left_out
    ids = [f"items/{item.pk}/leave-out/?field=Description", f"items/{item.pk}/looked-at/"]
    steps = ["", "gather/", "bases/", "build/", "change/", "open/", "release/"]
    return [*steps, *ids, f"left-out/{left_out.pk}/bring-back/"]


def test_the_desk_goes_from_gathering_to_release(
    cast: Cast, vendor: Vendor, browser: Browser
) -> None:
    """Statements 33, 37, 38: by its pages alone; each look at the items is noted."""
    a_world(cast, vendor)
    confirmed(cast)
    alice = browser(cast.alice)
    assert "Gather what is held" in alice.get(place(cast)).content.decode()
    alice.post(place(cast, "gather/"), {})
    assert "Asking stores and sources" in alice.get(place(cast)).content.decode()
    run_jobs(cast.acme.pk, "gather_package")
    page = alice.get(place(cast)).content.decode()
    assert "2 texts wait to be looked at" in page
    assert "Bob Jones ([…])" in page
    assert "bob.jones@" not in page
    with inside(cast.acme):
        task = PackageItem.objects.get(store="Task")
        (address,) = Redaction.objects.filter(item=task)
        texts = list(PackageItem.objects.exclude(texts=[]))
    leave_out = place(cast, f"items/{task.pk}/leave-out/")
    said = {"field": "Description", "words": "Bob Jones", "reason": "other_person"}
    assert "Why" in alice.get(f"{leave_out}?field=Description").content.decode()
    assert "do not stand" in alice.post(leave_out, {**said, "words": "Eve"}).content.decode()
    assert alice.post(leave_out, said).status_code == 302
    assert "Bob Jones" not in alice.get(place(cast)).content.decode()
    alice.post(place(cast, f"left-out/{address.pk}/bring-back/"))
    assert "bob.jones@" in alice.get(place(cast)).content.decode()
    for item in texts:
        alice.post(place(cast, f"items/{item.pk}/looked-at/"), {"back": "only=texts"})
    alice.post(place(cast, "build/"))
    assert "Making the file" in alice.get(place(cast)).content.decode()
    run_jobs(cast.acme.pk, "build_package")
    assert "The copy is made" in alice.get(place(cast)).content.decode()
    data = json.loads(unzipped(alice.post(place(cast, "open/")).getvalue())["data.json"])
    assert "bob.jones@elsewhere.example" in json.dumps(data)
    alice.post(place(cast, "change/"))
    assert alice.post(place(cast, "open/")).status_code == 404
    alice.post(place(cast, "build/"))
    run_jobs(cast.acme.pk, "build_package")
    answer = alice.post(place(cast, "release/"), {"text": "Here it is."})
    assert answer.status_code == 302, answer.content.decode()
    assert "The person has the copy" in alice.get(place(cast)).content.decode()
    assert the_request(cast.acme).outcome == "answered"
    with inside(cast.acme):
        assert Reading.objects.filter(place="package", actor_id=cast.alice.pk).count() > 3
        actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {
        *("package.gathered", "package.left_out", "package.brought_back", "package.looked_at"),
        *("package.building", "package.opened", "package.changed", "package.released"),
    } <= actions


def test_who_may_see_a_copy(cast: Cast, vendor: Vendor) -> None:
    """Statement 53: owners, admins and privacy officers."""
    a_world(cast, vendor)
    gathered(cast, vendor)
    for role in Role:
        client = as_role(cast, role)
        may = role in (Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER)
        assert client.get(place(cast)).status_code == (200 if may else 403), role
        if not may:
            assert {client.post(place(cast, part)).status_code for part in parts(cast)} <= {
                403,
                405,
            }


def test_charlie_sees_nothing_of_it(cast: Cast, vendor: Vendor, browser: Browser) -> None:
    """Statement 51: on Acme's addresses and on Rival's, in rows and by raw SQL."""
    a_world(cast, vendor)
    gathered(cast, vendor)
    made(cast)
    charlie = browser(cast.charlie)
    for part in parts(cast):
        for there in (place(cast, part), place(cast, part).replace("/acme/", "/rival/")):
            assert charlie.get(there).status_code in (404, 405), there
            assert charlie.post(there).status_code in (404, 405), there
    with inside(cast.acme):
        StatedBasis.objects.create(store="Lead", basis=Basis.CONSENT)
    for model in (*(Package, PackageItem, PackageChunk, Redaction, SearchedPlace, StatedBasis),):
        with pytest.raises(NoWorkspace):
            model.objects.count()
        with inside(cast.acme):
            assert model.objects.exists(), model
        with inside(cast.rival), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")  # noqa: S608
            assert cursor.fetchone() == (0,)


def test_a_long_copy_costs_no_more_statements(cast: Cast, vendor: Vendor, browser: Browser) -> None:
    """The list of items asks as much for three as for one."""
    _stranger, _path, package = gathered(cast, vendor)
    alice = browser(cast.alice)

    def add() -> None:
        from accounts.subjects import Subject
        from privacy.access.items import write_items

        with inside(cast.acme):
            row = {"subject": "Hello you", "owner_external_id": "005"}
            mine = Package.objects.get(pk=package.pk)
            write_items(mine, [("integrations.lead", row)], Subject())

    assert_same_queries(lambda: alice.get(place(cast)), add, most=40)


def test_only_requests_for_a_copy_have_one(cast: Cast, browser: Browser) -> None:
    """Statement 33: an objection is answered otherwise."""
    from accounts.errors import Refused

    confirmed(cast, {"kind": "objection"})
    assert browser(cast.alice).get(place(cast)).status_code == 404
    with inside(cast.acme), pytest.raises(Refused, match="No copy was asked for"):
        gather(request_id=the_request(cast.acme).pk, ids={})


def test_what_may_be_taken_elsewhere_is_what_was_provided_or_observed(
    cast: Cast, vendor: Vendor, browser: Browser
) -> None:
    """Statement 39: on consent or contract alone, as the controller says; nothing inferred."""
    source = a_world(cast, vendor)
    vendor.says(source, "Contact", "0031", FirstName="Dora", Rating="Hot", OwnerId="005STAFF")
    gathered(cast, vendor, "portability")
    alice = browser(cast.alice)
    with inside(cast.acme):
        for item in PackageItem.objects.exclude(texts=[]):
            alice.post(place(cast, f"items/{item.pk}/looked-at/"))
    alice.post(place(cast, "build/"))
    page = alice.get(place(cast)).content.decode()
    assert "On which basis do you process this?" in page
    form = alice.get(place(cast, "bases/")).content.decode()
    count = form.count('name="basis-')
    from privacy.access.portable import missing_bases

    with inside(cast.acme):
        stores = missing_bases(Package.objects.get())
    assert count == len(stores)
    choice = {
        f"basis-{n}": "other" if store == "integrations.campaignmember" else "consent"
        for n, store in enumerate(stores)
    }
    assert alice.post(place(cast, "bases/"), choice).status_code == 302
    alice.post(place(cast, "build/"))
    assert run_jobs(cast.acme.pk, "build_package") == 1
    files = unzipped(alice.post(place(cast, "open/")).getvalue())
    data = json.loads(files["data.json"])
    assert data["kind"] == "portability"
    assert data["annex"] is None
    fields: dict[str, Any] = {one["store"]: one["fields"] for one in data["items"]}
    assert fields["integrations.personfield"] == {"field": "Lead.FirstName", "value": "Dora"}
    assert fields["Contact"] == {"Id": "0031", "FirstName": "Dora"}
    assert fields["integrations.lead"].keys() <= {"country", "lead_source", "created_at"}
    assert "integrations.campaignmember" not in fields, "on another basis"
    assert not {"Task", "integrations.leadstatuschange", "accounts.reading"} & fields.keys()
    for words in (b"Hot", b"Working", b"005STAFF"):
        assert all(words not in content for content in files.values()), words
    import jsonschema

    jsonschema.validate(data, json.loads(files["schema.json"]))


def test_own_users_get_the_same_from_the_house(cast: Cast, vendor: Vendor) -> None:
    """Statement 33, as controller: logins, memberships and sessions, of all workspaces."""
    from accounts.models import Workspace
    from privacy.access.services import build
    from tests.privacy.requests.conftest import link_in_mail, send

    house = Workspace.objects.get(pk=HOUSE_ID)
    stranger = send({"email": "bob@acme.example"}, house.slug)
    stranger.post(link_in_mail(house, "/confirm/"))
    request = the_request(house)
    with inside(house):
        gather(request_id=request.pk, ids={})
    assert run_jobs(HOUSE_ID, "gather_package") == 1
    with inside(house):
        stores = set(PackageItem.objects.values_list("store", flat=True))
        for item in PackageItem.objects.all():
            item.looked_at = item.package.gathered_at
            item.save()
        build(request_id=request.pk)
    assert {"accounts.user", "accounts.membership", "account.emailaddress"} <= stores
    assert run_jobs(HOUSE_ID, "build_package") == 1
    from privacy.access.chunks import read_chunks

    with inside(house):
        package = Package.objects.get()
    data = json.loads(unzipped(b"".join(read_chunks(HOUSE_ID, package.pk)))["data.json"])
    assert data["annex"]["controller"].startswith("Proactivox, ")
    assert "alice@acme.example" not in json.dumps(data)
    (user,) = [one["fields"] for one in data["items"] if one["store"] == "accounts.user"]
    assert user["email"] == "bob@acme.example"


def test_a_strangers_page_without_a_copy_says_nothing(cast: Cast) -> None:
    """Statement 38: before the release there is nothing to fetch."""
    stranger, path = confirmed(cast)
    assert stranger.get(f"{path}copy/").status_code == 404
    assert stranger.post(f"{path}copy/", {"step": "send"}).status_code == 404
    assert Client().get("/privacy/acme/request/forged/copy/").status_code == 404
    assert "Your copy is ready" not in stranger.get(path).content.decode()
