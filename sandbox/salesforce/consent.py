"""The page on which a person allows or denies an app, and the codes that come of it."""

import secrets
import threading
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from sandbox.pages import page, text
from sandbox.salesforce.errors import OAuthError
from sandbox.web.messages import Request, Response, html_response, redirect
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
SCOPES = {
    "api": "Manage user data via APIs",
    "refresh_token": "Perform requests at any time",
    "offline_access": "Perform requests at any time",
    "id": "Access the identity URL service",
    "openid": "Access unique user identifiers",
    "full": "Full access",
}
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Authorization:
    """What an app asked for; later what its code stands for."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str | None
    challenge: str
    expires_at: float = 0.0


class Authorizations:
    """Questions waiting for a person, and codes waiting for the app; each is used once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, Authorization] = {}

    def keep(self, authorization: Authorization, prefix: str) -> str:
        key = prefix + secrets.token_urlsafe(48)
        with self._lock:
            self._waiting[key] = authorization
        return key

    def take(self, key: str) -> Authorization | None:
        with self._lock:
            return self._waiting.pop(key, None)


def redeem(world: World, code: str, redirect_uri: str, verifier: str) -> Authorization:
    """What a code stands for; raises OAuthError. The code is spent in any case."""
    found = world.authorizations.take(code) if code.startswith("aPrx") else None
    if found is None:
        raise OAuthError("invalid_grant", "invalid authorization code")
    if found.expires_at <= world.clock.seconds():
        raise OAuthError("invalid_grant", "expired authorization code")
    if found.redirect_uri != redirect_uri:
        raise OAuthError("redirect_uri_mismatch", "redirect_uri must match configuration")
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if not secrets.compare_digest(digest, found.challenge):
        raise OAuthError("invalid_grant", "invalid code verifier")
    return found


@routes.add("GET", "/services/oauth2/authorize")
def ask(world: World, request: Request) -> Response:
    query = request.query
    redirect_uri = query.get("redirect_uri", "")
    if query.get("client_id") != world.client.client_id:
        return _refusal("invalid_client_id", "client identifier invalid")
    if urlsplit(redirect_uri).hostname not in LOOPBACK:
        return _refusal("redirect_uri_mismatch", "redirect_uri must match configuration")
    asked = Authorization(
        client_id=world.client.client_id,
        redirect_uri=redirect_uri,
        scope=query.get("scope", "api refresh_token id"),
        state=query.get("state"),
        challenge=query.get("code_challenge", ""),
    )
    if query.get("response_type") != "code":
        return _back(asked, error="unsupported_response_type", error_description="not supported")
    if not asked.challenge or query.get("code_challenge_method") != "S256":
        text = "missing required code challenge"
        return _back(asked, error="invalid_request", error_description=text)
    ticket = world.authorizations.keep(asked, "ask")
    return html_response(_consent_page(world, asked, ticket))


@routes.add("POST", "/services/oauth2/authorize")
def decide(world: World, request: Request) -> Response:
    form = request.form()
    asked = world.authorizations.take(form.get("ticket", ""))
    if asked is None:
        return _refusal("invalid_request", "this question was answered already: start again")
    if form.get("decision") != "allow":
        text = "end-user denied authorization"
        return _back(asked, error="access_denied", error_description=text)
    expires_at = world.clock.seconds() + world.settings.code_lifetime
    granted = Authorization(
        asked.client_id, asked.redirect_uri, asked.scope, asked.state, asked.challenge, expires_at
    )
    return _back(asked, code=world.authorizations.keep(granted, "aPrx"))


def _back(asked: Authorization, **values: str) -> Response:
    if asked.state is not None:
        values["state"] = asked.state
    joint = "&" if "?" in asked.redirect_uri else "?"
    return redirect(f"{asked.redirect_uri}{joint}{urlencode(values)}")


def _refusal(error: str, description: str) -> Response:
    body = (
        "<h1>We can't authorize you because of an OAuth error.</h1>"
        f"<p><code>error={text(error)}</code></p><p>{text(description)}</p>"
    )
    return html_response(page("Sandbox", body), 400)


def _consent_page(world: World, asked: Authorization, ticket: str) -> str:
    wanted = dict.fromkeys(SCOPES.get(scope, scope) for scope in asked.scope.split())
    scopes = "".join(f"<li>{text(line)}</li>" for line in wanted)
    target = urlsplit(asked.redirect_uri)
    body = (
        '<p class="brand">Salesforce look-alike <span class="tag">sandbox</span></p>'
        "<h1>Allow access?</h1>"
        f"<p><strong>Proactivox</strong> at {text(target.netloc)} is asking to:</p>"
        f"<ul>{scopes}</ul>"
        '<dl class="org">'
        f"<dt>Organization</dt><dd>{text(world.meta['org_name'])}</dd>"
        f"<dt>Organization ID</dt><dd><code>{text(world.org_id)}</code></dd>"
        f"<dt>Signed in as</dt><dd>{text(world.meta['username'])}</dd></dl>"
        '<form method="post" action="/services/oauth2/authorize">'
        f'<input type="hidden" name="ticket" value="{text(ticket)}">'
        '<button class="quiet" name="decision" value="deny">Deny</button>'
        '<button name="decision" value="allow">Allow</button></form>'
        '<p class="note">A made-up company on this machine. No real Salesforce is involved.</p>'
    )
    return page("Allow access? | Salesforce look-alike", body)
