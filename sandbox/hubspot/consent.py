"""HubSpot's page on which a person lets an app into an account, and the codes that come of it."""

import secrets
import threading
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from sandbox.hubspot.business import HUB_DOMAIN, HUB_ID
from sandbox.hubspot.errors import TokenRefusal
from sandbox.pages import page, text
from sandbox.web.messages import Request, Response, html_response, redirect
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
PATH = "/oauth/authorize"
SCOPES = {
    "oauth": "Basic OAuth functionality",
    "crm.objects.contacts.read": "View properties and other details about contacts",
    "crm.objects.contacts.write": "Create, delete, or make changes to contacts",
    "crm.objects.companies.read": "View properties and other details about companies",
    "crm.objects.deals.read": "View properties and other details about deals",
    "crm.objects.owners.read": "View details about users assigned to a CRM record",
    "crm.schemas.contacts.read": "View details about property settings for contacts",
    "crm.schemas.companies.read": "View details about property settings for companies",
    "crm.schemas.deals.read": "View details about property settings for deals",
}
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Authorization:
    """What an app asked for; later what its code stands for."""

    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    expires_at: float = 0.0


class HubSpotQuestions:
    """Questions waiting for a person, and codes waiting for the app; each is used once."""

    def __init__(self, world: World) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, Authorization] = {}

    def keep(self, authorization: Authorization, prefix: str) -> str:
        key = prefix + secrets.token_hex(16)
        with self._lock:
            self._waiting[key] = authorization
        return key

    def take(self, key: str) -> Authorization | None:
        with self._lock:
            return self._waiting.pop(key, None)

    def reset(self, *, grants: bool) -> None:
        with self._lock:
            self._waiting.clear()


def redeem(world: World, code: str, redirect_uri: str) -> Authorization:
    """What a code stands for; raises TokenRefusal. The code is spent in any case."""
    found = world.part(HubSpotQuestions).take(code) if code.startswith("na1-") else None
    if found is None or found.expires_at <= world.clock.seconds():
        message = "missing or unknown auth code"
        raise TokenRefusal("invalid_grant", "BAD_AUTH_CODE", message)
    if found.redirect_uri != redirect_uri:
        message = "redirect_uri does not match the one used when requesting the auth code"
        raise TokenRefusal("invalid_grant", "MISMATCH_REDIRECT_URI_AUTH_CODE", message)
    return found


@routes.add("GET", PATH)
def ask(world: World, request: Request) -> Response:
    query = request.query
    redirect_uri = query.get("redirect_uri", "")
    scopes = tuple(dict.fromkeys(query.get("scope", "").split()))
    if query.get("client_id") != world.clients["hubspot"].client_id:
        return _refusal("An invalid client_id was provided.")
    if urlsplit(redirect_uri).hostname not in LOOPBACK:
        return _refusal("The redirect URL does not match the one registered for this app.")
    if "oauth" not in scopes or not set(scopes) <= set(SCOPES):
        return _refusal("Authorization failed because the provided scopes are insufficient.")
    asked = Authorization(redirect_uri, scopes, query.get("state"))
    return html_response(_consent_page(asked, world.part(HubSpotQuestions).keep(asked, "ask")))


@routes.add("POST", PATH)
def decide(world: World, request: Request) -> Response:
    """Fields: ticket, and decision (allow or deny)."""
    form = request.form()
    questions = world.part(HubSpotQuestions)
    asked = questions.take(form.get("ticket", ""))
    if asked is None:
        return _refusal("This question was answered already: start again.")
    if form.get("decision") != "allow":
        return _back(asked, error="access_denied", error_description="user denied access")
    expires_at = world.clock.seconds() + world.settings.code_lifetime
    return _back(asked, code=questions.keep(replace(asked, expires_at=expires_at), "na1-"))


def _back(asked: Authorization, **values: str) -> Response:
    if asked.state is not None:
        values["state"] = asked.state
    joint = "&" if "?" in asked.redirect_uri else "?"
    return redirect(f"{asked.redirect_uri}{joint}{urlencode(values)}")


def _refusal(description: str) -> Response:
    body = f"<h1>Couldn't complete the connection</h1><p>{text(description)}</p>"
    return html_response(page("Error | HubSpot look-alike", body), 400)


def _consent_page(asked: Authorization, ticket: str) -> str:
    wanted = "".join(f"<li>{text(SCOPES[scope])}</li>" for scope in asked.scopes)
    target = urlsplit(asked.redirect_uri)
    body = (
        '<p class="brand">HubSpot look-alike <span class="tag">sandbox</span></p>'
        "<h1>Connect Proactivox to HubSpot</h1>"
        f"<p><strong>Proactivox</strong> at {text(target.netloc)} is requesting to:</p>"
        f"<ul>{wanted}</ul>"
        '<dl class="org">'
        f"<dt>Account</dt><dd>{text(HUB_DOMAIN)}</dd>"
        f"<dt>Hub ID</dt><dd><code>{HUB_ID}</code></dd></dl>"
        f'<form method="post" action="/hubspot{PATH}">'
        f'<input type="hidden" name="ticket" value="{text(ticket)}">'
        '<button class="quiet" name="decision" value="deny">Cancel</button>'
        '<button name="decision" value="allow">Connect app</button></form>'
        '<p class="note">A made-up company on this machine. No real HubSpot is involved.</p>'
    )
    return page("Connect app | HubSpot look-alike", body)
