"""OpenID Connect as companies' providers speak it: discovery, code with PKCE, signed tokens."""

import json
import secrets
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from sandbox.identity.directory import CLIENT_ID, CLIENT_SECRET, Directory, Person
from sandbox.identity.pages import sign_in_page
from sandbox.web.messages import Request, Response, json_response, redirect, text_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
KEY_ID = "key-1"


@routes.add("GET", "/.well-known/openid-configuration")
def discovery(world: World, request: Request) -> Response:
    directory = world.part(Directory)
    base = directory.origin
    found = {
        "issuer": base,
        "authorization_endpoint": f"{base}/authorize",
        "token_endpoint": f"{base}/token",
        "jwks_uri": f"{base}/keys",
        "userinfo_endpoint": f"{base}/userinfo",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "none"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    }
    return json_response(found | directory.tricks.get("discovery", {}))


@routes.add("GET", "/keys")
def keys(world: World, request: Request) -> Response:
    from jwt.algorithms import RSAAlgorithm

    public = world.part(Directory).key.private.public_key()
    key = json.loads(RSAAlgorithm.to_jwk(public))
    return json_response({"keys": [key | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]})


@routes.add("GET", "/authorize")
def ask(world: World, request: Request) -> Response:
    query = dict(request.query)
    if query.get("client_id") != CLIENT_ID or query.get("code_challenge_method") != "S256":
        return text_response("This application is not known here, or asks without PKCE.", 400)
    return sign_in_page(world.part(Directory), "/authorize", query)


@routes.add("POST", "/authorize")
def decide(world: World, request: Request) -> Response:
    directory, form = world.part(Directory), request.form()
    person = directory.people.get(form.get("email", ""))
    answer = {"state": form.get("state", "")}
    if person is None:
        answer |= {"error": "access_denied", "error_description": "You were not given this app."}
    else:
        answer["code"] = secrets.token_urlsafe(24)
        with directory.lock:
            directory.codes[answer["code"]] = (form, person)
    answer |= directory.tricks.get("answer", {})
    return redirect(f"{form['redirect_uri']}?{urlencode(answer)}")


@routes.add("POST", "/token")
def token(world: World, request: Request) -> Response:
    directory, form = world.part(Directory), request.form()
    client = request.basic or (form.get("client_id", ""), form.get("client_secret", ""))
    if client != (CLIENT_ID, CLIENT_SECRET):
        told = {"error": "invalid_client", "error_description": "The client secret is wrong."}
        return json_response(told, 401)
    with directory.lock:
        asked, person = directory.codes.pop(form.get("code", ""), ({}, None))
    digest = sha256(form.get("code_verifier", "").encode()).digest()
    challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
    is_right = asked.get("redirect_uri") == form.get("redirect_uri")
    if person is None or not is_right or challenge != asked.get("code_challenge"):
        return json_response({"error": "invalid_grant"}, 400)
    return json_response(
        {
            "access_token": f"access-{person.email}",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": _signed(directory, _claims(directory, asked, person)),
        }
    )


@routes.add("GET", "/userinfo")
def userinfo(world: World, request: Request) -> Response:
    directory = world.part(Directory)
    person = directory.people.get((request.bearer or "").removeprefix("access-"))
    if person is None:
        return json_response({"error": "invalid_token"}, 401)
    found = {"sub": person.subject, "email": person.email, "name": person.name}
    return json_response(found | directory.tricks.get("userinfo", {}))


def _claims(directory: Directory, asked: dict[str, str], person: Person) -> dict[str, Any]:
    now = int(time.time())
    claims = {
        "iss": directory.origin,
        "sub": person.subject,
        "aud": CLIENT_ID,
        "iat": now,
        "auth_time": now,
        "exp": now + 300,
        "nonce": asked.get("nonce", ""),
        "email": person.email,
        "email_verified": person.is_proven,
        "name": person.name,
        "groups": list(person.groups),
    }
    claims |= directory.tricks.get("claims", {})
    return {name: value for name, value in claims.items() if value is not None}


def _signed(directory: Directory, claims: dict[str, Any]) -> str:
    import jwt

    algorithm = directory.tricks.get("algorithm", "RS256")
    key: Any = directory.key.private
    if algorithm == "none":
        key = None
    elif algorithm == "HS256":
        # What a verifier that takes the header's word would check with the public key, or this.
        key = CLIENT_SECRET
    elif directory.tricks.get("is_strange"):
        key = directory.other_key.private
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": KEY_ID})
