"""What is asked and what is answered."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import orjson

if TYPE_CHECKING:
    from sandbox.control.faults import Fault

PIECE = 1 << 20


@dataclass
class Request:
    """One request; header names are in lower case, the query is decoded."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    is_secure: bool
    fault: Fault | None = None

    def json(self) -> Any:
        """The body as JSON; raises ValueError."""
        return json.loads(self.body or b"null")

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @property
    def bearer(self) -> str | None:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() in ("bearer", "oauth") and token else None

    @property
    def basic(self) -> tuple[str, str] | None:
        """Client id and secret from an Authorization: Basic header."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            name, _, secret = b64decode(token, validate=True).decode().partition(":")
        except (Base64Error, UnicodeDecodeError):
            return None
        return name, secret

    def accepts_gzip(self) -> bool:
        return "gzip" in self.headers.get("accept-encoding", "").lower()


@dataclass(frozen=True)
class FileSlice:
    """Bytes of a file, sent without being held in memory."""

    path: Path
    offset: int
    length: int

    def pieces(self) -> Iterator[bytes]:
        left = self.length
        with self.path.open("rb") as file:
            file.seek(self.offset)
            while left > 0 and (piece := file.read(min(PIECE, left))):
                left -= len(piece)
                yield piece


@dataclass
class Response:
    """One answer; `cut_after` breaks the connection after that many bytes of its body."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: list[bytes | FileSlice] = field(default_factory=list)
    cut_after: int | None = None

    @property
    def length(self) -> int:
        return sum(p.length if isinstance(p, FileSlice) else len(p) for p in self.body)

    def head(self) -> bytes:
        reason = HTTPStatus(self.status).phrase if self.status in _KNOWN else "Unknown"
        lines = [f"HTTP/1.1 {self.status} {reason}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.status not in (204, 304):
            lines.append(f"Content-Length: {self.length}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def pieces(self) -> Iterator[bytes]:
        for part in self.body:
            if isinstance(part, FileSlice):
                yield from part.pieces()
            elif part:
                yield part


class Refusal(Exception):
    """An answer that a vendor gives by raising it, in its own words and shape."""

    def response(self) -> Response:
        """What is sent."""
        raise NotImplementedError


_KNOWN = {int(status) for status in HTTPStatus}


def json_response(value: Any, status: int = 200, *, is_pretty: bool = False) -> Response:
    """An answer in JSON, as Salesforce labels it."""
    option = orjson.OPT_INDENT_2 if is_pretty else 0
    headers = {"Content-Type": "application/json;charset=UTF-8"}
    return Response(status, headers, [orjson.dumps(value, option=option)])


def text_response(text: str, status: int = 200, kind: str = "text/plain") -> Response:
    return Response(status, {"Content-Type": f"{kind}; charset=utf-8"}, [text.encode()])


def html_response(text: str, status: int = 200) -> Response:
    response = text_response(text, status, "text/html")
    response.headers |= {
        "Cache-Control": "no-store",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
        "frame-ancestors 'none'; base-uri 'none'",
    }
    return response


def redirect(location: str) -> Response:
    return Response(302, {"Location": location, "Cache-Control": "no-store"})
