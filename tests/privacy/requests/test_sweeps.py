"""Reminders and escalations at night: to those who answer for it, each once."""

import pytest
from django.core import mail

from accounts.models import AuditEvent, Membership, Role
from accounts.tenancy import inside
from privacy.clock import Question
from privacy.models import Happening, Outcome, RequestEvent
from privacy.requests.ending import close_request
from privacy.requests.handling import ask_person, extend_request
from privacy.requests.sweeps import remind_of_requests
from tests.accounts.conftest import deliver_mail
from tests.cast import Cast, make_user
from tests.privacy.requests.conftest import At, taken_down

pytestmark = pytest.mark.django_db
# Received on 5 March 2026: aimed at 1 April, lawful until 7 April.
RECEIVED = "2026-03-05T10:00:00+00:00"


def told_on(cast: Cast, now_is: At, day: str) -> list[tuple[str, str]]:
    """(address, what the mail begins with) of all that the night of that day sends."""
    now_is(f"{day}T05:11:00+00:00")
    deliver_mail(cast.acme)
    mail.outbox.clear()
    remind_of_requests()
    assert remind_of_requests() == 0, "each once"
    deliver_mail(cast.acme)
    return sorted((one.to[0], str(one.body).splitlines()[0]) for one in mail.outbox)


def test_reminders_and_escalations_reach_those_who_answer_for_it(cast: Cast, now_is: At) -> None:
    make_members(cast)
    now_is(RECEIVED)
    taken_down(cast.acme)
    handlers = ["alice@acme.example", "eve@acme.example", "paula@acme.example"]
    soon, late = "This request is not answered yet.", "This request is late"
    for day, words in [
        ("2026-03-17", ""),
        ("2026-03-18", soon),
        ("2026-03-19", ""),
        ("2026-03-25", soon),
        ("2026-03-29", soon),
        ("2026-03-31", soon),
        ("2026-04-07", ""),
        ("2026-04-08", late),
        ("2026-04-14", late),
        ("2026-05-14", ""),
    ]:
        told = told_on(cast, now_is, day)
        assert [address for address, _words in told] == (handlers if words else []), day
        assert all(begun.startswith(words) for _address, begun in told), (day, told)
    with inside(cast.acme):
        assert RequestEvent.objects.filter(happening=Happening.REMINDED).count() == 6
        assert AuditEvent.objects.filter(action="request.reminded").count() == 6


def make_members(cast: Cast) -> None:
    """Eve is an admin, Paula the privacy officer, Victor looks on; Bob is a marketer."""
    for name, role in (
        *(("Eve", Role.ADMIN), ("Paula", Role.PRIVACY_OFFICER)),
        *(("Victor", Role.VIEWER),),
    ):
        user = make_user(f"{name.lower()}@acme.example", name)
        Membership.objects.create(workspace=cast.acme, user=user, role=role)


def test_nights_that_were_missed_make_one_mail(cast: Cast, now_is: At) -> None:
    now_is(RECEIVED)
    taken_down(cast.acme)
    assert len(told_on(cast, now_is, "2026-04-01")) == 1


def test_an_extended_request_has_reminders_of_its_own(cast: Cast, now_is: At) -> None:
    now_is(RECEIVED)
    request_id = taken_down(cast.acme)
    assert len(told_on(cast, now_is, "2026-03-31")) == 1
    with inside(cast.acme):
        extend_request(request_id=request_id, months=1, reasons="Forty systems.")
    assert told_on(cast, now_is, "2026-04-08") == []
    assert len(told_on(cast, now_is, "2026-04-23")) == 1


@pytest.mark.parametrize("why", ["closed", "waiting"])
def test_nobody_is_reminded_of_what_is_closed_or_waits(cast: Cast, now_is: At, why: str) -> None:
    now_is(RECEIVED)
    request_id = taken_down(cast.acme)
    with inside(cast.acme):
        if why == "closed":
            close_request(request_id=request_id, outcome=Outcome.ANSWERED, text="Here.")
        else:
            ask_person(
                request_id=request_id,
                question=Question.IDENTITY,
                text="Which number?",
                reason="Two of that name.",
            )
    assert told_on(cast, now_is, "2026-05-14") == []


def test_rival_is_not_told_of_a_request_at_acme(cast: Cast, now_is: At) -> None:
    now_is(RECEIVED)
    taken_down(cast.acme)
    now_is("2026-04-14T05:11:00+00:00")
    remind_of_requests()
    deliver_mail(cast.acme)
    deliver_mail(cast.rival)
    assert {one.to[0] for one in mail.outbox} == {cast.alice.email, "dora@people.example"}
