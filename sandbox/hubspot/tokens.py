"""HubSpot's token endpoints: the dated version, v3, and v1 until it is switched off in 2027."""

import secrets
from typing import Any

from sandbox.hubspot.business import HUB_DOMAIN, HUB_ID, USER_ID, USERNAME
from sandbox.hubspot.consent import redeem
from sandbox.hubspot.errors import HubSpotError, TokenRefusal
from sandbox.hubspot.grants import HubSpotGrants
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
LIFETIME = 1800.0


@routes.add("POST", "/oauth/2026-03/token")
@routes.add("POST", "/oauth/v3/token")
@routes.add("POST", "/oauth/v1/token")
def token(world: World, request: Request) -> Response:
    form = request.form()
    kind = form.get("grant_type", "")
    world.counters.note_token(f"hubspot {kind}")
    if kind not in ("authorization_code", "refresh_token"):
        raise TokenRefusal("unsupported_grant_type", "BAD_GRANT_TYPE", "grant_type is unknown")
    _check_client(world, form)
    lifetime = min(LIFETIME, world.settings.token_lifetime)
    expires_at = world.clock.seconds() + lifetime
    grants = world.part(HubSpotGrants)
    if kind == "refresh_token":
        tokens = grants.refresh(form.get("refresh_token", ""), expires_at=expires_at)
    else:
        asked = redeem(world, form.get("code", ""), form.get("redirect_uri", ""))
        tokens = grants.open(scopes=asked.scopes, expires_at=expires_at)
    response = json_response(
        {
            "token_type": "bearer",
            "refresh_token": tokens.refresh,
            "hub_id": HUB_ID,
            "scopes": list(tokens.scopes),
            "access_token": tokens.access,
            "expires_in": int(lifetime),
        }
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _check_client(world: World, form: dict[str, str]) -> None:
    client = world.clients["hubspot"]
    if form.get("client_id") != client.client_id:
        raise TokenRefusal("invalid_client", "BAD_CLIENT_ID", "missing or invalid client id")
    if not secrets.compare_digest(form.get("client_secret", ""), client.client_secret):
        message = "missing or invalid client secret"
        raise TokenRefusal("invalid_client", "BAD_CLIENT_SECRET", message)


@routes.add("POST", "/oauth/2026-03/token/introspect")
@routes.add("POST", "/oauth/v3/introspect")
def introspect(world: World, request: Request) -> Response:
    form = request.form()
    _check_client(world, form)
    given = form.get("token", "")
    return json_response({"active": True} | _described(world, given))


@routes.add("GET", "/oauth/v1/access-tokens/{token}")
def described(world: World, request: Request, token: str) -> Response:
    return json_response(_described(world, token))


@routes.add("POST", "/oauth/2026-03/token/revoke")
def revoke(world: World, request: Request) -> Response:
    form = request.form()
    _check_client(world, form)
    world.counters.note_token("hubspot revoke")
    if not world.part(HubSpotGrants).revoke(form.get("token", "")):
        raise TokenRefusal("invalid_token", "BAD_TOKEN", "token is invalid, expired or revoked")
    return Response(204)


@routes.add("DELETE", "/oauth/v1/refresh-tokens/{token}")
def forget(world: World, request: Request, token: str) -> Response:
    world.counters.note_token("hubspot revoke")
    world.part(HubSpotGrants).revoke(token)
    return Response(204)


def _described(world: World, access: str) -> dict[str, Any]:
    held = world.part(HubSpotGrants).held(access)
    now = world.clock.seconds()
    if held is None or held.expires_at <= now:
        raise HubSpotError(404, "OBJECT_NOT_FOUND", "access token not found or expired")
    return {
        "token": access,
        "user": USERNAME,
        "hub_domain": HUB_DOMAIN,
        "scopes": list(held.scopes),
        "hub_id": HUB_ID,
        "app_id": 1172035,
        "expires_in": int(held.expires_at - now),
        "user_id": USER_ID,
        "token_type": "access",
    }
