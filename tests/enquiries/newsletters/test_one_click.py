"""RFC 8058: one POST from a mail program ends it; opening the address does nothing."""

from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.test import Client

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Step, SubscriptionEvent
from enquiries.newsletters.finding import agreed_since
from tests.budget import at_length
from tests.enquiries.newsletters.conftest import ALICE, letter, reader, sent

pytestmark = pytest.mark.django_db
BODY = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"
# RFC 8058, 8.2: the example of a POST by multipart/form-data.
MULTIPART = (
    "--BOUNDARY\r\n"
    'Content-Disposition: form-data; name="List-Unsubscribe"\r\n'
    "\r\n"
    "One-Click\r\n"
    "--BOUNDARY--\r\n"
)


@pytest.fixture
def path() -> str:
    """Where the mail that Alice got says that a mail program posts to."""
    reader()
    sent(letter())
    (found,) = mail.outbox
    written = message_from_bytes(found.message().as_bytes(), policy=policy.default)
    assert written["List-Unsubscribe-Post"] == BODY
    uri = str(written["List-Unsubscribe"])
    assert uri.startswith("<http")
    assert uri.endswith("/>")
    assert ALICE not in uri, "it is opaque"
    return uri[1:-1].partition("://")[2].partition("/")[2].join(("/", ""))


def agrees() -> bool:
    with inside(HOUSE_ID):
        return agreed_since(ALICE, "product") is not None


@pytest.mark.parametrize(
    ("body", "kind"),
    [(BODY, FORM), (MULTIPART, "multipart/form-data; boundary=BOUNDARY")],
    ids=["form", "multipart"],
)
def test_a_post_without_cookie_or_token_ends_it_at_once(path: str, body: str, kind: str) -> None:
    """Statement 22: no redirect, no cookie, and a second time the same."""
    for _time in range(2):
        answer = Client(enforce_csrf_checks=True).post(path, body, content_type=kind)
        assert answer.status_code == 200
        assert not answer.cookies
        assert not agrees()
    with inside(HOUSE_ID):
        ended = SubscriptionEvent.objects.filter(step=Step.ENDED)
        assert [one.way for one in ended] == ["one_click"]


def test_reading_the_address_changes_nothing(path: str) -> None:
    """Statement 22: scanners open every link; a person finds a button that posts the same."""
    for method in ("get", "head", "options"):
        getattr(Client(), method)(path)
        assert agrees()
    page = Client().get(path).content.decode()
    assert '<input type="hidden" name="List-Unsubscribe" value="One-Click">' in page
    assert "csrfmiddlewaretoken" not in page.partition('name="List-Unsubscribe"')[0][-300:]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", FORM),
        (f"{BODY}&more=1", FORM),
        ('{"List-Unsubscribe": "One-Click"}', "application/json"),
        (MULTIPART.replace("--BOUNDARY--", ""), "multipart/form-data; boundary=OTHER"),
        *at_length(
            ("List-Unsubscribe=one-click", FORM),
            ("list-unsubscribe=One-Click", FORM),
            (f"{BODY}\r\n", FORM),
            ("List-Unsubscribe=Two-Clicks", FORM),
            (MULTIPART.replace("One-Click", "Other"), "multipart/form-data; boundary=BOUNDARY"),
        ),
    ],
)
def test_any_other_body_is_refused(path: str, body: str, kind: str) -> None:
    """Statement 22: 400, and nothing is changed."""
    answer = Client().post(path, body, content_type=kind)
    assert answer.status_code == 400
    assert agrees()


def test_a_link_of_which_a_part_is_missing_is_told_so(path: str) -> None:
    for broken in (path[:-9] + "/", "/newsletter/stop/../"):
        assert Client().post(broken, BODY, content_type=FORM).status_code == 404
    assert agrees()


def test_a_link_of_nobody_answers_as_every_other(path: str) -> None:
    """Nobody learns who reads our news by trying."""
    unknown = f"/newsletter/stop/{'a' * 43}/"
    answers = [Client().post(one, BODY, content_type=FORM) for one in (unknown, path)]
    assert answers[0].content == answers[1].content
    assert answers[0].status_code == answers[1].status_code == 200


def test_the_link_opens_no_page_of_choices(path: str) -> None:
    """Whoever forwards a letter gives away that it can be ended, and nothing else."""
    token = path.rstrip("/").rpartition("/")[2]
    assert Client().get(f"/newsletter/choices/{token}/").status_code == 404
