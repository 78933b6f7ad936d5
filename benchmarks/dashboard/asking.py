"""Asks the running web as a browser with a session does, over one connection kept open."""

import http.client
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """How long it took, in milliseconds, and what came."""

    milliseconds: float
    body: bytes
    etag: str


class Browser:
    """One keep-alive connection with a session's cookie; every answer has to be 200."""

    def __init__(self, url: str, session: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self._headers = {"Cookie": f"session={session}", "Accept-Encoding": "identity"}

    def get(self, path: str, *, etag: str = "") -> Answer:
        """The answer to GET; with an ETag it has to be 304. Raises RuntimeError otherwise."""
        more = {"If-None-Match": etag} if etag else {}
        begin = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers | more)
        response = self._connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - begin) * 1000
        if response.status != (304 if etag else 200):
            raise RuntimeError(f"{path} answered {response.status}: {body[:200]!r}")
        return Answer(took, body, response.getheader("ETag", ""))


class Program:
    """One keep-alive connection with an API key; every answer has to be 200."""

    def __init__(self, url: str, secret: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self._headers = {
            "Authorization": f"Bearer {secret}",
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
        }

    def post(self, path: str, body: dict[str, Any]) -> tuple[float, Any]:
        """(milliseconds, what came, read). Raises RuntimeError."""
        begin = time.perf_counter()
        self._connection.request("POST", path, json.dumps(body), self._headers)
        response = self._connection.getresponse()
        said = json.loads(response.read())
        took = (time.perf_counter() - begin) * 1000
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}: {said}")
        return took, said
