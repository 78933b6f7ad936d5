"""Google's consent as a person gives it, for the tests of every vendor behind it."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from sandbox.serving import Running
from tests.sandbox.flows import CALLBACK, Verifier, new_verifier

PREFIX = "/google-oauth"
PAGE = f"{PREFIX}/o/oauth2/v2/auth"


def asked(served: Running, verifier: Verifier, *scopes: str, **changes: str) -> dict[str, str]:
    """The query of an authorization request."""
    return {
        "response_type": "code",
        "client_id": served.ready["clients"]["google"]["client_id"],
        "redirect_uri": CALLBACK,
        "scope": " ".join(scopes),
        "state": "opaque+state/=",
        "access_type": "offline",
        "prompt": "consent",
        "code_challenge": verifier.challenge,
        "code_challenge_method": "S256",
    } | changes


def decided(
    served: Running, web: httpx.Client, query: dict[str, str], decision: str, *ticked: str
) -> dict[str, str]:
    """Answer the page; the query that comes back to the app."""
    shown = web.get(served.http_origin + PAGE, params=query)
    ticket = re.search(r'name="ticket" value="([^"]+)"', shown.text)
    assert ticket, shown.text
    form = dict.fromkeys(ticked, "on") | {"ticket": ticket[1], "decision": decision}
    answer = web.post(served.http_origin + PAGE, data=form)
    assert answer.headers["location"].startswith(CALLBACK)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def token(served: Running, web: httpx.Client, **form: str) -> httpx.Response:
    """A call of the token endpoint by the registered app."""
    client = served.ready["clients"]["google"]
    return web.post(f"{served.origin}{PREFIX}/token", data=client | form)


def redeemed(
    served: Running, web: httpx.Client, code: str, verifier: Verifier, **more: str
) -> httpx.Response:
    form = {"code": code, "redirect_uri": CALLBACK, "code_verifier": verifier.plain} | more
    return token(served, web, grant_type="authorization_code", **form)


def granted(served: Running, web: httpx.Client, *scopes: str, **changes: str) -> dict[str, Any]:
    """The token answer after all scopes were allowed."""
    verifier = new_verifier()
    back = decided(served, web, asked(served, verifier, *scopes, **changes), "allow", *scopes)
    answer = redeemed(served, web, back["code"], verifier)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
