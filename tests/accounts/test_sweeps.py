"""What was promised to be forgotten is forgotten, and nothing before its day."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.jobs import enqueue
from accounts.models import Invitation, Job
from accounts.services.sweeps import forget_invitations, forget_jobs, forget_sessions
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def invite(email: str, *, ran_out: int, accepted: int | None = None) -> None:
    """An invitation whose link ran out, and that was accepted, so many days ago."""
    now = timezone.now()
    Invitation.objects.create(
        email=email,
        role="viewer",
        token_hash=b"",
        expires_at=now - timedelta(days=ran_out),
        accepted_at=None if accepted is None else now - timedelta(days=accepted),
    )


def test_invitations_are_forgotten_90_days_after_they_ended(cast: Cast) -> None:
    with inside(cast.acme):
        invite("open@acme.example", ran_out=-7)
        invite("late@acme.example", ran_out=89)
        invite("old@acme.example", ran_out=91)
        invite("joined@acme.example", ran_out=91, accepted=89)
        invite("member@acme.example", ran_out=85, accepted=91)
    with inside(cast.rival):
        invite("old@rival.example", ran_out=91)
    assert forget_invitations() == 3
    with inside(cast.acme):
        left = set(Invitation.objects.values_list("email", flat=True))
    assert left == {"open@acme.example", "late@acme.example", "joined@acme.example"}


def test_jobs_are_forgotten_30_days_after_they_ended_and_waiting_ones_never(cast: Cast) -> None:
    def job(state: str, days: int | None) -> None:
        pk = enqueue("accounts.tasks.send_mail", "id", "sealed")
        assert pk is not None
        ended = None if days is None else timezone.now() - timedelta(days=days)
        Job.objects.filter(pk=pk).update(state=state, finished_at=ended)

    with inside(cast.acme):
        for state, days in (("done", 31), ("dead", 31), ("dead", 29), ("queued", None)):
            job(state, days)
    assert forget_jobs() == 2
    with inside(cast.acme):
        assert sorted(Job.objects.values_list("state", flat=True)) == ["dead", "queued"]


def test_browsers_are_forgotten_with_their_sessions(cast: Cast, browser: Browser) -> None:
    here, gone = browser(cast.alice), browser(cast.alice)
    now, key = timezone.now(), gone.session.session_key
    Session.objects.filter(pk=key).update(expire_date=now - timedelta(seconds=1))
    UserSession.objects.filter(session_key=key).update(last_seen_at=now - timedelta(days=15))
    assert forget_sessions() == 2
    assert UserSession.objects.get().session_key == here.session.session_key
    assert here.get("/accounts/profile/").status_code == 200
