"""Refusals in HubSpot's two shapes: of the API, and of the token endpoint."""

import secrets
import uuid
from typing import Any

from sandbox.web.messages import Refusal, Response, json_response


class HubSpotError(Refusal):
    """A refusal by the API: {"status", "message", "correlationId", "category", ...}."""

    def __init__(self, status: int, category: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {
            "status": "error",
            "message": message,
            "correlationId": str(uuid.UUID(int=secrets.randbits(128), version=4)),
            **({"category": category} if category else {}),
            **more,
        }

    def response(self) -> Response:
        return json_response(self.body, self.status)


class TokenRefusal(Refusal):
    """A refusal by the token endpoint: the standard's two words, and HubSpot's older two."""

    def __init__(self, error: str, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        self.body = {
            "error": error,
            "error_description": message,
            "status": code,
            "message": message,
        }

    def response(self) -> Response:
        response = json_response(self.body, self.status)
        response.headers["Cache-Control"] = "no-store"
        return response


def expired() -> HubSpotError:
    """The answer to an access token that is over."""
    message = "The OAuth token used to make this call expired."
    return HubSpotError(401, "EXPIRED_AUTHENTICATION", message)


def invalid() -> HubSpotError:
    """The answer to a token that nobody has ever given."""
    message = (
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and you "
        "can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"
    )
    return HubSpotError(401, "INVALID_AUTHENTICATION", message)


def missing_scopes(scope: str) -> HubSpotError:
    """The answer to a call that the grant does not cover."""
    message = (
        "This app hasn't been granted all required scopes to make this call. "
        "Read more about required scopes here: https://developers.hubspot.com/scopes."
    )
    detail = {
        "message": "One or more of the following scopes are required.",
        "context": {"requiredGranularScopes": [scope]},
    }
    return HubSpotError(403, "MISSING_SCOPES", message, errors=[detail])


def limit_reached(policy: str) -> HubSpotError:
    """The answer over a limit: TEN_SECONDLY_ROLLING, SECONDLY (search) or DAILY."""
    message = f"You have reached your {policy.lower()} limit."
    return HubSpotError(429, "RATE_LIMITS", message, errorType="RATE_LIMIT", policyName=policy)


def not_found() -> HubSpotError:
    return HubSpotError(404, "OBJECT_NOT_FOUND", "resource not found")


def invalid_request(message: str) -> HubSpotError:
    return HubSpotError(400, "VALIDATION_ERROR", message)
