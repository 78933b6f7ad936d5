"""What Salesforce's refusals mean for a person, and whether trying again can help."""

from datetime import timedelta
from typing import Any

import httpx

from accounts.jobs import Later
from integrations.connectors.refusals import (
    IncompleteAnswer,
    OutOfReach,
    Refused,
    SessionExpired,
)

__all__ = ["ApiRefused", "Incomplete", "SessionExpired", "Unreachable", "check", "is_field_refused"]


class ApiRefused(Refused):
    """Salesforce answered with an error; `error` is its own code, `detail` its own words."""

    code = "salesforce_refused"

    def __init__(self, status: int, error: str, detail: str) -> None:
        super().__init__("Salesforce", status, error, detail)


class Incomplete(IncompleteAnswer):
    """Salesforce said one number of rows and sent another; nothing of that page was kept."""

    def __init__(self, what: str, expected: int, found: int) -> None:
        super().__init__("Salesforce", what, expected, found)


class Unreachable(OutOfReach):
    """The connection was cut or never made, several times over."""

    def __init__(self) -> None:
        super().__init__("Salesforce")


def check(response: httpx.Response) -> None:
    """Pass a good answer; raise SessionExpired, Later or ApiRefused for another."""
    if response.is_success:
        return
    error, detail = _said(response)
    if response.status_code == 401:
        raise SessionExpired
    if error == "REQUEST_LIMIT_EXCEEDED":
        # Requests that run at the same time come free in seconds, the day's budget does not.
        is_short = "concurrent" in detail.lower()
        raise Later(timedelta(seconds=30) if is_short else timedelta(hours=1), error)
    if response.status_code == 429:
        raise Later(timedelta(seconds=_retry_after(response)), error)
    raise ApiRefused(response.status_code, error, detail)


def is_field_refused(refused: Refused) -> bool:
    """Whether a field that a query names is not there, or is not to be seen any more.

    A bulk job says the same in the words of its own refusal.
    """
    text = f"{refused.error} {refused.detail}".lower()
    return "invalid_field" in text or "no such column" in text


def _retry_after(response: httpx.Response) -> int:
    text = response.headers.get("Retry-After", "")
    return min(3600, int(text)) if text.isdigit() else 30


def _said(response: httpx.Response) -> tuple[str, str]:
    try:
        body: Any = response.json()
    except ValueError:
        return f"HTTP_{response.status_code}", "no readable answer"
    first = body[0] if isinstance(body, list) and body else body
    if not isinstance(first, dict):
        return f"HTTP_{response.status_code}", "no readable answer"
    error = first.get("errorCode") or first.get("error") or f"HTTP_{response.status_code}"
    return str(error), str(first.get("message") or first.get("error_description") or "")
