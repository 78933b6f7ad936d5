"""What people and programs may type: look-alikes, other spellings of one mailbox, names that break.

Unknown slugs, spoiled links, 10 MB and NUL are in test_intake and test_inbound_mail.
"""

import pytest
from django.core import mail
from django.test import Client

from accounts.crypto import normalise
from accounts.subjects import Subject
from accounts.tenancy import inside
from privacy import personal_data
from privacy.models import DataSubjectRequest
from tests.accounts.conftest import deliver_mail
from tests.cast import Cast
from tests.privacy.requests.conftest import FORM, Browser, confirmed, send, taken_down, the_request

pytestmark = pytest.mark.django_db
# The third letter of the domain is Cyrillic.
LOOK_ALIKE = "dora@pe\u043eple.example"


def found(cast: Cast, email: str) -> bool:
    """Whether requests of this address are found, as an erasure or an access would."""
    with inside(cast.acme):
        return bool(personal_data.collect(Subject(emails=(normalise(email),))))


def test_a_look_alike_is_somebody_else_and_shows_what_it_is(cast: Cast, browser: Browser) -> None:
    """Statement 25: a Cyrillic letter opens nobody's data, and the desk reads the punycode."""
    confirmed(cast, {"email": LOOK_ALIKE})
    assert (found(cast, LOOK_ALIKE), found(cast, FORM["email"])) == (True, False)
    assert found(cast, "dora@xn--peple-kye.example"), "as browsers write the same domain"
    page = browser(cast.alice).get(
        f"/w/acme/settings/privacy/requests/{the_request(cast.acme).pk}/"
    )
    assert "xn--peple-kye.example" in page.content.decode()
    (first, *_more) = [one for one in mail.outbox if LOOK_ALIKE in one.to]
    assert "xn--peple-kye.example" in str(first.message()["To"])


SPELLINGS = (
    ("DORA@People.Example", True),
    ("dora@people.example", True),
    ("dora+shop@people.example", False),
    ("d.ora@people.example", False),
)


def test_spellings_of_a_mailbox_are_told_apart_as_everywhere(
    cast: Cast, subtests: pytest.Subtests
) -> None:
    """Case is the same mailbox, a plus or a dot is another: the one normaliser decides."""
    taken_down(cast.acme, FORM["email"])
    for email, is_same in SPELLINGS:
        with subtests.test(email):
            assert found(cast, email) is is_same


def test_one_mailbox_is_not_filled_by_spelling_it_otherwise(cast: Cast) -> None:
    emails = ["dora@people.example", "DORA@people.example", "Dora@People.Example"] * 2
    answers = [
        Client().post("/privacy/acme/", {**FORM, "email": email}).status_code for email in emails
    ]
    assert answers == [302] * 5 + [429]


NO_ADDRESSES = (
    "\uff44ora@people.example",
    "dora@people.example\x00",
    "dora@@people.example",
    "dora@people.example%0d%0aBcc:x@y.example",
    '"dora\r\nBcc: x"@people.example',
    "dora@[127.0.0.1]extra",
    f"dora@{'a' * 64}.example",
)


def test_what_is_no_address_is_refused_beside_its_field(
    cast: Cast, subtests: pytest.Subtests
) -> None:
    for email in NO_ADDRESSES:
        with subtests.test(email):
            answer = Client().post("/privacy/acme/", {**FORM, "email": email})
            assert 'id="id_email_error"' in answer.content.decode()
    with inside(cast.acme):
        assert not DataSubjectRequest.objects.exists()


def test_no_name_becomes_a_header(cast: Cast) -> None:
    """A workspace's name stands in subjects; a line break in it ends no line there."""
    cast.acme.name = "Acme\r\nBcc: all@people.example\n" + "x" * 40
    cast.acme.save()
    send()
    deliver_mail(cast.acme)
    (sent,) = mail.outbox
    assert "\n" not in sent.subject
    assert sent.message().get_all("Bcc") is None
    assert sent.to == [FORM["email"]]
