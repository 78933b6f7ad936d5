"""Facebook's page on which a person lets an app read ads, and the codes that come of it."""

import secrets
import threading
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from sandbox.meta.access import ADS_READ
from sandbox.pages import page, text
from sandbox.web.messages import Request, Response, html_response, redirect
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
PATH = "/v25.0/dialog/oauth"
PERSON = "Marketing at Fernhill"
PERSON_ID = "122104857390261047"
SCOPES = {
    ADS_READ: "Access your Facebook ads and related stats",
    "ads_management": "Manage ads for ad accounts that you have access to",
    "business_management": "Manage your business",
    "email": "Access your email address",
}
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Authorization:
    """What an app asked for; later what its code stands for."""

    redirect_uri: str
    asked: tuple[str, ...]
    state: str | None
    granted: tuple[str, ...] = ()
    expires_at: float = 0.0


class MetaQuestions:
    """Questions waiting for a person, and codes waiting for the app; each is used once."""

    def __init__(self, world: World) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, Authorization] = {}

    def keep(self, authorization: Authorization, prefix: str) -> str:
        key = prefix + secrets.token_urlsafe(96)
        with self._lock:
            self._waiting[key] = authorization
        return key

    def take(self, key: str) -> Authorization | None:
        with self._lock:
            return self._waiting.pop(key, None)

    def reset(self, *, grants: bool) -> None:
        with self._lock:
            self._waiting.clear()


@routes.add("GET", PATH)
def ask(world: World, request: Request) -> Response:
    """The question; the app and its redirect address are checked first."""
    query = request.query
    redirect_uri = query.get("redirect_uri", "")
    if query.get("client_id") != world.clients["meta"].client_id:
        return _refusal("Invalid App ID: The provided app ID does not look like a valid app ID.")
    if urlsplit(redirect_uri).hostname not in LOOPBACK:
        return _refusal("URL blocked: the redirect URI is not whitelisted in the app's settings.")
    scopes = tuple(dict.fromkeys(query.get("scope", "").replace(",", " ").split()))
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        return _refusal(f"Invalid Scopes: {', '.join(unknown)}.")
    asked = Authorization(redirect_uri, scopes, query.get("state"))
    return html_response(_consent_page(asked, world.part(MetaQuestions).keep(asked, "ask")))


@routes.add("POST", PATH)
def decide(world: World, request: Request) -> Response:
    """Fields: ticket, decision (allow or deny), and each permission that is ticked."""
    form = request.form()
    questions = world.part(MetaQuestions)
    asked = questions.take(form.get("ticket", ""))
    if asked is None:
        return _refusal("This question was answered already: start again.")
    if form.get("decision") != "allow":
        return _back(
            asked,
            error="access_denied",
            error_code="200",
            error_description="Permissions error",
            error_reason="user_denied",
        )
    granted = tuple(scope for scope in asked.asked if scope in form)
    expires_at = world.clock.seconds() + world.settings.code_lifetime
    allowed = replace(asked, granted=granted, expires_at=expires_at)
    return _back(asked, code=questions.keep(allowed, "AQ"))


def _back(asked: Authorization, **values: str) -> Response:
    if asked.state is not None:
        values["state"] = asked.state
    joint = "&" if "?" in asked.redirect_uri else "?"
    return redirect(f"{asked.redirect_uri}{joint}{urlencode(values)}#_=_")


def _refusal(description: str) -> Response:
    body = f"<h1>Sorry, something went wrong</h1><p>{text(description)}</p>"
    return html_response(page("Error | Facebook look-alike", body), 400)


def _consent_page(asked: Authorization, ticket: str) -> str:
    boxes = "".join(
        f'<p><label><input form="answer" type="checkbox" name="{text(scope)}" checked> '
        f"{text(SCOPES[scope])}</label></p>"
        for scope in asked.asked
    )
    target = urlsplit(asked.redirect_uri)
    body = (
        '<p class="brand">Facebook look-alike <span class="tag">sandbox</span></p>'
        "<h1>Log in to Proactivox with Facebook</h1>"
        f"<p><strong>Proactivox</strong> at {text(target.netloc)} will receive your name and is "
        "asking to:</p>"
        f"{boxes}"
        f'<dl class="org"><dt>Logged in as</dt><dd>{text(PERSON)}</dd></dl>'
        f'<form id="answer" method="post" action="/meta{PATH}">'
        f'<input type="hidden" name="ticket" value="{text(ticket)}">'
        '<button class="quiet" name="decision" value="deny">Cancel</button>'
        '<button name="decision" value="allow">Continue</button></form>'
        '<p class="note">A made-up person on this machine. No real Facebook is involved.</p>'
    )
    return page("Log in | Facebook look-alike", body)
