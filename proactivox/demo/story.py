"""The demo, step by step: Alice signs up, connects Salesforce, imports her spend."""

import re
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx

from proactivox.demo.visitor import Lost, Visitor, trust

_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Setting:
    """Where the product and its sandbox are, and where to keep the downloaded file."""

    address: str
    sandbox: str
    mailbox: str
    ca: str
    folder: Path


@dataclass(frozen=True)
class Person:
    """Who the demo is made for."""

    name: str
    email: str
    password: str
    workspace: str


Say = Callable[[str], None]


def sign_up(setting: Setting, person: Person, say: Say) -> Visitor:
    """A logged-in visitor in a workspace of her own; picks up where an earlier try stopped."""
    visitor = Visitor(setting.address, ca=setting.ca)
    if not _log_in(visitor, person):
        say(f"Signing up {person.email} ...")
        visitor.open("/accounts/signup/")
        fields = {"name": person.name, "email": person.email, "password1": person.password}
        visitor.submit(visitor.form_with("email", "password1"), fields)
        say("Confirming the address by the link in the mail ...")
        visitor.open(_mailed_link(setting, "confirm-email"))
        confirm = [form for form in visitor.page.forms if "confirm-email" in form.action]
        visitor.submit(confirm[0] if confirm else visitor.page.forms[-1], {})
        visitor.open("/")
        if "/w/" not in visitor.url and "/workspaces/" not in visitor.url:
            _log_in(visitor, person)
    if visitor.open("/accounts/profile/").url.count("/accounts/login/"):
        raise Lost(
            f"{person.email} has a login already, with another password. To begin anew, stop the "
            "product and delete var/."
        )
    if "/w/" not in visitor.open("/").url:
        say(f"Creating the workspace {person.workspace} ...")
        visitor.open("/workspaces/new/")
        fields = {
            "name": person.workspace,
            "currency": "USD",
            "time_zone": "America/New_York",
        }
        visitor.submit(visitor.form_with("name", "currency"), fields)
    return visitor


def _log_in(visitor: Visitor, person: Person) -> bool:
    visitor.open("/accounts/login/")
    form = visitor.form_with("login", "password")
    visitor.submit(form, {"login": person.email, "password": person.password})
    return "/accounts/" not in visitor.url


def _mailed_link(setting: Setting, contains: str, seconds: float = 20) -> str:
    """The newest mail's link with these words, as the mailbox page shows it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with closing(Visitor(setting.mailbox, ca=setting.ca)) as mailbox:
            for link in mailbox.open("/mail").page.links:
                if contains in link.href:
                    return link.href
        time.sleep(0.3)
    raise Lost(f"No mail with {contains!r} arrived at {setting.mailbox}/mail.")


def workspace_path(visitor: Visitor) -> str:
    """ "/w/<slug>/" of the workspace that the visitor is in."""
    found = re.search(r"/w/[a-z0-9-]+/", visitor.url)
    if found is None:
        raise Lost(f"{visitor.url} is not in a workspace; it says: {visitor.words()}")
    return found.group()


def download_spend(setting: Setting) -> Path:
    """The marketer's spend file of the same made-up business."""
    target = setting.folder / "ad-spend.csv"
    with httpx.Client(verify=trust(setting.ca), timeout=60, trust_env=False) as http:
        answer = http.get(f"{setting.sandbox}/_control/files/spend.csv").raise_for_status()
        target.write_bytes(answer.content)
    return target
