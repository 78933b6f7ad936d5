"""The pages of an erasure: the dry run, the run, the answer, the certificate, and who sees them."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from accounts.models import Membership, Role
from accounts.tenancy import inside
from privacy.certificates import verify
from privacy.erasure.services import begin_erasure
from privacy.models import DataSubjectRequest, Erasure, ErasureItem
from tests.accounts.conftest import Browser
from tests.cast import Cast
from tests.counting import assert_same_queries
from tests.privacy.erasure.people import asked, crm, somebody, work
from tests.privacy.requests.conftest import link_in_mail

pytestmark = pytest.mark.django_db


def place(request: DataSubjectRequest, part: str = "") -> str:
    return f"/w/acme/settings/privacy/requests/{request.pk}/erasure/{part}"


def test_from_the_dry_run_to_the_persons_certificate(cast: Cast, browser: Browser) -> None:
    """Statements 46, 53: tried, begun by its number, finished, answered, proven to the person."""
    dora = somebody()
    crm(cast.acme, dora)
    request = asked(cast.acme, dora.email)
    alice = browser(cast.alice)
    page = alice.get(place(request)).content.decode()
    assert "Opted-in fields, encrypted" in page
    assert "17(3)" in page
    with inside(cast.acme):
        assert Erasure.objects.count() == 0
    refused = alice.post(place(request), {"number": "77"}).content.decode()
    assert "not the number of this request" in refused
    assert alice.post(place(request), {"number": str(request.number)}).status_code == 302
    assert "At work" in alice.get(place(request)).content.decode()
    polling = {"HX-Request": "true"}
    assert "HX-Refresh" not in alice.get(place(request), headers=polling)
    assert work(cast.acme.pk) == "done"
    # Else the head would go on saying that it is at work, and offer no answer.
    assert alice.get(place(request), headers=polling)["HX-Refresh"] == "true"
    page = alice.get(place(request)).content.decode()
    assert "Finished: nothing is left" in page
    assert dora.token not in page
    document = json.loads(alice.get(place(request, "certificate.json")).content)
    assert verify(document).is_genuine
    html = alice.get(place(request, "certificate.html")).content.decode()
    assert not re.search(r"(src|href)=", html), "it loads nothing"
    person = Client()
    link = link_in_mail(cast.acme, "/request/")
    assert person.get(f"{link}certificate.json").status_code == 404, "not before the answer"
    answer = alice.post(place(request, "close/"), {"text": "It is done."})
    assert answer.status_code == 302
    told = person.get(link).content.decode()
    assert "certificate.html" in told
    # Statement 48: until when backups live is stated to the person.
    assert "Backups that still hold it are gone by" in told
    assert json.loads(person.get(f"{link}certificate.json").content) == document


@pytest.mark.torture
def test_ids_that_the_desk_types_are_part_of_the_person(cast: Cast, browser: Browser) -> None:
    """Statement 53: somebody without an address is erased by the ids of the source."""
    dora = somebody()
    source = crm(cast.acme, dora)
    request = asked(cast.acme, "")
    alice = browser(cast.alice)
    assert "Nothing says who the person is" in alice.get(place(request)).content.decode()
    ids = {f"ids_{source.pk}": f"{dora.lead}, {dora.contact}"}
    assert "Campaign members" in alice.post(place(request), ids).content.decode()
    too_long = {f"ids_{source.pk}": "x" * 41}
    assert "at most 40 characters" in alice.post(place(request), too_long).content.decode()
    alice.post(place(request), {**ids, "number": str(request.number)})
    assert work(cast.acme.pk) == "done"
    with inside(cast.acme):
        assert Erasure.objects.get().search["needles"]["texts"] >= 2


def test_who_may_see_and_do_it(cast: Cast, browser: Browser) -> None:
    """Statement 51: strangers and Rival find nothing, a marketer may not; a privacy officer may."""
    request = asked(cast.acme, somebody().email)
    paths = [place(request, part) for part in ("", "close/", "certificate.json")]
    for path in paths:
        assert browser(cast.charlie).get(path).status_code == 404
        assert browser(cast.bob).get(path).status_code == 403
        assert Client().get(path).status_code == 302
    assert browser(cast.bob).post(place(request, "retry/")).status_code == 403
    Membership.objects.filter(user=cast.bob).update(role=Role.PRIVACY_OFFICER)
    assert browser(cast.bob).get(paths[0]).status_code == 200
    assert browser(cast.bob).get(paths[2]).status_code == 404


def test_the_page_asks_as_much_for_three_parts_as_for_one(cast: Cast, browser: Browser) -> None:
    request = asked(cast.acme, somebody().email)
    with inside(cast.acme):
        erasure = begin_erasure(request_id=request.pk, ids={})
    alice = browser(cast.alice)

    def add_part() -> None:
        with inside(cast.acme):
            ErasureItem.objects.create(
                erasure=erasure, place="table", name="integrations.lead", state="erased", rows=1
            )

    assert_same_queries(lambda: alice.get(place(request)), add_part)
