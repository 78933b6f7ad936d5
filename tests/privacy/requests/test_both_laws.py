"""Requests from the United Kingdom: what both laws say is kept with each event."""

from datetime import date

import pytest

from accounts.tenancy import inside
from privacy.clock import Question
from privacy.models import Channel, Happening, Kind, Outcome, RequestEvent
from privacy.requests.ending import close_request
from privacy.requests.handling import ask_person, hear_person
from privacy.requests.intake import record_request
from tests.cast import Cast
from tests.privacy.requests.conftest import At, Browser, the_request

pytestmark = pytest.mark.django_db


def received(cast: Cast, now_is: At, moment: str, *, is_uk: bool = True) -> None:
    now_is(moment)
    with inside(cast.acme):
        record_request(
            kind=Kind.ACCESS,
            channel=Channel.TELEPHONE,
            received_on=date.fromisoformat(moment[:10]),
            email="dora@people.example",
            text="What is held?",
            is_uk=is_uk,
            language="en",
        )


def kept(cast: Cast, happening: Happening) -> tuple[date | None, date | None]:
    with inside(cast.acme):
        event = RequestEvent.objects.get(happening=happening)
    return event.uk_due_on, event.eu_due_on


def test_both_results_are_kept_and_shown_where_they_differ(
    cast: Cast, now_is: At, browser: Browser
) -> None:
    """Statement 29: 25 December and 31 August, by the deadline table."""
    alice = browser(cast.alice)
    received(cast, now_is, "2026-11-25T10:00:00+00:00")
    assert kept(cast, Happening.RECEIVED) == (date(2026, 12, 29), date(2026, 12, 28))
    request = the_request(cast.acme)
    page = alice.get(f"/w/acme/settings/privacy/requests/{request.pk}/").content.decode()
    assert "29 Dec 2026" in page
    assert "By the GDPR, Denmark" in page
    assert "28 Dec 2026" in page
    with inside(cast.acme):
        close_request(request_id=request.pk, outcome=Outcome.NOTHING_HELD, text="Nothing.")
    assert kept(cast, Happening.CLOSED) == (date(2026, 12, 29), date(2026, 12, 28))


def test_a_question_about_identity_moves_the_one_and_stops_the_other(
    cast: Cast, now_is: At
) -> None:
    """Statement 29: the UK's month begins with the answer, the EU's goes on after ten days."""
    received(cast, now_is, "2026-03-02T10:00:00+00:00")
    request_id = the_request(cast.acme).pk
    now_is("2026-03-05T10:00:00+00:00")
    with inside(cast.acme):
        ask_person(
            request_id=request_id, question=Question.IDENTITY, text="Which?", reason="Two of them."
        )
    assert kept(cast, Happening.ASKED) == (None, None)
    now_is("2026-03-15T10:00:00+00:00")
    with inside(cast.acme):
        hear_person(request_id=request_id, text="The elder.")
    assert kept(cast, Happening.ANSWERED) == (date(2026, 4, 15), date(2026, 4, 13))


def test_where_one_law_counts_nothing_else_is_kept_or_shown(
    cast: Cast, now_is: At, browser: Browser
) -> None:
    alice = browser(cast.alice)
    received(cast, now_is, "2026-11-25T10:00:00+00:00", is_uk=False)
    assert kept(cast, Happening.RECEIVED) == (None, None)
    here = f"/w/acme/settings/privacy/requests/{the_request(cast.acme).pk}/"
    assert "By the GDPR, Denmark" not in alice.get(here).content.decode()
