"""What every call to HubSpot's API passes: a good token, its scope, the limits, a short URL."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from sandbox.hubspot.errors import HubSpotError, expired, invalid, missing_scopes
from sandbox.hubspot.grants import HubSpotGrants
from sandbox.hubspot.limits import HubSpotLimits
from sandbox.hubspot.store import DONE
from sandbox.web.messages import Request, Response
from sandbox.world import World

Endpoint = Callable[..., Response]


def guarded(scope: str, *, is_search: bool = False) -> Callable[[Endpoint], Endpoint]:
    """Let only calls with a good token through; `{kind}` in the scope is the object's name."""

    def wrap(endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        def answer(world: World, request: Request, **parts: Any) -> Response:
            _check_length(world, request)
            named = {"kind": "contacts"} if parts.get("kind") in DONE else {}
            _check_token(world, request, scope.format(**parts | named))
            headers = world.part(HubSpotLimits).count(is_search=is_search)
            response = endpoint(world, request, **parts)
            response.headers |= headers
            return response

        return answer

    return wrap


def _check_length(world: World, request: Request) -> None:
    length = len(request.path) + sum(len(n) + len(v) + 2 for n, v in request.query.items())
    if length > world.part(HubSpotLimits).settings.url_length:
        raise HubSpotError(414, "", "URI Too Long")


def _check_token(world: World, request: Request, scope: str) -> None:
    held = world.part(HubSpotGrants).held(request.bearer) if request.bearer else None
    if held is None:
        raise invalid()
    if held.expires_at <= world.clock.seconds():
        raise expired()
    if scope not in held.scopes:
        raise missing_scopes(scope)
