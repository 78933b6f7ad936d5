"""Refusals as Google Ads words them: a GoogleAdsFailure inside of Google's own shape."""

import secrets
from typing import Any

from sandbox.google_oauth.errors import GoogleError
from sandbox.web.messages import Response

_FAILURE = "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure"
_SAID = {
    "PERMISSION_DENIED": "The caller does not have permission",
    "INVALID_ARGUMENT": "Request contains an invalid argument.",
    "RESOURCE_EXHAUSTED": "Resource has been exhausted (e.g. check quota).",
    "ABORTED": "The operation was aborted.",
    "INTERNAL": "Internal error encountered.",
    "UNAUTHENTICATED": "Request is missing required authentication credential.",
}


class AdsError(GoogleError):
    """A refusal with its own code, such as authorizationError USER_PERMISSION_DENIED.

    The stream's answer is a list, and so is its refusal.
    """

    is_stream = False

    def __init__(self, status: str, kind: str, code: str, message: str, **more: Any) -> None:
        failure = {
            "@type": _FAILURE,
            "errors": [{"errorCode": {kind: code}, "message": message, **more}],
            "requestId": secrets.token_urlsafe(16),
        }
        super().__init__(status, _SAID[status], [failure])

    def response(self) -> Response:
        response = super().response()
        if self.is_stream:
            response.body = [b"[", *response.body, b"]"]
        return response


def query_error(code: str, message: str) -> AdsError:
    return AdsError("INVALID_ARGUMENT", "queryError", code, message)


def quota_error(code: str, *, seconds: int = 0) -> AdsError:
    """RESOURCE_TEMPORARILY_EXHAUSTED for bursts, RESOURCE_EXHAUSTED for the day."""
    details = {
        "quotaErrorDetails": {
            "rateScope": "DEVELOPER",
            "rateName": "Number of operations for explorer access",
            "retryDelay": f"{seconds}s",
        }
    }
    message = "Too many requests. Retry in some time."
    return AdsError("RESOURCE_EXHAUSTED", "quotaError", code, message, details=details)
