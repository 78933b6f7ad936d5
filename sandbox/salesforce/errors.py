"""Refusals in the words and shapes of Salesforce."""

from sandbox.web.messages import Response, json_response


class ApiError(Exception):
    """A refusal by REST or Bulk: status, errorCode, message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def response(self) -> Response:
        body = [{"message": self.message, "errorCode": self.code}]
        response = json_response(body, self.status)
        if self.status == 401:
            response.headers["WWW-Authenticate"] = "Token"
        return response


class OAuthError(Exception):
    """A refusal by the token endpoint: {"error", "error_description"}."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status

    def response(self) -> Response:
        body = {"error": self.error, "error_description": self.description}
        response = json_response(body, self.status)
        response.headers |= {"Cache-Control": "no-store", "Pragma": "no-cache"}
        return response


def not_found() -> ApiError:
    return ApiError(404, "NOT_FOUND", "The requested resource does not exist")


def invalid_session() -> ApiError:
    return ApiError(401, "INVALID_SESSION_ID", "Session expired or invalid")
