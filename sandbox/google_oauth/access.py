"""What every call to a Google API must pass: a good token that carries the right scope."""

from sandbox.google_oauth.errors import GoogleError, error_info
from sandbox.google_oauth.grants import GoogleGrants, Held
from sandbox.web.messages import Request
from sandbox.world import World

ANALYTICS = "https://www.googleapis.com/auth/analytics.readonly"
ADWORDS = "https://www.googleapis.com/auth/adwords"
_BAD = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie "
    "or other valid authentication credential. See "
    "https://developers.google.com/identity/sign-in/web/devconsole-project."
)
_MISSING = (
    "Request is missing required authentication credential. Expected OAuth 2 access token, login "
    "cookie or other valid authentication credential. See "
    "https://developers.google.com/identity/sign-in/web/devconsole-project."
)


def require_scope(world: World, request: Request, scope: str, *, service: str) -> Held:
    """Who asks; raises GoogleError UNAUTHENTICATED or PERMISSION_DENIED.

    `service` is the host that the real call would reach, such as "googleads.googleapis.com".
    """
    if request.bearer is None:
        raise GoogleError("UNAUTHENTICATED", _MISSING, [_info("CREDENTIALS_MISSING", service)])
    held = world.part(GoogleGrants).held(request.bearer, world.clock.seconds())
    if held is None:
        raise GoogleError("UNAUTHENTICATED", _BAD, [_info("ACCESS_TOKEN_EXPIRED", service)])
    if scope not in held.scopes:
        text = "Request had insufficient authentication scopes."
        details = [_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", service)]
        raise GoogleError("PERMISSION_DENIED", text, details)
    return held


def _info(reason: str, service: str) -> dict[str, object]:
    return error_info(reason, service=service)
