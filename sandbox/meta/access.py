"""What every call to the Graph API must pass: parameters, a good token, the proof, ads_read."""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sandbox.meta.errors import GraphError, invalid, token_ended
from sandbox.meta.grants import Held, MetaGrants
from sandbox.web.messages import Request
from sandbox.world import World

ADS_READ, ADS_MANAGEMENT = "ads_read", "ads_management"


def parameters(request: Request) -> dict[str, Any]:
    """Query and body together: the Graph API takes either, the body as a form or as JSON."""
    found: dict[str, Any] = dict(request.query)
    if "json" in request.headers.get("content-type", ""):
        body = request.json()
        found |= body if isinstance(body, Mapping) else {}
    elif request.body:
        found |= request.form()
    return found


def decoded(value: Any) -> Any:
    """A parameter that may be JSON in a text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def known_token(world: World, request: Request) -> Held:
    """What the caller's token stands for; raises GraphError 190 or 100."""
    token = request.bearer or str(parameters(request).get("access_token", ""))
    held = world.part(MetaGrants).held(token, world.clock.seconds())
    if held is None:
        raise token_ended()
    proof = str(parameters(request).get("appsecret_proof", ""))
    key = world.clients["meta"].client_secret.encode()
    if proof and not hmac.compare_digest(proof, hmac.new(key, token.encode(), sha256).hexdigest()):
        raise invalid("Invalid appsecret_proof provided in the API argument")
    return held


def admit(world: World, request: Request) -> Held:
    """As `known_token`, with the permission to read ads; raises GraphError."""
    held = known_token(world, request)
    if ADS_READ not in held.granted:
        message = "(#200) Ad account owner has NOT grant ads_management or ads_read permission"
        raise GraphError(200, message, status=403)
    return held
