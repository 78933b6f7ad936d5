"""Nobody learns from our answers, or from the work behind them, who has a login."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.conftest import deliver_mail
from tests.cast import Cast

pytestmark = pytest.mark.django_db

FORMS: dict[str, tuple[str, Callable[[str], dict[str, str]]]] = {
    "log-in": ("/accounts/login/", lambda email: {"login": email, "password": "wrong"}),
    "reset": ("/accounts/password/reset/", lambda email: {"email": email}),
    "code": ("/accounts/login/code/", lambda email: {"email": email}),
    "sign-up": (
        "/accounts/signup/",
        lambda email: {"name": "D", "email": email, "password1": "wooden spoons in a drawer"},
    ),
}


def shown(client: Client, path: str, form: dict[str, str], email: str) -> tuple[int, str, str]:
    """What a stranger sees of an answer and of the page that it leads to, without the address."""
    answer = client.post(path, form)
    target = answer.get("Location", "")
    page = client.get(target) if target else answer
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
    text = re.sub(r'"X-CSRFToken": "\w+"', "", text)
    return answer.status_code, target, text.replace(email, "ADDRESS")


@pytest.mark.parametrize("name", FORMS)
def test_the_answer_is_the_same_for_known_and_unknown_addresses(cast: Cast, name: str) -> None:
    path, fill = FORMS[name]
    known = shown(Client(), path, fill(cast.alice.email), cast.alice.email)
    unknown = shown(Client(), path, fill("nobody@acme.example"), "nobody@acme.example")
    assert known == unknown


@pytest.mark.parametrize("name", FORMS)
def test_each_address_costs_one_hash_at_most_and_one_mail(
    cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow steps are counted, because a test that measures time measures the machine."""
    hashed: list[str] = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def counted(self: Any, *args: Any, **kwargs: Any) -> str:
        hashed.append("x")
        return encode(self, *args, **kwargs)

    verify = hasher.verify

    def verified(self: Any, *args: Any, **kwargs: Any) -> bool:
        hashed.append("x")
        return verify(self, *args, **kwargs)

    monkeypatch.setattr(hasher, "encode", counted)
    monkeypatch.setattr(hasher, "verify", verified)
    path, fill = FORMS[name]
    work = []
    for email in (cast.alice.email, "nobody@acme.example"):
        hashed.clear()
        mail.outbox.clear()
        with CaptureQueriesContext(connection):
            Client().post(path, fill(email))
        deliver_mail()
        work.append((len(hashed), len(mail.outbox)))
    assert work[0] == work[1]
    assert work[0] == {"log-in": (1, 0), "sign-up": (1, 1)}.get(name, (0, 1))


def test_the_mail_tells_the_owner_of_the_address_what_is_the_case(cast: Cast) -> None:
    path, fill = FORMS["sign-up"]
    Client().post(path, fill(cast.alice.email))
    deliver_mail()
    assert "login already" in mail.outbox[-1].subject
    path, fill = FORMS["reset"]
    Client().post(path, fill("nobody@acme.example"))
    deliver_mail()
    assert "no login" in mail.outbox[-1].subject
