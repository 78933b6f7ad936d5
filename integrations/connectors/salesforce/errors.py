"""What Salesforce's refusals mean for a person, and whether trying again can help."""

from datetime import timedelta
from typing import Any

import httpx
from django.utils.translation import gettext as _

from accounts.errors import Trouble
from accounts.jobs import Later


class SessionExpired(Exception):
    """The access token is no longer good: renew it once and repeat."""


class ApiRefused(Trouble):
    """Salesforce answered with an error; `error` is its own code, `detail` its own words."""

    code = "salesforce_refused"

    def __init__(self, status: int, error: str, detail: str) -> None:
        super().__init__(
            _("Salesforce answered: %(detail)s (%(error)s)")
            % {"detail": detail[:200], "error": error},
            permanent=status < 500 and status not in (408, 429),
        )
        self.status = status
        self.error = error
        self.detail = detail


class Incomplete(Trouble):
    """Salesforce said one number of rows and sent another; nothing of that page was kept."""

    code = "incomplete"

    def __init__(self, what: str, expected: int, found: int) -> None:
        super().__init__(
            _("%(what)s: Salesforce announced %(expected)d rows and sent %(found)d.")
            % {"what": what, "expected": expected, "found": found},
            permanent=False,
            advice=_("Nothing was taken for complete; the next sync reads the same range again."),
        )


class Unreachable(Trouble):
    """The connection was cut or never made, several times over."""

    code = "unreachable"

    def __init__(self) -> None:
        super().__init__(
            _("Salesforce could not be reached."),
            permanent=False,
            advice=_("We try again by ourselves."),
        )


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
