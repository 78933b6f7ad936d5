"""Refusals in Google's two shapes: of the OAuth endpoints, and of every API behind them."""

from typing import Any

from sandbox.web.messages import Refusal, Response, json_response

_CODES = {
    "INVALID_ARGUMENT": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ABORTED": 409,
    "RESOURCE_EXHAUSTED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
}


class TokenRefusal(Refusal):
    """A refusal by /token, /revoke or /tokeninfo: {"error", "error_description"}."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status

    def response(self) -> Response:
        body = {"error": self.error, "error_description": self.description}
        response = json_response(body, self.status)
        response.headers |= {"Cache-Control": "no-cache, no-store, max-age=0", "Pragma": "no-cache"}
        return response


class GoogleError(Refusal):
    """A refusal by an API: {"error": {code, message, status, details}}."""

    def __init__(self, status: str, message: str, details: list[dict[str, Any]] | None = None):
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details or []

    def body(self) -> dict[str, Any]:
        """What JSON carries; Google Ads' stream puts it into a list."""
        error: dict[str, Any] = {
            "code": _CODES[self.status],
            "message": self.message,
            "status": self.status,
        }
        if self.details:
            error["details"] = self.details
        return {"error": error}

    def response(self) -> Response:
        response = json_response(self.body(), _CODES[self.status], is_pretty=True)
        if self.status == "UNAUTHENTICATED":
            response.headers["WWW-Authenticate"] = (
                'Bearer realm="https://accounts.google.com/", error="invalid_token"'
            )
        return response


def error_info(reason: str, **metadata: str) -> dict[str, Any]:
    """The google.rpc.ErrorInfo that tells programs why."""
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": metadata,
    }
