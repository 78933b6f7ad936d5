"""From the request to the file in the person's hands: all that is held, and nobody else's."""

import csv
import hashlib
import io
import json
import re
from typing import Any

import jsonschema
import pytest
from django.core import mail
from django.test import Client

from accounts.audit import Actor, acting_as
from accounts.cells import plain_cell
from accounts.models import AuditEvent
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.models import Source
from privacy.access.redacting import leave_out, look_at, shown
from privacy.access.services import build, gather, release
from privacy.models import (
    DataSubjectRequest,
    LeftOut,
    Package,
    PackageChunk,
    PackageItem,
    RequestEvent,
    SearchedPlace,
)
from tests.accounts.conftest import Browser, deliver_mail
from tests.budget import at_length
from tests.cast import Cast
from tests.privacy.access.conftest import DORA, NOTE, Vendor, dora_in, run_jobs, unzipped
from tests.privacy.requests.conftest import confirmed, the_request

pytestmark = pytest.mark.django_db


def gathered(cast: Cast, vendor: Vendor, kind: str = "access") -> tuple[Client, str, Package]:
    """A stranger's browser, the path of their page, the package before anybody looked through."""
    stranger, path = confirmed(cast, {"kind": kind})
    request = the_request(cast.acme)
    with inside(cast.acme), acting_as(Actor("user", cast.alice.pk)):
        gather(request_id=request.pk, ids={})
    assert run_jobs(cast.acme.pk, "gather_package") == 1
    with inside(cast.acme):
        return stranger, path, Package.objects.get()


def looked_through(cast: Cast) -> None:
    with inside(cast.acme), acting_as(Actor("user", cast.alice.pk)):
        for item in PackageItem.objects.exclude(texts=[]):
            look_at(item_id=item.pk)


def made(cast: Cast) -> Package:
    looked_through(cast)
    with inside(cast.acme), acting_as(Actor("user", cast.alice.pk)):
        build(request_id=the_request(cast.acme).pk)
    assert run_jobs(cast.acme.pk, "build_package") == 1
    with inside(cast.acme):
        return Package.objects.get()


def released(cast: Cast) -> None:
    made(cast)
    with inside(cast.acme), acting_as(Actor("user", cast.alice.pk)):
        release(request_id=the_request(cast.acme).pk, text="Here is your copy.")


def code_for(cast: Cast, stranger: Client, path: str) -> str:
    assert stranger.post(f"{path}copy/", {"step": "send"}).status_code == 302
    deliver_mail(cast.acme)
    bodies = [str(one.body) for one in mail.outbox]
    codes: list[str] = [
        code for body in bodies for code in re.findall(r"^(\d{8})$", body, re.MULTILINE)
    ]
    return codes[-1]


def fetched(cast: Cast, stranger: Client, path: str) -> dict[str, bytes]:
    answer = stranger.post(
        f"{path}copy/", {"step": "fetch", "code": code_for(cast, stranger, path)}
    )
    assert answer["Content-Type"] == "application/zip", answer.content.decode()
    assert answer["Content-Disposition"].startswith("attachment")
    return unzipped(answer.getvalue())


def a_world(cast: Cast, vendor: Vendor) -> Source:
    source = dora_in(cast.acme)
    vendor.says(source, "Lead", "00Q1", FirstName="Dora", Rating="Hot", OwnerId="005STAFF")
    vendor.says(source, "CampaignMember", "00v1", LeadId="00Q1", LeadOrContactOwnerId="005STAFF")
    vendor.says(source, "Task", "00T1", Subject="Call", Description=NOTE)
    return source


def test_the_copy_holds_everything_and_nobody_else(cast: Cast, vendor: Vendor) -> None:
    """Statements 33, 37, 38: our stores and the source live, inferred data too, by the schema."""
    a_world(cast, vendor)
    stranger, path, _package = gathered(cast, vendor)
    released(cast)
    files = fetched(cast, stranger, path)
    data = json.loads(files["data.json"])
    schema = json.loads(files["schema.json"])
    jsonschema.validate(data, schema)
    assert Client().get("/privacy/schemas/personal-data-1.json").json() == schema
    stores: dict[str, list[dict[str, Any]]] = {}
    for item in data["items"]:
        stores.setdefault(item["store"], []).append(item)
    assert stores["integrations.lead"][0]["fields"]["status"] == "Working", "inferred data is in"
    assert stores["integrations.personfield"][0]["fields"]["value"] == "Dora"
    assert stores["integrations.campaignmember"][0]["fields"]["status"] == "Sent"
    assert stores["Lead"][0]["fields"]["Rating"] == "Hot"
    assert {"privacy.datasubjectrequest", "privacy.requestmessage"} <= stores.keys()
    everything = b"".join(files.values()).decode()
    for words in ("Emil", "00Q2", "005STAFF", "bob.jones@elsewhere.example", "Alice", "alice@"):
        assert words not in everything, words
    assert stores["integrations.lead"][0]["left_out"] == {"owner_external_id": ["staff"]}
    assert stores["Lead"][0]["left_out"] == {"OwnerId": ["staff"]}
    (task,) = stores["Task"]
    assert task["left_out"] == {"Description": ["other_person"]}
    assert "Bob Jones ([…]) says" in task["fields"]["Description"]


def test_the_annex_names_who_really_received_and_when_it_was_read(
    cast: Cast, vendor: Vendor, browser: Browser
) -> None:
    """Statements 34, 35, 36: composed for this person; recipients from the log; no staff's name."""
    a_world(cast, vendor)
    stranger, path = confirmed(cast)
    browser(cast.alice).get(f"/w/acme/settings/privacy/requests/{the_request(cast.acme).pk}/")
    with inside(cast.acme):
        gather(request_id=the_request(cast.acme).pk, ids={})
    run_jobs(cast.acme.pk, "gather_package")
    released(cast)
    annex = json.loads(fetched(cast, stranger, path)["data.json"])["annex"]
    assert annex["controller"] == "Acme"
    assert any(one["purpose"].startswith("Count leads") for one in annex["uses"])
    assert all(one["basis"] and one["categories"] and one["retention"] for one in annex["uses"])
    names = {one["name"]: one for one in annex["recipients"]}
    assert "Salesforce" in names
    assert names["Salesforce"]["country"] == "United States"
    assert names["Salesforce"]["transfer"]
    assert names["Salesforce"]["first_at"]
    assert "HubSpot" not in names, "what could have received is no recipient"
    assert annex["consultations"][0]["place"] == "A request on the desk"
    assert str(cast.alice.pk) not in json.dumps(annex)
    assert "Datatilsynet" in annex["authority"]
    assert len(annex["rights"]) == 4
    assert {one["answer"] for one in annex["searched"]} <= {"found", "nothing"}
    assert any("Art. 22" in text for text in annex["automated"])


def test_the_tables_say_the_same_and_no_cell_is_a_formula(cast: Cast, vendor: Vendor) -> None:
    """Statement 38, and 39's round trip: each table comes back as it went out."""
    source = a_world(cast, vendor)
    vendor.says(source, "Contact", "0031", FirstName="=cmd()", LastName="'quoted", Phone="+45 1")
    stranger, path, _package = gathered(cast, vendor)
    released(cast)
    files = fetched(cast, stranger, path)
    items = json.loads(files["data.json"])["items"]
    for name in {item["store"] for item in items}:
        text = files[f"tables/{name}.csv"].decode("utf-8-sig")
        assert not re.search(r"(^|,)[=+@-]", text.partition("\r\n")[2], re.MULTILINE)
        rows = list(csv.DictReader(io.StringIO(text)))
        wanted = [item for item in items if item["store"] == name]
        assert len(rows) == len(wanted)
        for row, item in zip(rows, wanted, strict=True):
            back = {key: plain_cell(value) for key, value in row.items() if value}
            sent = {key: value for key, value in item["fields"].items() if value}
            assert back == {"number": str(item["number"]), **sent}


@pytest.mark.parametrize("language", ["da", *at_length("en")])
def test_the_page_stands_alone_in_the_language_of_the_request(
    cast: Cast, vendor: Vendor, danish: None, language: str
) -> None:
    """Statement 38: no remote resource, no script."""
    source = a_world(cast, vendor)
    stranger, path, _package = gathered(cast, vendor)
    with inside(cast.acme):
        DataSubjectRequest.objects.update(language=language)
    released(cast)
    page = fetched(cast, stranger, path)["read-me.html"].decode()
    assert f'<html lang="{language}">' in page
    assert ("Data about you" if language == "en" else "Data om dig") in page
    assert not re.search(r"<script|<img|<link|<iframe|\bsrc=|@import|url\(", page)
    links = re.findall(r'href="([^"]+)"', page)
    assert all(one.startswith("#") for one in links)
    assert "Dora" in page
    told = {"en": ("See the data about me", "no"), "da": ("Se data om mig", "nej")}[language]
    for words in told:
        assert re.search(rf">\s*{words}\s*<", page), "a value of ours is said in words"
    assert str(source.pk) not in page, "a source has a name"
    assert not re.search(r">\s*(True|False|access|open|form|\d{4}-\d\d-\d\dT.*)\s*<", page)


def test_nothing_of_it_is_in_the_clear_at_rest(cast: Cast, vendor: Vendor) -> None:
    """Statement 38: encrypted at rest, in pieces that cannot be exchanged or cut off."""
    from accounts.crypto import DecryptFailed
    from accounts.crypto.rotation import failures, rotate_data_key
    from privacy.access.chunks import read_chunks

    a_world(cast, vendor)
    gathered(cast, vendor)
    package = made(cast)
    with inside(cast.acme):
        for model, column in ((PackageItem, "content"), (PackageChunk, "sealed")):
            for value in model.objects.values_list(column, flat=True):
                assert bytes(value).startswith(b"PX1")
                assert b"Dora" not in bytes(value)
    whole = b"".join(read_chunks(cast.acme.pk, package.pk))
    assert hashlib.sha256(whole).hexdigest() == package.sha256
    assert len(whole) == package.size
    rotate_data_key(cast.acme.pk)
    assert list(failures()) == []
    assert b"".join(read_chunks(cast.acme.pk, package.pk)) == whole
    with inside(cast.acme):
        PackageChunk.objects.update(is_last=False)
    with pytest.raises(DecryptFailed):
        list(read_chunks(cast.acme.pk, package.pk))


def test_a_code_to_the_mailbox_opens_once_and_each_download_is_logged(
    cast: Cast, vendor: Vendor
) -> None:
    """Statement 38: after authentication; a link alone, an old code and guessing open nothing."""
    a_world(cast, vendor)
    stranger, path, _package = gathered(cast, vendor)
    released(cast)
    assert "Your copy is ready" in stranger.get(path).content.decode()
    assert "Send me a code" in stranger.get(f"{path}copy/").content.decode()
    code = code_for(cast, stranger, path)
    wrong = {"step": "fetch", "code": "00000000" if code != "00000000" else "11111111"}
    assert "not the code" in stranger.post(f"{path}copy/", wrong).content.decode()
    right = {"step": "fetch", "code": code}
    assert unzipped(stranger.post(f"{path}copy/", right).getvalue())
    assert stranger.post(f"{path}copy/", right).status_code == 302, "used up"
    with inside(cast.acme):
        assert RequestEvent.objects.filter(happening="downloaded").count() == 1
        assert AuditEvent.objects.filter(action="package.downloaded").count() == 1
        Package.objects.update(code_until=None)
    code = code_for(cast, stranger, path)
    wrong = {"step": "fetch", "code": f"{(int(code) + 1) % 10**8:08d}"}
    for _ in range(5):
        stranger.post(f"{path}copy/", wrong)
    assert stranger.post(f"{path}copy/", {"step": "fetch", "code": code}).status_code == 302
    assert Client().get(f"{path[:-5]}xxxx/copy/").status_code == 404


def test_an_expired_copy_is_gone_and_what_was_searched_stays(cast: Cast, vendor: Vendor) -> None:
    """Statements 38, 40: it expires and is deleted; counts, size, digest and the search stay."""
    from datetime import timedelta

    from django.utils import timezone

    from privacy.access.sweeps import forget_packages

    a_world(cast, vendor)
    stranger, path, _package = gathered(cast, vendor)
    released(cast)
    assert forget_packages() == 0
    with inside(cast.acme):
        Package.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert stranger.get(f"{path}copy/").status_code == 404
    assert forget_packages() == 1
    with inside(cast.acme):
        assert not PackageItem.objects.exists()
        assert not PackageChunk.objects.exists()
        package = Package.objects.get()
        assert package.sha256
        assert package.subject is None
        assert SearchedPlace.objects.exists()
    assert forget_packages() == 0


def test_that_nothing_is_held_is_a_searched_and_recorded_answer(cast: Cast, vendor: Vendor) -> None:
    """Statement 40: which stores and sources were asked, when, and what they said."""
    with inside(cast.acme):
        Source.objects.create(connector="salesforce", name="CRM")
    stranger, path, _package = gathered(cast, vendor)
    released(cast)
    assert the_request(cast.acme).outcome == "nothing_held"
    with inside(cast.acme):
        asked = {one.name: one for one in SearchedPlace.objects.all()}
    assert {"CRM", "integrations", "analytics", "accounts", "privacy"} <= asked.keys()
    assert {one.rows for one in asked.values()} == {0}
    annex = json.loads(fetched(cast, stranger, path)["data.json"])["annex"]
    assert len(annex["searched"]) == len(asked)


def test_a_source_that_could_not_be_asked_is_told(cast: Cast, vendor: Vendor) -> None:
    """Statement 40: a failure is no "nothing"."""
    from accounts.errors import Trouble

    with inside(cast.acme):
        Source.objects.create(connector="salesforce", name="CRM")
    vendor.trouble = Trouble("The log-in has ended.", code="connect_again")
    gathered(cast, vendor)
    made(cast)
    with inside(cast.acme):
        row = SearchedPlace.objects.get(name="CRM")
        release(request_id=the_request(cast.acme).pk, text="Not all could be asked.")
    assert (row.answer, row.why) == ("failed", "The log-in has ended.")
    assert the_request(cast.acme).outcome == "answered"


def test_leaving_out_is_item_by_item_and_never_everything(cast: Cast, vendor: Vendor) -> None:
    """Statement 37: each part with its reason; a blanket refusal is impossible."""
    from accounts.errors import Refused

    a_world(cast, vendor)
    gathered(cast, vendor)
    with inside(cast.acme):
        task = PackageItem.objects.get(store="Task")
        with pytest.raises(Refused, match="do not stand"):
            leave_out(
                item_id=task.pk, field="Description", reason=LeftOut.SECRET, words="Nobody Else"
            )
        leave_out(
            item_id=task.pk, field="Description", reason=LeftOut.OTHER_PERSON, words="Bob Jones"
        )
        with pytest.raises(Refused, match="Nothing of the package would be left"):
            leave_everything_out()


def leave_everything_out() -> None:
    for one in shown(PackageItem.objects.all()):
        for name, value in one.content.items():
            if value:
                leave_out(item_id=one.item.pk, field=name, reason=LeftOut.SECRET)


def test_free_text_is_looked_at_by_a_member_before_it_is_given_out(
    cast: Cast, vendor: Vendor
) -> None:
    """Statement 37: reviewed by staff."""
    from accounts.errors import Refused

    a_world(cast, vendor)
    gathered(cast, vendor)
    with inside(cast.acme), pytest.raises(Refused, match="were not looked at"):
        build(request_id=the_request(cast.acme).pk)
    made(cast)


def test_an_erased_persons_copies_go(cast: Cast, vendor: Vendor) -> None:
    """Statement 46: a copy is a store like any other."""
    from privacy import personal_data

    a_world(cast, vendor)
    gathered(cast, vendor)
    made(cast)
    with inside(cast.acme):
        done = {one.table: one.erased for one in personal_data.erase(Subject(emails=(DORA,)))}
        assert done["privacy.package"] == 1
        assert done["privacy.packageitem"] > 4
        assert not PackageChunk.objects.exists()
