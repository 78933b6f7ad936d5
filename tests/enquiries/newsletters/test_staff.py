"""The staff's pages: the house's alone, by role, and each step with its line in the trail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Role
from accounts.models.workspace import HOUSE_ID
from accounts.permissions import Permission, may
from accounts.tenancy import NoWorkspace, inside
from enquiries.models import Delivery, Newsletter, Subscriber, SubscriptionEvent
from tests.accounts.conftest import Browser, deliver_mail
from tests.budget import at_length
from tests.cast import Cast
from tests.counting import assert_same_queries
from tests.enquiries.newsletters.conftest import ALICE, WORDS, letter, reader, run_jobs, sent

pytestmark = pytest.mark.django_db
LIST = "/w/proactivox/enquiries/newsletters/"


def paths(found: Newsletter) -> dict[str, str]:
    """{address: method} of every page and step."""
    place = f"{LIST}{found.pk}/"
    steps = ("send", "test", "unschedule", "pause", "resume", "delete")
    reads = (LIST, f"{LIST}new/", place, f"{place}edit/")
    return dict.fromkeys(reads, "get") | {f"{place}{step}/": "post" for step in steps}


@pytest.fixture
def staff(cast: Cast, in_house: object, browser: Browser) -> Client:
    """Bob, who writes for Proactivox here."""
    in_house(cast.bob, Role.MARKETER)  # type: ignore[operator]
    return browser(cast.bob)


@pytest.mark.parametrize(
    "role",
    [Role.MARKETER, Role.VIEWER, *at_length(Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER)],
)
def test_each_role_gets_what_its_permission_says(
    cast: Cast, in_house: object, browser: Browser, role: Role
) -> None:
    in_house(cast.bob, role)  # type: ignore[operator]
    bob, found = browser(cast.bob), letter()
    is_allowed = may(role, Permission.SEND_NEWSLETTERS)
    assert is_allowed == (role in {Role.OWNER, Role.ADMIN, Role.MARKETER})
    for path, method in paths(found).items():
        status = getattr(bob, method)(path).status_code
        assert (status != 403) == is_allowed, path


def test_no_other_workspace_has_these_pages(cast: Cast, staff: Client, browser: Browser) -> None:
    """Charlie sees nothing, and neither does Bob at Acme's own address."""
    found = letter()
    charlie = browser(cast.charlie)
    for path, method in paths(found).items():
        assert getattr(charlie, method)(path).status_code == 404, path
        for slug in ("rival", "acme"):
            elsewhere = path.replace("proactivox", slug)
            assert getattr(charlie, method)(elsewhere).status_code == 404, path
        assert getattr(staff, method)(path.replace("proactivox", "acme")).status_code == 404
        assert getattr(Client(), method)(path)["Location"].startswith("/accounts/login/")
    assert "Newsletters" not in browser(cast.alice).get("/w/acme/overview/").content.decode()


def test_rows_are_seen_in_no_other_workspace(cast: Cast) -> None:
    """What could leak: a reader, the proof, a letter and its delivery."""
    reader()
    sent(letter())
    for model in (Subscriber, SubscriptionEvent, Newsletter, Delivery):
        with inside(HOUSE_ID):
            assert model.objects.exists()
        with inside(cast.rival):
            assert not model.objects.exists()
        with pytest.raises(NoWorkspace):
            model.objects.exists()


def test_a_letter_from_its_first_word_to_the_archive(staff: Client, cast: Cast) -> None:
    """Written, looked at, tried out, changed, sent, and then for everybody to read."""
    reader(ALICE)
    made = staff.post(f"{LIST}new/", WORDS)
    place = made["Location"]
    page = staff.get(place).content.decode()
    assert "<h2>Look</h2>" in page
    assert "Det er her." in page
    assert "Send it to 1 person" in page
    staff.post(f"{place}test/")
    deliver_mail()
    assert {(one.to[0], one.subject) for one in mail.outbox} == {
        (cast.bob.email, "A new chart"),
        (cast.bob.email, "Et nyt diagram"),
    }
    staff.post(f"{place}edit/", {**WORDS, "subject_en": "A better chart"})
    assert "A better chart" not in Client().get("/newsletter/archive/").content.decode()
    staff.post(f"{place}send/", {"at": ""})
    run_jobs()
    assert mail.outbox[-1].to == [ALICE]
    assert mail.outbox[-1].subject == "A better chart"
    archive = Client().get("/en/newsletter/archive/").content.decode()
    assert "A better chart" in archive
    with inside(HOUSE_ID):
        slug = Newsletter.objects.get().slug
        actions = set(AuditEvent.objects.values_list("action", flat=True))
    read = Client().get(f"/da/newsletter/archive/{slug}/").content.decode()
    assert "Det er her." in read
    steps = ("made", "tested", "changed", "scheduled", "sent")
    assert {f"newsletter.{step}" for step in steps} <= actions
    refused = staff.post(f"{place}edit/", WORDS, follow=True).content.decode()
    assert "stays as it is" in refused
    assert staff.post(f"{place}delete/").status_code == 302
    with inside(HOUSE_ID):
        assert Newsletter.objects.exists()


def test_it_goes_when_it_is_scheduled(staff: Client) -> None:
    reader()
    found = letter()
    later = timezone.now() + timedelta(days=1)
    staff.post(f"{LIST}{found.pk}/send/", {"at": f"{later:%Y-%m-%dT%H:%M}"})
    run_jobs()
    assert mail.outbox == []
    with inside(HOUSE_ID):
        assert Newsletter.objects.get().started_at is None
    past = staff.post(f"{LIST}{letter().pk}/send/", {"at": "2020-01-01T10:00"})
    assert "Choose a moment to come" in past.content.decode()


def test_the_list_asks_as_often_for_one_as_for_three(staff: Client) -> None:
    letter()
    assert_same_queries(lambda: staff.get(LIST), letter)


@pytest.mark.parametrize("name", ["subject_en", "subject_da"])
def test_a_subject_is_one_line(staff: Client, name: str) -> None:
    """Nothing that is typed becomes a header of its own."""
    answer = staff.post(f"{LIST}new/", {**WORDS, name: "Hi\r\nBcc: all@rival.example"})
    assert answer.status_code == 200
    assert f'id="id_{name}_error"' in answer.content.decode()
