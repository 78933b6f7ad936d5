"""Connects a workspace to a vendor of the sandbox as the wizard does."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from accounts.models import User, Workspace
from accounts.tenancy import inside
from integrations.models import Source, StreamState
from integrations.services import (
    begin_connect,
    choose_accounts,
    complete_connect,
    readable_accounts,
)
from proactivox.launch.environment import SandboxAddresses
from sandbox.serving import Running


def vendor_environment(running: Running) -> dict[str, str]:
    """What a program has to know to reach all vendors of this sandbox."""
    names = SandboxAddresses.__dataclass_fields__
    return SandboxAddresses(**{name: running.ready[name] for name in names}).environment


def use_sandbox(settings: Any, running: Running) -> None:
    """Point the settings at a running sandbox."""
    env = vendor_environment(running)
    settings.SANDBOX_ORIGINS = [running.origin, running.instance_origin]
    settings.SANDBOX_CA = running.ca_path
    settings.SANDBOX_BROWSER_ORIGIN = running.http_origin
    settings.SALESFORCE_LOGIN_HOST = running.origin
    settings.SALESFORCE_CLIENT_ID = running.client_id
    settings.SALESFORCE_CLIENT_SECRET = running.client_secret
    for name in ("STRIPE_SECRET_KEY", "STRIPE_API_BASE", "STRIPE_WEBHOOK_SECRET"):
        setattr(settings, name, env[name])
    settings.VENDORS = {name: env.get(name, known) for name, known in settings.VENDORS.items()}


def connect(
    workspace: Workspace, user: User, connector: str = "salesforce", again: Source | None = None
) -> Source:
    """Begin, consent, complete, choose all accounts where there are any; the source."""
    session: dict[str, Any] = {}
    url = begin_connect(
        workspace_id=workspace.pk,
        user_id=user.pk,
        session=session,
        connector=connector,
        source_id=again.pk if again else None,
    )
    query = answer_consent(url)
    done = complete_connect(user_id=user.pk, session=session, query=query, connector=connector)
    if done.needs_accounts:
        found = readable_accounts(workspace_id=workspace.pk, source_id=done.source_id)
        with inside(workspace):
            choose_accounts(source_id=done.source_id, accounts=found)
    with inside(workspace):
        return Source.objects.get(pk=done.source_id)


def read_from(source: Source) -> date:
    """The first day of which all reports were read; inside the workspace."""
    states = StreamState.objects.filter(source=source)
    return max(state.first_on for state in states if state.first_on is not None)


class _ConsentForm(HTMLParser):
    """The consent page's form: where it goes, and what a person who ticks all would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = given.get("action", "")
        elif tag == "input" and "name" in given:
            self.fields[given["name"]] = given.get("value", "on")


def answer_consent(url: str, decision: str = "allow") -> dict[str, str]:
    """Open a vendor's consent page, choose, and give the query of the address one is sent to."""
    with httpx.Client(trust_env=False) as browser:
        page = browser.get(url)
        assert page.status_code == 200, page.text
        form = _ConsentForm(page.text)
        assert "ticket" in form.fields, page.text
        answer = browser.post(urljoin(url, form.action), data=form.fields | {"decision": decision})
    assert answer.status_code in (302, 303), answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
