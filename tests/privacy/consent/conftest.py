"""What tests of consent need: answers as a browser sends them, and who works in the house."""

from typing import Any

from django.test import Client

from privacy.consent.asking import of_browser
from privacy.consent.choices import Choices
from privacy.consent.notice import notice
from privacy.consent.registry import CONSENT_COOKIE
from privacy.models import ConsentChannel
from tests.accounts.conftest import Browser, danish, empty_cache
from tests.privacy.requests.conftest import hanne

__all__ = ["Browser", "danish", "empty_cache", "hanne"]

CHOICES = "/cookie-choices/"


def answer(client: Client, choice: str, **said: Any) -> Any:
    """The banner's form, sent."""
    shown = notice(said.get("channel", ConsentChannel.BANNER)).sha256
    form = {"choice": choice, "channel": "banner", "notice": shown, "next": "/", **said}
    headers = {"Sec-GPC": form.pop("gpc")} if "gpc" in form else {}
    return client.post(form.pop("to", CHOICES), form, headers=headers)


def kept(client: Client) -> Choices:
    """What the browser's cookie says now."""

    class Asking:
        COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
        META: dict[str, str] = {}

    assert CONSENT_COOKIE in client.cookies
    return of_browser(Asking())
