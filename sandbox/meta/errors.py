"""Refusals as the Graph API words them: one object with a code, a subcode and a trace."""

import secrets
from typing import Any

from sandbox.web.messages import Refusal, Response, json_response


class GraphError(Refusal):
    """{"error": {message, type, code, error_subcode, fbtrace_id}}, mostly with status 400."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        subcode: int = 0,
        status: int = 400,
        kind: str = "OAuthException",
        is_transient: bool = False,
        title: str = "",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message, "type": kind, "code": code}
        if subcode:
            self.body["error_subcode"] = subcode
        if is_transient:
            self.body["is_transient"] = True
        if title:
            self.body |= {"error_user_title": title, "error_user_msg": message}

    def response(self) -> Response:
        trace = "A" + secrets.token_urlsafe(16)
        return json_response({"error": self.body | {"fbtrace_id": trace}}, self.status)


def token_ended(subcode: int = 463) -> GraphError:
    """463 expired, 460 password changed, 458 app removed, 467 invalid."""
    message = "Error validating access token: Session has expired."
    return GraphError(190, message, subcode=subcode, status=401)


def account_throttled() -> GraphError:
    message = "There have been too many calls from this ad-account. Wait a bit and try again."
    return GraphError(80004, message, subcode=2446079, title="Ad-account has too many API calls")


def user_throttled() -> GraphError:
    return GraphError(17, "(#17) User request limit reached", subcode=2446079)


def too_much_data() -> GraphError:
    message = "Please reduce the amount of data you're asking for, then retry your request"
    return GraphError(100, message, subcode=1487534, title="Too many rows")


def server_error() -> GraphError:
    message = "An unknown error has occurred."
    return GraphError(1, message, status=500, subcode=99, is_transient=True)


def invalid(message: str, subcode: int = 0) -> GraphError:
    return GraphError(100, f"(#100) {message}", subcode=subcode)


def unknown_object(node: str) -> GraphError:
    message = (
        f"Unsupported get request. Object with ID '{node}' does not exist, cannot be loaded due "
        "to missing permissions, or does not support this operation."
    )
    return GraphError(100, message, subcode=33, kind="GraphMethodException")
