"""The token endpoint, revocation, and who a token belongs to."""

import hmac
import secrets
import time
from base64 import b64encode
from hashlib import sha256
from typing import Any

from sandbox.salesforce.assertions import GRANT_TYPE, SCOPE, check_assertion
from sandbox.salesforce.consent import redeem
from sandbox.salesforce.errors import ApiError, OAuthError
from sandbox.salesforce.grants import Tokens
from sandbox.web.messages import Request, Response, json_response, text_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()


@routes.add("POST", "/services/oauth2/token")
def token(world: World, request: Request) -> Response:
    form = request.form()
    kind = form.get("grant_type", "")
    world.counters.note_token(kind)
    if kind not in ("authorization_code", "refresh_token", GRANT_TYPE):
        raise OAuthError("unsupported_grant_type", "grant type not supported")
    expires_at = world.clock.seconds() + world.settings.token_lifetime
    if kind == GRANT_TYPE:
        check_assertion(world, form.get("assertion", ""))
        made = world.grants.open(org_id=world.org_id, scope=SCOPE, expires_at=expires_at)
        return _answer(world, Tokens(made.access, None, made.scope))
    _check_client(world, request, form)
    if kind == "authorization_code":
        asked = redeem(
            world,
            form.get("code", ""),
            form.get("redirect_uri", ""),
            form.get("code_verifier", ""),
        )
        tokens = world.grants.open(org_id=world.org_id, scope=asked.scope, expires_at=expires_at)
        if not {"refresh_token", "offline_access"} & set(asked.scope.split()):
            tokens = Tokens(tokens.access, None, tokens.scope)
    else:
        tokens = world.grants.refresh(
            form.get("refresh_token", ""),
            org_id=world.org_id,
            expires_at=expires_at,
            rotate=world.settings.is_rotating,
        )
    return _answer(world, tokens)


def _check_client(world: World, request: Request, form: dict[str, str]) -> None:
    name, secret = request.basic or (form.get("client_id", ""), form.get("client_secret", ""))
    if name != world.client.client_id:
        raise OAuthError("invalid_client_id", "client identifier invalid")
    if not secrets.compare_digest(secret.encode(), world.client.client_secret.encode()):
        raise OAuthError("invalid_client", "invalid client credentials")


def _answer(world: World, tokens: Tokens) -> Response:
    issued_at = str(int(time.time() * 1000))
    identity = f"{world.origins.login}/id/{world.org_id}/{world.user_id}"
    key = world.client.client_secret.encode()
    signature = hmac.new(key, (identity + issued_at).encode(), sha256).digest()
    body: dict[str, Any] = {"access_token": tokens.access}
    if tokens.refresh is not None:
        body["refresh_token"] = tokens.refresh
    body |= {
        "signature": b64encode(signature).decode(),
        "scope": tokens.scope,
        "instance_url": world.origins.instance,
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued_at,
    }
    response = json_response(body)
    response.headers |= {"Cache-Control": "no-store", "Pragma": "no-cache"}
    return response


@routes.add("POST", "/services/oauth2/revoke")
@routes.add("GET", "/services/oauth2/revoke")
def revoke(world: World, request: Request) -> Response:
    """End a grant (by its refresh token) or one access token."""
    given = request.form().get("token") or request.query.get("token", "")
    world.counters.note_token("revoke")
    if not world.grants.revoke(given):
        raise OAuthError("unsupported_token_type", "this token type is not supported")
    return text_response("")


@routes.add("GET", "/services/oauth2/userinfo")
@routes.add("POST", "/services/oauth2/userinfo")
def userinfo(world: World, request: Request) -> Response:
    _check_bearer(world, request)
    with world.store.reading() as db:
        user = _user(db.execute(_USER_SQL, (world.user_id,)).fetchone())
    return json_response(
        {
            "sub": f"{world.origins.login}/id/{world.org_id}/{world.user_id}",
            "user_id": world.user_id,
            "organization_id": world.org_id,
            "preferred_username": user["Username"],
            "nickname": user["CommunityNickname"],
            "name": user["Name"],
            "email": user["Email"],
            "email_verified": True,
            "given_name": user["FirstName"],
            "family_name": user["LastName"],
            "zoneinfo": user["TimeZoneSidKey"],
            "active": True,
            "user_type": "STANDARD",
            "locale": "en_US",
            "language": "en_US",
            "urls": _urls(world),
        }
    )


@routes.add("GET", "/id/{org}/{user}")
def identity(world: World, request: Request, org: str, user: str) -> Response:
    _check_bearer(world, request)
    if org[:15] != world.org_id[:15] or user[:15] != world.user_id[:15]:
        raise ApiError(404, "NOT_FOUND", "The requested resource does not exist")
    with world.store.reading() as db:
        row = _user(db.execute(_USER_SQL, (world.user_id,)).fetchone())
    return json_response(
        {
            "id": f"{world.origins.login}/id/{world.org_id}/{world.user_id}",
            "asserted_user": True,
            "user_id": world.user_id,
            "organization_id": world.org_id,
            "username": row["Username"],
            "nick_name": row["CommunityNickname"],
            "display_name": row["Name"],
            "email": row["Email"],
            "email_verified": True,
            "first_name": row["FirstName"],
            "last_name": row["LastName"],
            "timezone": row["TimeZoneSidKey"],
            "active": True,
            "user_type": "STANDARD",
            "urls": _urls(world),
        }
    )


_COLUMNS = (
    "Username",
    "Name",
    "FirstName",
    "LastName",
    "Email",
    "CommunityNickname",
    "TimeZoneSidKey",
)
_USER_SQL = f'SELECT {", ".join(_COLUMNS)} FROM "User" WHERE "Id" = ?'


def _user(row: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(_COLUMNS, row, strict=True))


def _urls(world: World) -> dict[str, str]:
    rest = f"{world.origins.instance}/services/data/v{{version}}/"
    return {"rest": rest, "sobjects": f"{rest}sobjects/", "query": f"{rest}query/"}


def _check_bearer(world: World, request: Request) -> None:
    if request.bearer is None or not world.grants.is_valid(request.bearer, world.clock.seconds()):
        raise ApiError(403, "Bad_OAuth_Token", "Bad_OAuth_Token")
