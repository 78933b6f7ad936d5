"""The steps that tests repeat: the OAuth dance, and a bulk job to its end."""

import csv
import io
import re
import secrets
import ssl
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from sandbox.serving import Running

CALLBACK = "http://localhost:9/callback"
SCOPE = "api refresh_token id"


def browser(served: Running) -> httpx.Client:
    trust = ssl.create_default_context(cafile=served.ca_path)
    return httpx.Client(verify=trust, trust_env=False, timeout=30)


@dataclass(frozen=True)
class Verifier:
    """A PKCE pair."""

    plain: str

    @property
    def challenge(self) -> str:
        return urlsafe_b64encode(sha256(self.plain.encode()).digest()).rstrip(b"=").decode()


def new_verifier() -> Verifier:
    return Verifier(secrets.token_urlsafe(48))


def question(served: Running, verifier: Verifier, **changes: str | None) -> dict[str, str]:
    """The query of an authorization request; a change of None leaves a part out."""
    asked: dict[str, str | None] = {
        "response_type": "code",
        "client_id": served.client_id,
        "redirect_uri": CALLBACK,
        "scope": SCOPE,
        "state": "opaque+state/=",
        "code_challenge": verifier.challenge,
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in (asked | changes).items() if value is not None}


def decide(
    served: Running, client: httpx.Client, decision: str, asked: dict[str, str]
) -> dict[str, str]:
    """Answer the consent page as a person does; the query that comes back to the app."""
    page = client.get(f"{served.http_origin}/services/oauth2/authorize", params=asked)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert ticket, page.text
    answer = client.post(
        f"{served.http_origin}/services/oauth2/authorize",
        data={"ticket": ticket[1], "decision": decision},
    )
    assert answer.status_code == 302
    location = answer.headers["location"]
    assert location.startswith(asked["redirect_uri"])
    return dict(parse_qsl(urlsplit(location).query))


def redeemed(
    served: Running, client: httpx.Client, code: str, verifier: Verifier, **changes: str
) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": verifier.plain,
        "client_id": served.client_id,
        "client_secret": served.client_secret,
    }
    return client.post(f"{served.origin}/services/oauth2/token", data=form | changes)


def granted(served: Running, client: httpx.Client, **changes: str) -> dict[str, Any]:
    """The token answer after an Allow."""
    verifier = new_verifier()
    back = decide(served, client, "allow", question(served, verifier, **changes))
    answer = redeemed(served, client, back["code"], verifier)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refreshed(served: Running, client: httpx.Client, token: str) -> httpx.Response:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": token,
        "client_id": served.client_id,
        "client_secret": served.client_secret,
    }
    return client.post(f"{served.origin}/services/oauth2/token", data=form)


def open_job(api: httpx.Client, query: str, **more: str) -> dict[str, Any]:
    body = {"operation": "queryAll", "query": query, "contentType": "CSV", "lineEnding": "LF"}
    answer = api.post("jobs/query", json=body | more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def finished(api: httpx.Client, job_id: str) -> dict[str, Any]:
    """The job after its end, polled."""
    for _ in range(400):
        info: dict[str, Any] = api.get(f"jobs/query/{job_id}").json()
        if info["state"] in ("JobComplete", "Failed", "Aborted"):
            return info
        time.sleep(0.025)
    raise AssertionError(f"job {job_id} did not end")


def pages(api: httpx.Client, job_id: str, **params: str) -> list[httpx.Response]:
    """All result pages, by their locators."""
    found = []
    while params.get("locator") != "null":
        answer = api.get(f"jobs/query/{job_id}/results", params=params)
        assert answer.status_code == 200, answer.text
        found.append(answer)
        params["locator"] = answer.headers["Sforce-Locator"]
    return found


def rows_of(answers: list[httpx.Response]) -> list[dict[str, str]]:
    """The rows of all pages, each page read as a CSV of its own."""
    rows: list[dict[str, str]] = []
    for answer in answers:
        text = answer.content.decode().replace("\x00", "␀")
        rows += csv.DictReader(io.StringIO(text, newline=""))
    return rows
