"""What every REST and Bulk call must pass: a good token, a known version, some budget."""

import functools
from collections.abc import Callable

from sandbox.salesforce.errors import ApiError, invalid_session, not_found
from sandbox.schema import SObject
from sandbox.web.messages import Request, Response
from sandbox.web.routing import Endpoint
from sandbox.world import World

OLDEST, NEWEST = 31, 68


def guarded(endpoint: Callable[..., Response]) -> Endpoint:
    """An endpoint behind the gate; its keyword `version` becomes a text such as 60.0."""

    @functools.wraps(endpoint)
    def checked(world: World, request: Request, *, version: str, **values: str) -> Response:
        token = request.bearer
        if token is None or not world.grants.is_valid(token, world.clock.seconds()):
            raise invalid_session()
        number, _, rest = version.partition(".")
        if rest != "0" or not number.isdigit() or not OLDEST <= int(number) <= NEWEST:
            raise not_found()
        if world.settings.api_used >= world.settings.api_limit:
            raise ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        world.count_api_call()
        return endpoint(world, request, version=version, **values)

    return checked


def seen_object(world: World, name: str) -> SObject:
    """The object as this user sees it; raises ApiError NOT_FOUND."""
    sobject = world.settings.seen(name)
    if sobject is None:
        raise not_found()
    return sobject


def is_pretty(request: Request) -> bool:
    return request.headers.get("x-prettyprint") == "1"
