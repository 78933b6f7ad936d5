"""Who objected or left gets no marketing, before anybody reads it and after they are erased."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.marketing import may_market
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Subject
from accounts.tenancy import inside
from enquiries.newsletters.subscribing import stop_news
from privacy import manifest, personal_data
from privacy.models import Kind, MailOptOut
from privacy.requests.arrivals import ask_signed_in
from tests.cast import Cast
from tests.enquiries.newsletters.conftest import letter, reader, run_jobs
from tests.privacy.requests.conftest import confirmed, link_in_mail, send

pytestmark = pytest.mark.django_db
DORA = "dora@people.example"


def agrees(email: str) -> bool:
    with inside(HOUSE_ID):
        return may_market(email, "product")


def test_an_objection_by_the_form_works_before_the_next_send(cast: Cast) -> None:
    """Statement 23: also for a mail that is queued; until the mailbox is proven it is nobody's."""
    from enquiries.newsletters.writing import TASK, send_letter
    from tests.privacy.requests.conftest import house

    reader(DORA)
    reader("bob@acme.example")
    send_letter(letter_id=letter().pk)
    run_jobs(TASK)
    stranger = send({"kind": "objection", "email": DORA}, slug="proactivox")
    path = link_in_mail(house(), "/confirm/")
    assert agrees(DORA)
    assert stranger.post(path).status_code == 302
    assert not agrees(DORA)
    mail.outbox.clear()
    run_jobs()
    assert [one.to[0] for one in mail.outbox] == ["bob@acme.example"]
    with inside(HOUSE_ID):
        assert [one.ground for one in MailOptOut.objects.all()] == ["objection"]
    with inside(cast.acme):
        assert not MailOptOut.objects.exists()


def test_a_log_in_objects_by_its_own_page(cast: Cast) -> None:
    """Statement 23."""
    reader(cast.bob.email)
    ask_signed_in(user=cast.bob, kind=Kind.OBJECTION, text="", is_uk=False)
    assert not agrees(cast.bob.email)


def test_an_objection_to_a_customer_is_about_its_own_mails(cast: Cast) -> None:
    reader(DORA)
    confirmed(cast, {"kind": "objection", "email": DORA})
    assert agrees(DORA)


def test_it_survives_the_persons_erasure_as_a_keyed_hash(cast: Cast) -> None:
    """Statement 23: retained with its ground, and nothing of the address stands in it."""
    found = reader(DORA)
    ask_signed_in(user=cast.bob, kind=Kind.OBJECTION, text="", is_uk=False)
    with inside(HOUSE_ID):
        from enquiries.newsletters.mails import one_click_url

        token = one_click_url(found).rstrip("/").rpartition("/")[2]
    stop_news(token=token)
    person = Subject(emails=(DORA,))
    with inside(HOUSE_ID):
        assert {part.table for part in personal_data.collect(person)} == {"privacy.mailoptout"}
        done = [part for _name, module in manifest.modules() for part in module.erase(person)]
        kept = {part.table: part for part in done if part.retained}
        assert "21(3)" in kept["privacy.mailoptout"].ground
        assert {one.ground for one in MailOptOut.objects.all()} == {"objection", "left"}
        hashes = [bytes(one.address_hash) for one in MailOptOut.objects.all()]
        assert not any(b"dora" in one for one in hashes)


def test_whoever_agrees_anew_is_written_to_again(cast: Cast) -> None:
    """The newest word of a person counts, and an older consent is none."""
    reader(DORA)
    ask_signed_in(user=cast.bob, kind=Kind.OBJECTION, text="", is_uk=False)
    reader(cast.bob.email)
    assert agrees(cast.bob.email)
    with inside(HOUSE_ID):
        MailOptOut.objects.update(noted_at=timezone.now() + timedelta(seconds=5))
    assert not agrees(cast.bob.email)
    assert agrees(DORA)
