"""A user closes their own account: told before, erased by the manifest, with a certificate."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Closure, Membership, Role, User
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Subject
from accounts.tenancy import inside
from enquiries.newsletters.finding import subscriber_of
from privacy import manifest
from privacy.models import DataSubjectRequest, Erasure
from privacy.own.leaving import close_login
from tests.accounts.conftest import Browser, deliver_mail
from tests.budget import at_length
from tests.cast import PASSWORD, Cast
from tests.enquiries.newsletters.conftest import reader
from tests.privacy.own.conftest import run_house_jobs
from tests.privacy.requests.conftest import house
from tests.privacy.requests.test_own import long_ago
from tests.tidy import tidy

pytestmark = pytest.mark.django_db
PAGE = "/accounts/close/"


def test_an_account_is_closed_and_erased_with_a_certificate(cast: Cast, browser: Browser) -> None:
    """Statements 44 and 46: at once unusable, then gone, and the person can follow it."""
    bob, email = browser(cast.bob), cast.bob.email
    UserSession.objects.create(user=cast.bob, ip="192.0.2.7", session_key="k" * 32, user_agent="X")
    reader(email)
    page = bob.get(PAGE).content.decode()
    assert "Acme (Marketer)" in page
    assert "API keys that you made stop working" in page
    gone = bob.post(PAGE, {"email": email.upper()})
    assert gone.status_code == 302
    assert "/privacy/proactivox/request/" in gone["Location"]
    assert bob.get("/accounts/profile/")["Location"].startswith("/accounts/login/")
    assert not UserSession.objects.filter(user=cast.bob).exists()
    Client().post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert not User.objects.get(pk=cast.bob.pk).is_active
    run_house_jobs()
    assert not User.objects.filter(pk=cast.bob.pk).exists()
    assert not Membership.objects.filter(user_id=cast.bob.pk).exists()
    with inside(HOUSE_ID):
        assert subscriber_of(email) is None
        request = DataSubjectRequest.objects.get()
        assert (request.state, request.outcome) == ("closed", "answered")
        assert Erasure.objects.get().certificate is not None
    deliver_mail(house())
    assert {one.to[0] for one in mail.outbox} == {email}
    status = Client().get(gone["Location"]).content.decode()
    assert "certificate" in status
    assert cast.alice.is_active, "others stay"


def test_the_only_owner_hands_over_or_closes_first(cast: Cast, browser: Browser) -> None:
    """With links to both ways, and the day where it closes already."""
    alice = browser(cast.alice)
    page = alice.get(PAGE).content.decode()
    assert "/w/acme/settings/members/" in page
    assert "/w/acme/settings/closing/" in page
    assert 'name="email"' not in page
    alice.post(PAGE, {"email": cast.alice.email})
    assert User.objects.get(pk=cast.alice.pk).is_active
    day = timezone.now() + timedelta(days=30)
    Closure.objects.create(workspace=cast.acme, erase_after=day)
    assert "close your account after that day" in alice.get(PAGE).content.decode()
    Membership.objects.filter(user=cast.bob).update(role=Role.OWNER)
    assert alice.post(PAGE, {"email": cast.alice.email}).status_code == 302
    assert not User.objects.get(pk=cast.alice.pk).is_active


def test_the_service_looks_at_owners_itself(cast: Cast) -> None:
    """Whatever a page showed a moment before."""
    from accounts.errors import Refused

    with pytest.raises(Refused, match="only owner"):
        close_login(user=cast.alice)


@pytest.mark.parametrize("typed", ["alice@acme.example", *at_length("", "b\u043eb@acme.example")])
def test_a_slip_closes_nothing(cast: Cast, browser: Browser, typed: str) -> None:
    answer = browser(cast.bob).post(PAGE, {"email": typed})
    assert answer.status_code == 200
    assert 'id="id_email_error"' in answer.content.decode()
    assert User.objects.get(pk=cast.bob.pk).is_active


def test_it_takes_the_password_again(cast: Cast, browser: Browser) -> None:
    bob = browser(cast.bob)
    long_ago(bob)
    assert "reauthenticate" in bob.post(PAGE, {"email": cast.bob.email})["Location"]
    assert User.objects.get(pk=cast.bob.pk).is_active
    assert Client().get(PAGE)["Location"].startswith("/accounts/login/")


def test_every_way_of_a_person_is_in_one_menu(cast: Cast, browser: Browser) -> None:
    """Profile, mails, data, closing: from each page to each other."""
    bob = browser(cast.bob)
    places = ("profile", "email", "communication", "privacy", "data", "close")
    for place in places:
        page = tidy(bob.get(f"/accounts/{place}/").content.decode())
        for other in places:
            assert re.search(rf'class="tabs__tab" href="/accounts/{other}/"', page), (place, other)


def test_nothing_of_the_person_is_found_afterwards(cast: Cast) -> None:
    """Statement 46: but for what has its ground."""
    email = cast.bob.email
    close_login(user=cast.bob)
    run_house_jobs()
    found = {
        part.table
        for _name, module in manifest.modules()
        for part in module.collect(Subject(emails=(email,)))
    }
    assert found <= {"privacy.datasubjectrequest", "privacy.requestmessage"}


@pytest.mark.parametrize(("page", "wrong"), [(PAGE, "email"), ("/accounts/privacy/", "kind")])
def test_a_form_that_came_back_after_the_password_knows_where_it_belongs(
    cast: Cast, browser: Browser, page: str, wrong: str
) -> None:
    """What was interrupted goes on at the address of the page that asked for the password."""
    bob = browser(cast.bob)
    long_ago(bob)
    asked = bob.post(page, {wrong: "nothing of the kind"})
    shown = bob.post(asked["Location"], {"password": PASSWORD}, follow=True).content.decode()
    assert "There is a problem" in shown
    assert f'action="{page}"' in shown
