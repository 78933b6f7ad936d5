"""Tokens: a code for a short-lived one, a good one for another of sixty days, and their end."""

import secrets
from typing import Any

from sandbox.meta.access import known_token, parameters
from sandbox.meta.consent import PERSON_ID, MetaQuestions
from sandbox.meta.errors import GraphError, token_ended
from sandbox.meta.grants import MetaGrants
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
SHORT_SECONDS, LONG_SECONDS = 5_400, 5_184_000
# After so long a person has to log in again before the app may read more, whatever its token.
DATA_ACCESS_SECONDS = 90 * 86_400


@routes.add("GET", "/v25.0/oauth/access_token")
@routes.add("POST", "/v25.0/oauth/access_token")
def token(world: World, request: Request) -> Response:
    """`grant_type` fb_exchange_token, or a code with its redirect address."""
    asked = parameters(request)
    world.counters.note_token(str(asked.get("grant_type", "code")))
    _check_client(world, asked)
    is_exchange = asked.get("grant_type") == "fb_exchange_token"
    seconds = LONG_SECONDS if is_exchange else SHORT_SECONDS
    expires_at = world.clock.seconds() + seconds
    made = _exchanged(world, asked, expires_at) if is_exchange else _redeemed(world, asked)
    return json_response({"access_token": made, "token_type": "bearer", "expires_in": seconds})


def _exchanged(world: World, asked: dict[str, Any], expires_at: float) -> str:
    grants = world.part(MetaGrants)
    held = grants.held(str(asked.get("fb_exchange_token", "")), world.clock.seconds())
    if held is None:
        raise token_ended()
    return grants.another(held, expires_at)


def _redeemed(world: World, asked: dict[str, Any]) -> str:
    code, now = str(asked.get("code", "")), world.clock.seconds()
    found = world.part(MetaQuestions).take(code) if code.startswith("AQ") else None
    if found is None or found.expires_at <= now:
        raise GraphError(100, "This authorization code has been used.", subcode=36009)
    if found.redirect_uri != asked.get("redirect_uri"):
        message = (
            "Error validating verification code. Please make sure your redirect_uri is identical"
        )
        raise GraphError(100, message, subcode=36008)
    return world.part(MetaGrants).open(
        granted=("public_profile", *found.granted),
        declined=[scope for scope in found.asked if scope not in found.granted],
        now=now,
        expires_at=now + SHORT_SECONDS,
    )


def _check_client(world: World, asked: dict[str, Any]) -> None:
    client = world.clients["meta"]
    if asked.get("client_id") != client.client_id:
        raise GraphError(101, "Error validating application. Invalid application ID.")
    secret = str(asked.get("client_secret", ""))
    if not secrets.compare_digest(secret.encode(), client.client_secret.encode()):
        raise GraphError(1, "Error validating client secret.")


@routes.add("GET", "/v25.0/debug_token")
def debug_token(world: World, request: Request) -> Response:
    """What a token is; asked with a good token, or as APP_ID|APP_SECRET."""
    asked = parameters(request)
    client = world.clients["meta"]
    given = request.bearer or asked.get("access_token")
    if given != f"{client.client_id}|{client.client_secret}":
        known_token(world, request)
    held = world.part(MetaGrants).held(str(asked.get("input_token", "")), world.clock.seconds())
    if held is None:
        return json_response({"data": {"is_valid": False, "scopes": []}})
    data = {
        "app_id": client.client_id,
        "type": "USER",
        "application": "Proactivox",
        "data_access_expires_at": int(held.agreed_at + DATA_ACCESS_SECONDS),
        "expires_at": int(held.expires_at),
        "is_valid": True,
        "scopes": list(held.granted),
        "user_id": PERSON_ID,
    }
    return json_response({"data": data})


@routes.add("GET", "/v25.0/me/permissions")
def permissions(world: World, request: Request) -> Response:
    held = known_token(world, request)
    rows = [{"permission": name, "status": "granted"} for name in held.granted]
    rows += [{"permission": name, "status": "declined"} for name in held.declined]
    return json_response({"data": rows})


@routes.add("DELETE", "/v25.0/me/permissions")
def revoke(world: World, request: Request) -> Response:
    """As when the person removes the app."""
    world.counters.note_token("revoke")
    world.part(MetaGrants).revoke(known_token(world, request).grant)
    return json_response({"success": True})


@routes.add("DELETE", "/v25.0/me/permissions/{permission}")
def revoke_one(world: World, request: Request, permission: str) -> Response:
    """One permission is given back; the others, and the token, stay good."""
    held = known_token(world, request)
    if permission in held.granted:
        world.part(MetaGrants).give_back(held, permission)
    return json_response({"success": True})
