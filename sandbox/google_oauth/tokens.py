"""Google's token endpoint, revocation, and what a token is good for."""

import secrets

from sandbox.google_oauth.consent import redeem
from sandbox.google_oauth.errors import TokenRefusal
from sandbox.google_oauth.grants import GoogleGrants
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
LIFETIME = 3599.0


@routes.add("POST", "/token")
def token(world: World, request: Request) -> Response:
    form = request.form()
    kind = form.get("grant_type", "")
    world.counters.note_token(f"google {kind}")
    if kind not in ("authorization_code", "refresh_token"):
        raise TokenRefusal("unsupported_grant_type", f"Invalid grant_type: {kind}")
    _check_client(world, request, form)
    lifetime = min(LIFETIME, world.settings.token_lifetime)
    expires_at = world.clock.seconds() + lifetime
    grants = world.part(GoogleGrants)
    if kind == "refresh_token":
        tokens = grants.refresh(form.get("refresh_token", ""), expires_at=expires_at)
    else:
        asked = redeem(
            world,
            form.get("code", ""),
            form.get("redirect_uri", ""),
            form.get("code_verifier", ""),
        )
        tokens = grants.open(
            person=asked.person,
            scopes=asked.scopes,
            expires_at=expires_at,
            is_offline=asked.is_offline,
        )
    body: dict[str, object] = {"access_token": tokens.access, "expires_in": int(lifetime)}
    if tokens.refresh is not None:
        body["refresh_token"] = tokens.refresh
    response = json_response(body | {"scope": tokens.scope, "token_type": "Bearer"}, is_pretty=True)
    response.headers |= {"Cache-Control": "no-cache, no-store, max-age=0", "Pragma": "no-cache"}
    return response


def _check_client(world: World, request: Request, form: dict[str, str]) -> None:
    name, secret = request.basic or (form.get("client_id", ""), form.get("client_secret", ""))
    client = world.clients["google"]
    if name != client.client_id:
        raise TokenRefusal("invalid_client", "The OAuth client was not found.", 401)
    if not secrets.compare_digest(secret.encode(), client.client_secret.encode()):
        raise TokenRefusal("invalid_client", "Unauthorized", 401)


@routes.add("POST", "/revoke")
def revoke(world: World, request: Request) -> Response:
    """End all that this person allowed the app, by any of its tokens."""
    given = request.form().get("token") or request.query.get("token", "")
    world.counters.note_token("google revoke")
    if not world.part(GoogleGrants).revoke(given):
        raise TokenRefusal("invalid_token", "Token expired or revoked")
    return json_response({})


@routes.add("GET", "/tokeninfo")
@routes.add("POST", "/tokeninfo")
def tokeninfo(world: World, request: Request) -> Response:
    given = request.query.get("access_token") or request.form().get("access_token", "")
    now = world.clock.seconds()
    held = world.part(GoogleGrants).held(given, now)
    if held is None:
        raise TokenRefusal("invalid_token", "Invalid Value")
    client = world.clients["google"].client_id
    return json_response(
        {
            "azp": client,
            "aud": client,
            "scope": " ".join(sorted(held.scopes)),
            "exp": str(int(held.expires_at)),
            "expires_in": str(int(held.expires_at - now)),
            "access_type": "offline",
        }
    )
