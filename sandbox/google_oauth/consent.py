"""Google's consent page: a person ticks what the app may do, and a code comes of it."""

import secrets
import threading
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from sandbox.google_oauth.access import ADWORDS, ANALYTICS
from sandbox.google_oauth.errors import TokenRefusal
from sandbox.pages import page, text
from sandbox.web.messages import Request, Response, html_response, redirect
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
PATH = "/o/oauth2/v2/auth"
SCOPES = {
    ANALYTICS: "See and download your Google Analytics data",
    ADWORDS: "See, edit, create, and delete your Google Ads accounts and data",
}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
PERSON = "marketing@fernhill.example"


@dataclass(frozen=True)
class Authorization:
    """What an app asked for; later what its code stands for."""

    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    challenge: str
    person: str
    is_offline: bool
    expires_at: float = 0.0


class GoogleQuestions:
    """Questions waiting for a person, and codes waiting for the app; each is used once."""

    def __init__(self, world: World) -> None:
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

    def reset(self, *, grants: bool) -> None:
        with self._lock:
            self._waiting.clear()


def redeem(world: World, code: str, redirect_uri: str, verifier: str) -> Authorization:
    """What a code stands for; raises TokenRefusal. The code is spent in any case."""
    found = world.part(GoogleQuestions).take(code) if code.startswith("4/") else None
    if found is None:
        raise TokenRefusal("invalid_grant", "Malformed auth code.")
    if found.expires_at <= world.clock.seconds():
        raise TokenRefusal("invalid_grant", "Bad Request")
    if found.redirect_uri != redirect_uri:
        raise TokenRefusal("redirect_uri_mismatch", "Bad Request")
    if not found.challenge:
        return found
    if not verifier:
        raise TokenRefusal("invalid_grant", "Missing code verifier.")
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if not secrets.compare_digest(digest, found.challenge):
        raise TokenRefusal("invalid_grant", "Invalid code verifier.")
    return found


@routes.add("GET", PATH)
def ask(world: World, request: Request) -> Response:
    query = request.query
    redirect_uri = query.get("redirect_uri", "")
    scopes = tuple(dict.fromkeys(query.get("scope", "").split()))
    if query.get("client_id") != world.clients["google"].client_id:
        return _refusal("401", "invalid_client", "The OAuth client was not found.")
    if urlsplit(redirect_uri).hostname not in LOOPBACK:
        return _refusal("400", "redirect_uri_mismatch", "This app's request is invalid.")
    if query.get("response_type") != "code":
        return _refusal("400", "invalid_request", "Required parameter: response_type")
    if not scopes or not set(scopes) <= set(SCOPES):
        return _refusal("400", "invalid_scope", "Some requested scopes were invalid.")
    if query.get("code_challenge") and query.get("code_challenge_method") != "S256":
        return _refusal("400", "invalid_request", "Only S256 is taken as code_challenge_method.")
    asked = Authorization(
        redirect_uri=redirect_uri,
        scopes=scopes,
        state=query.get("state"),
        challenge=query.get("code_challenge", ""),
        person=query.get("login_hint") or PERSON,
        # A second grant without prompt=consent gives no refresh token; apps that keep one ask.
        is_offline=query.get("access_type") == "offline"
        and "consent" in query.get("prompt", "").split(),
    )
    return html_response(_consent_page(asked, world.part(GoogleQuestions).keep(asked, "ask")))


@routes.add("POST", PATH)
def decide(world: World, request: Request) -> Response:
    """Fields: ticket, decision (allow or deny) and, where the page has boxes, the ticked ones."""
    form = request.form()
    questions = world.part(GoogleQuestions)
    asked = questions.take(form.get("ticket", ""))
    if asked is None:
        return _refusal("400", "invalid_request", "This question was answered already.")
    granted = tuple(scope for scope in asked.scopes if len(asked.scopes) == 1 or scope in form)
    if form.get("decision") != "allow" or not granted:
        return _back(asked, error="access_denied")
    expires_at = world.clock.seconds() + world.settings.code_lifetime
    code = questions.keep(replace(asked, scopes=granted, expires_at=expires_at), "4/0A")
    return _back(asked, code=code, scope=" ".join(granted), authuser="0", prompt="consent")


def _back(asked: Authorization, **values: str) -> Response:
    if asked.state is not None:
        values = {"state": asked.state} | values
    joint = "&" if "?" in asked.redirect_uri else "?"
    return redirect(f"{asked.redirect_uri}{joint}{urlencode(values)}")


def _refusal(status: str, error: str, description: str) -> Response:
    body = (
        "<h1>Access blocked: authorization error</h1>"
        f"<p>{text(description)}</p><p><code>Error {status}: {text(error)}</code></p>"
    )
    return html_response(page("Error | Google look-alike", body), int(status))


def _consent_page(asked: Authorization, ticket: str) -> str:
    target = urlsplit(asked.redirect_uri)
    body = (
        '<p class="brand">Google look-alike <span class="tag">sandbox</span></p>'
        "<h1>Proactivox wants access to your Google Account</h1>"
        f"<p>{text(asked.person)}</p>"
        f"<p>This will allow <strong>Proactivox</strong> at {text(target.netloc)} to:</p>"
        f"{_choices(asked)}"
        f'<form id="answer" method="post" action="/google-oauth{PATH}">'
        f'<input type="hidden" name="ticket" value="{text(ticket)}">'
        '<button class="quiet" name="decision" value="deny">Cancel</button> '
        '<button name="decision" value="allow">Continue</button></form>'
        '<p class="note">A made-up company on this machine. No real Google is involved.</p>'
    )
    return page("Sign in | Google look-alike", body)


def _choices(asked: Authorization) -> str:
    """One scope is said, several may be unticked, as on Google's page."""
    if len(asked.scopes) == 1:
        return f"<p>{text(SCOPES[asked.scopes[0]])}</p>"
    boxes = (
        f'<p><label><input form="answer" type="checkbox" name="{text(scope)}" checked> '
        f"{text(SCOPES[scope])}</label></p>"
        for scope in asked.scopes
    )
    return "".join(boxes)
