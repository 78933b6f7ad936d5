"""Webinars: registration by a mailed link, the limit, the queue, reminders, the staff's pages."""

from typing import Any
from uuid import UUID

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, Membership, Reading, Role, Workspace
from accounts.subjects import Subject
from accounts.tenancy import inside
from enquiries.models import Registration, RegistrationState, Webinar, WebinarState
from enquiries.webinars.arranging import make_webinar, publish_webinar
from enquiries.webinars.holdings import collect, erase
from enquiries.webinars.registering import HELD_FOR
from enquiries.webinars.sweeps import forget_registrations, free_stale, remind_of_webinars
from tests.budget import at_length
from tests.cast import Cast
from tests.enquiries.conftest import (
    DORA,
    At,
    drawn,
    link_to,
    logged_in,
    mails_to,
    prove,
    subject_of,
    text_of,
)

pytestmark = pytest.mark.django_db
NOW, STARTS = "2026-06-03T07:00:00+00:00", "2026-06-10T08:00:00+00:00"
ERIN, FRED = "erin@people.example", "fred@people.example"
SAID = {
    "title_en": "What ads earn",
    "title_da": "Hvad annoncer tjener",
    "description_en": "One hour about it.",
    "description_da": "En time om det.",
    "length_minutes": 45,
    "seats": 1,
    "join_url": "https://meet.example/ads",
}
TYPED = {**SAID, "starts_at": "2026-06-10T10:00"}
STAFF = {
    "staff_webinars": "get",
    "new_webinar": "get",
    "staff_webinar": "get",
    "change_webinar": "get",
    "webinar_attendees": "get",
    "publish_webinar": "post",
    "cancel_webinar": "post",
}


def announced(house: Workspace, **said: Any) -> Webinar:
    """A webinar that visitors see."""
    with inside(house):
        webinar = make_webinar(**{**SAID, "starts_at": STARTS, **said})
        publish_webinar(webinar_id=webinar.pk)
        return Webinar.objects.get(pk=webinar.pk)


@pytest.fixture
def webinar(house: Workspace, now_is: At) -> Webinar:
    now_is(NOW)
    return announced(house)


def register(webinar: Webinar, email: str = DORA, **form: str) -> int:
    """What a visitor was answered who sent the form."""
    path = f"/webinars/{webinar.pk}/?zone=America/New_York"
    data = {"name": "Dora Unmistakable", "email": email, "drawn": drawn(), **form}
    return Client().post(path, data).status_code


def come(webinar: Webinar, email: str = DORA) -> str:
    """Register and confirm; what came of it."""
    assert register(webinar, email) == 302
    answer = Client().post(link_to(email, "/webinars/confirm/"))
    return str(answer["Location"]).split("/")[-2]


def states(house: Workspace) -> list[str]:
    with inside(house):
        return list(Registration.objects.order_by("id").values_list("state", flat=True))


def event(email: str) -> Any:
    """The calendar file of somebody's newest mail that has one."""
    for message in reversed(mails_to(email)):
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                text: Any = part.get_payload(decode=True)
                return icalendar.Calendar.from_ical(text)
    raise AssertionError(email)


def test_a_seat_is_taken_by_the_mailed_link(webinar: Webinar, house: Workspace) -> None:
    visitor = Client()
    assert "What ads earn" in visitor.get("/webinars/").content.decode()
    page = visitor.get(f"/webinars/{webinar.pk}/").content.decode()
    assert "10:00–10:45" in page
    assert "1 seat left" in page
    assert "https://meet.example/ads" not in page
    assert register(webinar) == 302
    path = link_to(DORA, "/webinars/confirm/")
    assert "Yes, I come" in visitor.get(path).content.decode()
    assert states(house) == [RegistrationState.HELD]
    assert visitor.post(path)["Location"].endswith("/webinars/done/seated/")
    told = text_of(mails_to(DORA)[-1])
    assert "Wednesday 10 Jun 2026, 04:00–04:45 (America/New_York)" in told
    assert "https://meet.example/ads" in told
    calendar = event(DORA)
    assert (calendar["METHOD"], calendar.walk("VEVENT")[0]["SUMMARY"]) == (
        "REQUEST",
        "What ads earn",
    )
    assert visitor.post(path).status_code == 404
    assert "All seats are taken" in visitor.get(f"/webinars/{webinar.pk}/").content.decode()


def test_who_comes_later_waits_and_moves_up(webinar: Webinar, house: Workspace) -> None:
    assert [come(webinar), come(webinar, ERIN), come(webinar, FRED)] == ["seated"] + ["waiting"] * 2
    assert "https://meet.example/ads" not in text_of(mails_to(ERIN)[-1])
    path = link_to(DORA, "/webinars/cancel/")
    assert "Cancel the registration" in Client().get(path).content.decode()
    assert states(house)[0] == RegistrationState.SEATED
    assert Client().post(path)["Location"].endswith("/webinars/done/cancelled/")
    assert states(house) == ["cancelled", "seated", "waiting"]
    assert subject_of(mails_to(ERIN)[-1]) == "A seat for you: What ads earn"
    assert event(DORA)["METHOD"] == "CANCEL"
    assert event(ERIN)["METHOD"] == "REQUEST"
    assert Client().post(path).status_code == 404


def test_ones_own_page_has_the_link_to_join_until_the_webinar_is_over(
    webinar: Webinar, house: Workspace, now_is: At
) -> None:
    come(webinar)
    come(webinar, ERIN)
    own, waits = (link_to(one, "/webinars/cancel/") for one in (DORA, ERIN))
    assert "https://meet.example/ads" in Client().get(own).content.decode()
    waiting = Client().get(waits).content.decode()
    assert "You are on the waiting list" in waiting
    assert "https://meet.example/ads" not in waiting
    now_is("2026-06-10T08:44:00+00:00")
    page = Client().get(own).content.decode()
    assert "https://meet.example/ads" in page
    assert "Cancel the registration" not in page
    assert Client().post(own).status_code == 404
    assert states(house) == ["seated", "waiting"]
    now_is("2026-06-10T08:46:00+00:00")
    assert Client().get(own).status_code == 404


def test_whoever_is_registered_already_is_not_told_to_others(
    webinar: Webinar, house: Workspace
) -> None:
    """The form answers alike; the mailbox alone learns that there is a seat already."""
    come(webinar)
    before = len(mails_to(DORA))
    assert register(webinar) == 302
    assert Client().post(link_to(DORA, "/webinars/confirm/"))["Location"].endswith("/seated/")
    assert states(house) == ["seated"]
    assert len(mails_to(DORA)) == before + 2


def test_links_that_are_no_good(webinar: Webinar, house: Workspace, now_is: At) -> None:
    register(webinar)
    confirm = link_to(DORA, "/webinars/confirm/")
    secret = confirm.split("/")[-2]
    for path in ("/webinars/cancel/nothing/", f"/webinars/cancel/{secret}/"):
        assert Client().get(path).status_code == 404
        assert "This link is no longer good" in Client().post(path).content.decode()
    assert states(house) == ["held"]
    now_is("2026-06-04T07:00:01+00:00")
    assert HELD_FOR.days == 1
    assert Client().post(confirm).status_code == 404
    assert (free_stale(), states(house)) == (1, [])


@pytest.mark.parametrize(
    "form",
    [
        {"name": "Dora\nBcc: x@y.example"},
        {"homepage": "spam"},
        *at_length({"email": "x"}, {"drawn": ""}),
    ],
)
def test_what_does_no_good_is_refused(
    webinar: Webinar, house: Workspace, form: dict[str, str]
) -> None:
    assert register(webinar, **{"email": DORA, **form}) == 200
    assert states(house) == []


def test_reminders_come_a_day_and_an_hour_before_once(webinar: Webinar, now_is: At) -> None:
    come(webinar)
    come(webinar, ERIN)
    now_is("2026-06-09T08:02:00+00:00")
    assert (remind_of_webinars(), remind_of_webinars()) == (1, 0)
    now_is("2026-06-10T07:05:00+00:00")
    assert (remind_of_webinars(), remind_of_webinars()) == (1, 0)
    words = [text_of(message).split("\n")[0] for message in mails_to(DORA)[-2:]]
    assert words == ["It is soon:", "It begins within an hour:"]
    assert "Soon" not in subject_of(mails_to(ERIN)[-1])


def test_registrations_are_forgotten_after_a_year(webinar: Webinar, now_is: At) -> None:
    come(webinar)
    now_is("2027-06-10T07:59:00+00:00")
    assert forget_registrations() == 0
    now_is("2027-06-10T08:01:00+00:00")
    assert forget_registrations() == 1


def test_a_change_is_told_and_a_cancelled_one_leaves_the_calendar(
    webinar: Webinar, house: Workspace, cast: Cast
) -> None:
    come(webinar)
    come(webinar, ERIN)
    alice = logged_in(cast.alice)
    path = reverse("enquiries:change_webinar", args=["proactivox", webinar.pk])
    assert alice.post(path, {**TYPED, "seats": 0}).status_code == 200
    assert alice.post(path, {**TYPED, "starts_at": "2026-06-11T10:00"}).status_code == 302
    assert subject_of(mails_to(DORA)[-1]) == "Changed: What ads earn"
    assert event(DORA).walk("VEVENT")[0]["SEQUENCE"] == 1
    # More seats: who waits moves up at once.
    alice.post(path, {**TYPED, "starts_at": "2026-06-11T10:00", "seats": 5})
    assert states(house) == ["seated", "seated"]
    refused = alice.post(path, {**TYPED, "starts_at": "2026-06-11T10:00", "seats": 1})
    assert "The seats up to number 2 are taken." in refused.content.decode()
    alice.post(reverse("enquiries:cancel_webinar", args=["proactivox", webinar.pk]))
    for email in (DORA, ERIN):
        assert subject_of(mails_to(email)[-1]) == "Cancelled: What ads earn"
        assert event(email)["METHOD"] == "CANCEL"
    assert Client().get(f"/webinars/{webinar.pk}/").status_code == 404
    with inside(house):
        assert AuditEvent.objects.filter(action="webinar.cancelled").count() == 1


def test_staff_makes_publishes_and_exports(house: Workspace, cast: Cast, now_is: At) -> None:
    now_is(NOW)
    alice = logged_in(cast.alice)
    alice.post(reverse("enquiries:new_webinar", args=["proactivox"]), TYPED)
    with inside(house):
        made = Webinar.objects.get()
    assert (made.state, made.starts_at.isoformat()) == (WebinarState.DRAFT, STARTS)
    assert "What ads earn" not in Client().get("/webinars/").content.decode()
    assert Client().get(f"/webinars/{made.pk}/").status_code == 404
    alice.post(reverse("enquiries:publish_webinar", args=["proactivox", made.pk]))
    register(made, name="=HYPERLINK(1)")
    Client().post(link_to(DORA, "/webinars/confirm/"))
    page = reverse("enquiries:staff_webinar", args=["proactivox", made.pk])
    assert DORA in alice.get(page).content.decode()
    assert alice.get(f"{page}attendees.csv")["Location"].startswith("/accounts/reauthenticate/")
    prove(alice, cast.alice)
    file = alice.get(f"{page}attendees.csv")
    assert file["Content-Disposition"].startswith("attachment")
    assert f"'=HYPERLINK(1),{DORA}" in file.content.decode()
    with inside(house):
        places = list(Reading.objects.order_by("at").values_list("place", flat=True))
        assert places == ["webinar", "webinar export"]
        assert AuditEvent.objects.get(action="webinar.exported").data == {"rows": 1}


def test_who_is_let_in(webinar: Webinar, cast: Cast, house: Workspace) -> None:
    """The role matrix; every other workspace has no such page."""

    def place(name: str, slug: str = "proactivox") -> str:
        one = name in ("staff_webinars", "new_webinar")
        return reverse(f"enquiries:{name}", args=[slug] if one else [slug, webinar.pk])

    Membership.objects.create(workspace=house, user=cast.bob, role=Role.VIEWER)
    bob, charlie = logged_in(cast.bob), logged_in(cast.charlie)
    for role in Role:
        Membership.objects.filter(workspace=house, user=cast.bob).update(role=role)
        for name, method in STAFF.items():
            status = getattr(bob, method)(place(name)).status_code
            assert (status == 403) == (role in (Role.VIEWER, Role.PRIVACY_OFFICER)), (role, name)
    for name, method in STAFF.items():
        assert getattr(charlie, method)(place(name)).status_code == 404
        assert getattr(charlie, method)(place(name, "rival")).status_code == 404


@pytest.mark.usefixtures("danish")
def test_danish_is_a_language_of_its_own(webinar: Webinar) -> None:
    page = Client().get(f"/da/webinars/{webinar.pk}/").content.decode()
    assert "Hvad annoncer tjener" in page
    assert "En time om det." in page


def test_copy_and_erasure(webinar: Webinar, house: Workspace) -> None:
    """Statements 33 and 44: all of it, and the seat goes to who waits."""
    come(webinar)
    come(webinar, ERIN)
    (part,) = collect(Subject(emails=(DORA,)))
    assert (part.rows[0]["webinar"], part.rows[0]["name"]) == ("What ads earn", "Dora Unmistakable")
    (done,) = erase(Subject(emails=(DORA,)))
    assert (done.erased, states(house)) == (1, ["seated"])
    assert subject_of(mails_to(ERIN)[-1]).startswith("A seat for you")
    with inside(house):
        assert Registration.objects.get().seat == 1
        assert UUID(str(Registration.objects.get().webinar_id)) == webinar.pk
