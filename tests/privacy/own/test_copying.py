"""A user downloads all that is held of them, without a member of staff and with the password."""

import re

import orjson
import pytest
from django.core import mail
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy.models import DataSubjectRequest, Package, RequestEvent
from privacy.requests.person import write_to_desk
from tests.accounts.conftest import Browser, deliver_mail
from tests.cast import PASSWORD, Cast
from tests.privacy.access.conftest import unzipped
from tests.privacy.own.conftest import run_house_jobs
from tests.privacy.requests.conftest import hanne, house
from tests.privacy.requests.test_own import long_ago

__all__ = ["hanne"]
pytestmark = pytest.mark.django_db
PAGE = "/accounts/data/"


def fetch(client: Client) -> bytes:
    """The file behind the page's own button."""
    page = client.get(PAGE).content.decode()
    found = re.search(r'action="(/accounts/data/[0-9a-f-]{36}/)"', page)
    assert found, page
    answer = client.post(found.group(1))
    assert answer.status_code == 200
    return b"".join(answer)


def test_a_copy_is_made_and_downloaded_without_staff(
    cast: Cast, hanne: User, browser: Browser
) -> None:
    """Statements 33 and 38: the whole way by the person alone; each download leaves its line."""
    bob = browser(cast.bob)
    assert bob.post(PAGE).status_code == 302
    waiting = bob.get(PAGE).content.decode()
    assert "being made" in waiting
    assert f'hx-get="{PAGE}"' in waiting, "it shows by itself when it is there"
    run_house_jobs()
    assert f'hx-get="{PAGE}"' not in bob.get(PAGE).content.decode()
    files = unzipped(fetch(bob))
    said = orjson.loads(files["data.json"])
    assert cast.bob.email in str(said)
    assert cast.alice.email not in str(said)
    deliver_mail(house())
    assert {one.to[0] for one in mail.outbox} == {cast.bob.email}, "the desk had nothing to do"
    with inside(HOUSE_ID):
        request = DataSubjectRequest.objects.get()
        assert (request.state, request.outcome) == ("closed", "answered")
        happened = set(RequestEvent.objects.values_list("happening", "actor_id"))
        assert ("downloaded", None) in happened
        assert AuditEvent.objects.filter(action="package.downloaded").exists()


def test_it_takes_the_password_again(cast: Cast, browser: Browser) -> None:
    """Statement 25: neither making nor fetching goes by a session that somebody left open."""
    bob = browser(cast.bob)
    bob.post(PAGE)
    run_house_jobs()
    with inside(HOUSE_ID):
        place = f"{PAGE}{Package.objects.get().pk}/"
    long_ago(bob)
    for path in (PAGE, place):
        assert "reauthenticate" in bob.post(path)["Location"]
    asked = bob.post(place)
    answer = bob.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert answer.status_code == 200


def test_nobody_fetches_what_is_another_s(cast: Cast, browser: Browser) -> None:
    """Charlie knows the address of Bob's copy, and gets nothing."""
    browser(cast.bob).post(PAGE)
    run_house_jobs()
    with inside(HOUSE_ID):
        place = f"{PAGE}{Package.objects.get().pk}/"
    charlie = browser(cast.charlie)
    assert charlie.post(place).status_code == 404
    assert place not in charlie.get(PAGE).content.decode()
    assert Client().post(place)["Location"].startswith("/accounts/login/")
    assert charlie.get(place).status_code == 405


def test_one_is_made_at_a_time(cast: Cast, browser: Browser) -> None:
    bob = browser(cast.bob)
    bob.post(PAGE)
    assert "being made already" in bob.post(PAGE, follow=True).content.decode()
    with inside(HOUSE_ID):
        assert DataSubjectRequest.objects.count() == 1


def test_own_letters_need_nobody_and_notes_of_staff_do(
    cast: Cast, hanne: User, browser: Browser
) -> None:
    """Statement 37: what the person wrote or got is known to them; staff's notes are looked at."""
    from privacy.models import Direction, Kind
    from privacy.requests.arrivals import ask_signed_in
    from privacy.requests.writing import write_message

    link = ask_signed_in(user=cast.bob, kind=Kind.RECTIFICATION, text="My name is Bo.", is_uk=False)
    with inside(HOUSE_ID):
        write_to_desk(secret=link, text="Charlie knows it, too.")
    bob = browser(cast.bob)
    bob.post(PAGE)
    run_house_jobs()
    assert b"Charlie knows it" in unzipped(fetch(bob))["data.json"]
    with inside(HOUSE_ID):
        request = DataSubjectRequest.objects.get(kind="rectification")
        write_message(request, Direction.NOTE, "Charlie says that Bob is called otherwise.")
    deliver_mail(house())
    mail.outbox.clear()
    bob.post(PAGE)
    run_house_jobs()
    deliver_mail(house())
    assert hanne.email in {one.to[0] for one in mail.outbox}, "now the desk is asked"
    with inside(HOUSE_ID):
        assert Package.objects.filter(released_at=None).count() == 1
