"""One call of the control plane."""

from typing import Any

import httpx


class ControlError(Exception):
    """The sandbox refused a control call; the text says why."""


class Caller:
    """What every part of the client builds on."""

    def __init__(self, http: httpx.Client, origin: str) -> None:
        self._http = http
        self._base = f"{origin}/_control"

    def _call(self, method: str, path: str, body: Any = None, **query: str) -> httpx.Response:
        response = self._http.request(method, self._base + path, json=body, params=query or None)
        if response.is_error:
            raise ControlError(response.text)
        return response

    def post(self, path: str, body: Any = None) -> Any:
        """A vendor's own control under /_control, such as /google/expire; its answer, if any."""
        answer = self._call("POST", path, body)
        return answer.json() if answer.content else None
