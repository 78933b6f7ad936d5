"""Proactivox's own centre: its requests, and the way from there to the customer whose they are."""

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.jobs import Lease
from accounts.models import AuditEvent, Job, JobState, Membership, User, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST
from accounts.tenancy import inside
from privacy.models import DataSubjectRequest, Forwarding, Kind, RequestEvent, RequestMessage
from privacy.requests.arrivals import ask_signed_in
from privacy.requests.sealing import about_of, address_of, text_of
from privacy.requests.silence import pass_on_silent
from privacy.requests.sweeps import remind_of_passing
from privacy.tasks.passing import pass_request_on
from tests.accounts.conftest import deliver_mail
from tests.budget import at_length
from tests.cast import Cast
from tests.counting import assert_same_queries
from tests.privacy.requests.conftest import (
    FORM,
    At,
    Browser,
    confirmed,
    house,
    link_in_mail,
    taken_down,
    the_request,
)

pytestmark = pytest.mark.django_db

DESK = "/w/proactivox/settings/privacy/requests/"
RECEIVED = "2026-03-06T10:00:00+00:00"  # a Friday


def came_in(about: str = "Acme Ltd", **form: str) -> tuple[Client, str]:
    """A stranger at /privacy/ who followed the link; their browser and their page."""
    stranger = Client()
    answer = stranger.post("/privacy/", {**FORM, "about": about, **form})
    assert answer.status_code == 302, answer.content.decode()
    answer = stranger.post(link_in_mail(house(), "/confirm/"))
    assert answer.status_code == 302
    return stranger, answer["Location"]


def place(step: str = "") -> str:
    return f"{DESK}{the_request(house()).pk}/{step}{'/' if step else ''}"


def run_passing() -> None:
    """What a worker does with the jobs of passing on."""
    with inside(HOUSE_ID):
        jobs = list(Job.objects.filter(queue="interactive", state=JobState.QUEUED))
    for job in jobs:
        lease = Lease(HOUSE_ID, job.pk, uuid4(), 90, job.task, tuple(job.args))
        with inside(HOUSE_ID):
            Job.objects.filter(pk=job.pk).update(state="running", lease_token=lease.token)
        pass_request_on(lease, *job.args)
        pass_request_on(lease, *job.args)  # a worker that died goes on where another began
        lease.end(JobState.DONE)


def test_the_page_says_who_is_asked_in_both_languages(cast: Cast, danish: None) -> None:
    """Statement 24: anybody finds it, without a login; no file of anybody else is loaded."""
    page = Client().get("/privacy/").content.decode()
    for words in ("CVR-nr 32434355", "Østre Havnevej 2, 5700 Svendborg", "privacy@proactivox.com"):
        assert words in page
    assert 'name="about"' in page
    assert not re.search(r'(src|action)="https?://', page)
    danish_page = Client().get("/privacy/", headers={"accept-language": "da"}).content.decode()
    assert "Hvem du spørger" in danish_page
    assert 'name="about"' not in Client().get("/privacy/acme/").content.decode()


def test_every_page_leads_there(cast: Cast, browser: Browser) -> None:
    for page in (
        Client().get("/").content.decode(),
        browser(cast.bob).get("/accounts/profile/").content.decode(),
    ):
        assert 'href="/privacy/"' in page


def passed(browser: Browser, hanne: User, to: str, **more: str) -> Client:
    staff = browser(hanne)
    answer = staff.post(place("pass"), {"to": to, **more})
    assert answer.status_code == 302, answer.content.decode()
    run_passing()
    return staff


@pytest.mark.parametrize("is_ours_too", [False, *at_length(True)])
def test_what_a_person_reads_is_the_same_for_customers_and_others(
    cast: Cast, hanne: User, browser: Browser, is_ours_too: bool
) -> None:
    """Statement 52: the words, the state and our mail are the same."""
    more = {"is_ours_too": "on"} if is_ours_too else {}
    read = []
    for to in (str(cast.acme.pk), "nobody"):
        stranger, path = came_in()
        deliver_mail(house())
        mail.outbox.clear()
        with inside(HOUSE_ID):
            newest = DataSubjectRequest.objects.order_by("-number")[0]
        staff = browser(hanne)
        answer = staff.post(f"{DESK}{newest.pk}/pass/", {"to": to, **more})
        assert answer.status_code == 302, answer.content.decode()
        deliver_mail(house())
        (told,) = [one for one in mail.outbox if one.to == [FORM["email"]]]
        page = stranger.get(path).content.decode()
        assert "Acme Ltd" not in page
        plain = re.sub(r"/request/[^/\"]+/|value=\"\w{64}\"|datetime=\"[^\"]+\"", "", page)
        plain = re.sub(r"<time.*?</time>", "", plain)
        body = re.sub(r"/request/\S+", "", str(told.body))
        read.append((plain.replace(f"request {newest.number}", "request"), body))
    assert read[0] == read[1]


def test_it_reaches_the_workspace_with_a_record_on_both_sides(
    cast: Cast, hanne: User, browser: Browser, now_is: At
) -> None:
    """Statements 24 and 52: once, with the day on which it reached us, whatever workers die."""
    now_is(RECEIVED)
    came_in(kind="erasure")
    now_is("2026-03-09T09:00:00+00:00")
    staff = passed(browser, hanne, str(cast.acme.pk))
    theirs = the_request(cast.acme)
    assert (theirs.kind, theirs.channel, theirs.number) == ("erasure", "passed", 1)
    assert theirs.received_at.isoformat() == RECEIVED
    with inside(cast.acme):
        assert address_of(theirs, purpose=ANSWER_REQUEST) == FORM["email"]
        assert text_of(RequestMessage.objects.get(), purpose=ANSWER_REQUEST) == FORM["text"]
        kinds = RequestEvent.objects.order_by("at", "id").values_list("happening", flat=True)
        assert set(kinds) == {"received", "proven", "passed_in"}
        assert AuditEvent.objects.filter(action="request.passed_in").count() == 1
    with inside(HOUSE_ID):
        (sent,) = Forwarding.objects.all()
        assert (sent.their_request_id, sent.arrived_at is None) == (theirs.pk, False)
        ours = DataSubjectRequest.objects.get()
        assert (ours.state, ours.outcome) == ("closed", "passed_on")
        assert AuditEvent.objects.get(action="request.passed_on").data == {"to": str(cast.acme.pk)}
    assert "Acme" in staff.get(place()).content.decode()


def test_an_objection_that_is_passed_on_restricts_where_it_arrives(
    cast: Cast, hanne: User, browser: Browser
) -> None:
    """43: the mailbox is proven already; the house's desk sees by itself that it has arrived."""
    came_in(kind="objection")
    staff = browser(hanne)
    staff.post(place("pass"), {"to": str(cast.acme.pk)})
    asking = f"{place('underway')}?left="
    left = re.search(r"underway/\?left=(\d)", staff.get(place()).content.decode())
    assert left
    assert "HX-Refresh" not in staff.get(f"{asking}{left.group(1)}")
    with inside(HOUSE_ID):
        Job.objects.filter(task__endswith="restrict_objector").update(state=JobState.DONE)
    run_passing()
    assert "underway/" not in staff.get(place()).content.decode()
    with inside(cast.acme):
        (job,) = Job.objects.filter(task__endswith="restrict_objector")
    assert job.args == [str(the_request(cast.acme).pk)]


def test_what_has_to_be_passed_on_by_tomorrow_stands_before_what_has_a_month(
    cast: Cast, hanne: User, browser: Browser
) -> None:
    ask_signed_in(user=cast.bob, kind=Kind.ACCESS, text="", is_uk=False)
    came_in()
    page = browser(hanne).get(DESK).content.decode()
    assert page.index("Request 2") < page.index("Request 1")


def test_the_customer_tells_the_person_itself(
    cast: Cast, hanne: User, browser: Browser, now_is: At
) -> None:
    """Statement 52: who is told whose customer one is hears it from that customer."""
    now_is(RECEIVED)
    came_in()
    passed(browser, hanne, str(cast.acme.pk))
    mail.outbox.clear()
    deliver_mail(cast.acme)
    letters = {one.to[0]: one for one in mail.outbox}
    assert set(letters) == {FORM["email"], cast.alice.email}
    mine = letters[FORM["email"]]
    assert "Your request 1 to Acme" in mine.subject
    assert "7 Apr 2026" in str(mine.body), "6 April is Easter Monday"
    assert FORM["email"] not in str(letters[cast.alice.email].body)
    found = re.search(r"https?://[^/\s]+(/privacy/acme/request/\S+)", str(mine.body))
    assert found
    assert FORM["text"] in Client().get(found.group(1)).content.decode()


def test_it_is_passed_on_once_and_elsewhere_again(
    cast: Cast, hanne: User, browser: Browser
) -> None:
    came_in()
    staff = passed(browser, hanne, str(cast.acme.pk), is_ours_too="on")
    again = staff.post(place("pass"), {"to": str(cast.acme.pk)})
    assert "already" in again.content.decode()
    passed(browser, hanne, str(cast.rival.pk))
    assert the_request(cast.rival).pk != the_request(cast.acme).pk


def test_the_desk_looks_for_what_the_person_wrote(
    cast: Cast, hanne: User, browser: Browser
) -> None:
    came_in(about="acme")
    staff = browser(hanne)
    page = staff.get(place("pass")).content.decode()
    assert "Acme (acme)" in page
    assert "Rival" not in page
    assert "Rival (rival)" in staff.get(f"{place('pass')}?q=riv").content.decode()
    for to in ("", "someone", str(HOUSE_ID), "00000000-0000-7000-8000-00000000000f"):
        assert staff.post(place("pass"), {"to": to}).status_code == 200, to
    with inside(HOUSE_ID):
        assert not Forwarding.objects.exists()


def told_on(now_is: At, moment: str) -> list[str]:
    now_is(moment)
    mail.outbox.clear()
    deliver_mail(house())
    mail.outbox.clear()
    remind_of_passing()
    assert remind_of_passing() == 0, "each once"
    deliver_mail(house())
    return [str(one.body).splitlines()[0] for one in mail.outbox]


def test_one_working_day_and_then_it_is_said(
    cast: Cast, hanne: User, browser: Browser, now_is: At
) -> None:
    """Statement 52: received on a Friday, it is passed on by Monday."""
    now_is(RECEIVED)
    came_in()
    assert told_on(now_is, "2026-03-07T05:17:00+00:00") == []
    (today,) = told_on(now_is, "2026-03-09T05:17:00+00:00")
    assert today.startswith("Find today whose request this is")
    (late,) = told_on(now_is, "2026-03-10T05:17:00+00:00")
    assert late.startswith("This request was not passed on within one working day")
    assert "Pass on by 9 Mar 2026" in browser(hanne).get(DESK).content.decode()


@pytest.mark.parametrize("about", ["ACME", *at_length("acme", "Acme Ltd", "proactivox")])
def test_where_the_desk_is_silent_it_goes_to_whom_the_person_named(
    cast: Cast, hanne: User, now_is: At, about: str
) -> None:
    """Statement 52: by the end of the day, and only to the one customer of exactly that name."""
    goes = about.lower() == "acme"
    now_is(RECEIVED)
    came_in(about=about)
    now_is("2026-03-09T13:59:00+00:00")
    assert pass_on_silent() == 0, "the desk has its day"
    now_is("2026-03-09T14:03:00+00:00")
    assert [pass_on_silent(), pass_on_silent()] == [int(goes), 0]
    mail.outbox.clear()
    deliver_mail(house())
    told = [str(one.body) for one in mail.outbox if one.to == [hanne.email]]
    assert any("to the customer that the person named" in one for one in told) is goes
    run_passing()
    with inside(cast.acme):
        assert DataSubjectRequest.objects.count() == int(goes)
    with inside(cast.rival):
        assert not DataSubjectRequest.objects.exists()
    assert the_request(house()).state == "open"


def test_of_two_customers_of_one_name_neither_is_told(cast: Cast, hanne: User, now_is: At) -> None:
    """Statement 52: whoever is not surely meant learns nothing of the person."""
    Workspace.objects.filter(pk=cast.rival.pk).update(name="acme")
    now_is(RECEIVED)
    came_in(about="Acme")
    now_is("2026-03-11T14:03:00+00:00")
    assert pass_on_silent() == 0


@pytest.mark.parametrize("decision", ["passed", *at_length("kept", "nobody's")])
def test_what_is_decided_is_not_reminded_of(
    cast: Cast, hanne: User, browser: Browser, now_is: At, decision: str
) -> None:
    now_is(RECEIVED)
    came_in()
    staff = browser(hanne)
    if decision == "kept":
        assert staff.post(place("keep")).status_code == 302
    else:
        to = str(cast.acme.pk) if decision == "passed" else "nobody"
        staff.post(place("pass"), {"to": to, "is_ours_too": "on"})
    assert told_on(now_is, "2026-03-10T05:17:00+00:00") == []
    assert the_request(house()).state == "open"


def test_only_the_house_passes_on(cast: Cast, browser: Browser) -> None:
    """Acme's own desk has no such step, and Charlie sees nothing of the house."""
    confirmed(cast)
    here = f"/w/acme/settings/privacy/requests/{the_request(cast.acme).pk}/"
    alice = browser(cast.alice)
    assert "Pass on" not in alice.get(here).content.decode()
    for step in ("pass", "keep"):
        assert alice.post(f"{here}{step}/", {"to": "nobody"}).status_code == 404
    came_in()
    charlie = browser(cast.charlie)
    for path in (DESK, place(), place("pass"), place("keep")):
        for there in (path, path.replace("/proactivox/", "/rival/")):
            if there == DESK.replace("/proactivox/", "/rival/"):
                assert FORM["email"] not in charlie.get(there).content.decode()
            else:
                assert charlie.post(there, {"to": "nobody"}).status_code in (404, 405), there
    with inside(cast.rival):
        assert not Forwarding.objects.exists()


def test_what_the_person_named_is_sealed_and_in_one_line(cast: Cast) -> None:
    came_in(about="Acme\r\nBcc: everybody@people.example\n" + "x" * 100)
    request = the_request(house())
    with inside(HOUSE_ID):
        assert about_of(request).startswith("Acme Bcc: everybody@people.example x")
        assert b"Acme" not in bytes(request.about or b"")
    long = Client().post("/privacy/", {**FORM, "about": "x" * 201})
    assert 'id="id_about_error"' in long.content.decode()
    assert Client().post("/privacy/", {**FORM, "about": "a\x00b"}).status_code == 200


def test_the_desk_asks_as_often_for_one_as_for_three(
    cast: Cast, hanne: User, browser: Browser
) -> None:
    staff = browser(hanne)

    assert_same_queries(lambda: staff.get(DESK), lambda: taken_down(house()))


def test_the_first_owner_is_let_in_by_who_runs_the_servers(cast: Cast) -> None:
    with pytest.raises(CommandError, match="verified"):
        call_command("open_house", "nobody@people.example", verbosity=0)
    call_command("open_house", cast.alice.email, verbosity=0)
    assert Membership.objects.get(workspace_id=HOUSE_ID).role == "owner"
    with pytest.raises(CommandError, match="has an owner"):
        call_command("open_house", cast.bob.email, verbosity=0)
