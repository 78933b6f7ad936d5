"""What tests of requests need: browsers logged in, the person's link, a moment that can be set."""

import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy.models import Channel, DataSubjectRequest, Kind
from privacy.requests.intake import record_request
from tests.accounts.conftest import Browser, danish, deliver_mail, empty_cache
from tests.cast import Cast, make_user

__all__ = ["Browser", "danish", "empty_cache"]

FORM = {"kind": "access", "email": "dora@people.example", "text": "What do you hold of me?"}
At = Callable[[str], None]


@pytest.fixture
def now_is(monkeypatch: pytest.MonkeyPatch) -> At:
    """Sets the present moment, for the code that asks Django for it."""

    def set_moment(text: str) -> None:
        moment = datetime.fromisoformat(text)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_moment


@pytest.fixture
def hanne(cast: Cast) -> User:
    """Who answers requests for Proactivox."""
    user = make_user("hanne@proactivox.example", "Hanne")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    call_command("open_house", user.email, verbosity=0)
    return user


def house() -> Workspace:
    """Proactivox's own workspace."""
    return Workspace.objects.get(pk=HOUSE_ID)


def send(form: dict[str, str] | None = None, slug: str = "acme") -> Client:
    """A stranger's browser that sent the form."""
    stranger = Client()
    answer = stranger.post(f"/privacy/{slug}/", {**FORM, **(form or {})})
    assert answer.status_code == 302, answer.content.decode()
    return stranger


def link_in_mail(workspace: Workspace, part: str) -> str:
    """The path of the newest mailed link with this part."""
    deliver_mail(workspace)
    for one in reversed(mail.outbox):
        found = re.search(rf"https?://[^/\s]+(/\S*{re.escape(part)}\S*)", str(one.body))
        if found:
            return found.group(1)
    raise AssertionError([str(one.body) for one in mail.outbox])


def confirmed(cast: Cast, form: dict[str, str] | None = None) -> tuple[Client, str]:
    """A stranger's browser and the path of their page, after the form and the mailed link."""
    stranger = send(form)
    answer = stranger.post(link_in_mail(cast.acme, "/confirm/"))
    assert answer.status_code == 302
    return stranger, answer["Location"]


def the_request(workspace: Workspace) -> DataSubjectRequest:
    """The only request of a workspace."""
    with inside(workspace):
        return DataSubjectRequest.objects.get()


def taken_down(workspace: Workspace, email: str = "dora@people.example") -> UUID:
    """A request that came by telephone today."""
    with inside(workspace):
        return record_request(
            kind=Kind.ACCESS,
            channel=Channel.TELEPHONE,
            received_on=timezone.now().date(),
            email=email,
            text="Dora Unmistakable wants to know what is held.",
            is_uk=False,
            language="en",
        )
