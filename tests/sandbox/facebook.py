"""Facebook's consent as a person gives it, for the tests of Meta."""

import re
from urllib.parse import parse_qsl, urlsplit

import httpx

from sandbox.serving import Running
from tests.sandbox.flows import CALLBACK

PREFIX = "/meta/v25.0"
PAGE = f"{PREFIX}/dialog/oauth"


def decided(
    served: Running,
    web: httpx.Client,
    decision: str = "allow",
    *ticked: str,
    scope: str = "ads_read",
) -> dict[str, str]:
    """Answer the page; the query that comes back to the app."""
    query = {
        "client_id": served.ready["clients"]["meta"]["client_id"],
        "redirect_uri": CALLBACK,
        "scope": scope,
        "state": "opaque+state/=",
        "response_type": "code",
    }
    shown = web.get(served.http_origin + PAGE, params=query)
    ticket = re.search(r'name="ticket" value="([^"]+)"', shown.text)
    assert ticket, shown.text
    form = dict.fromkeys(ticked, "on") | {"ticket": ticket[1], "decision": decision}
    answer = web.post(served.http_origin + PAGE, data=form)
    assert answer.headers["location"].startswith(CALLBACK)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def token(served: Running, web: httpx.Client, **form: str) -> httpx.Response:
    """A call of the token endpoint by the registered app."""
    client = served.ready["clients"]["meta"]
    return web.post(f"{served.origin}{PREFIX}/oauth/access_token", data=client | form)


def granted(served: Running, web: httpx.Client, scope: str = "ads_read") -> str:
    """A token of sixty days."""
    code = decided(served, web, "allow", *scope.split(), scope=scope)["code"]
    short = token(served, web, code=code, redirect_uri=CALLBACK).json()
    form = {"grant_type": "fb_exchange_token", "fb_exchange_token": short["access_token"]}
    answer = token(served, web, **form)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])
