"""One connection: requests are read from it one after another, and answers written."""

import socket
import ssl
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote

from sandbox.web.messages import Request, Response, text_response

MAX_HEAD = 64 * 1024
MAX_BODY = 64 * 1024 * 1024
IDLE_SECONDS = 120.0
Handler = Callable[[Request], Response]


class BadRequestError(Exception):
    """Bytes that are no HTTP request this server reads."""


class Connection:
    """Reads requests from a socket and answers them until either side has had enough."""

    def __init__(self, sock: socket.socket, handler: Handler, *, is_secure: bool) -> None:
        self.sock = sock
        self.handler = handler
        self.is_secure = is_secure
        self.buffer = b""

    def serve(self) -> None:
        self.sock.settimeout(IDLE_SECONDS)
        try:
            while self._exchange():
                pass
        except BadRequestError as error:
            self._write(text_response(str(error), 400), keep_alive=False, has_body=True)
        except (OSError, ssl.SSLError):
            return

    def _exchange(self) -> bool:
        request = self._read_request()
        if request is None:
            return False
        response = self.handler(request)
        keep_alive = request.headers.get("connection", "").lower() != "close"
        return self._write(response, keep_alive=keep_alive, has_body=request.method != "HEAD")

    def _write(self, response: Response, *, keep_alive: bool, has_body: bool) -> bool:
        response.headers["Connection"] = "keep-alive" if keep_alive else "close"
        head = response.head()
        if response.cut_after is not None:
            return self._write_cut(response, head, response.cut_after)
        if not has_body or response.length == 0:
            self.sock.sendall(head)
            return keep_alive
        for number, piece in enumerate(response.pieces()):
            # The head goes with the first piece: one packet for most answers.
            self.sock.sendall(head + piece if number == 0 else piece)
        return keep_alive

    def _write_cut(self, response: Response, head: bytes, left: int) -> bool:
        self.sock.sendall(head)
        for piece in response.pieces():
            self.sock.sendall(piece[:left])
            left -= len(piece)
            if left <= 0:
                break
        return False

    def _read_request(self) -> Request | None:
        while b"\r\n\r\n" not in self.buffer:
            if len(self.buffer) > MAX_HEAD:
                raise BadRequestError("head too large")
            chunk = self.sock.recv(65536)
            if not chunk:
                return None
            self.buffer += chunk
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        request = _parse_head(head, is_secure=self.is_secure)
        request.body = self._read_body(request)
        return request

    def _read_body(self, request: Request) -> bytes:
        if "transfer-encoding" in request.headers:
            raise BadRequestError("chunked requests are not read here")
        length = request.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            raise BadRequestError("bad length")
        if request.headers.get("expect", "").lower() == "100-continue":
            self.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        parts, left = [self.buffer[: int(length)]], int(length) - len(self.buffer)
        self.buffer = self.buffer[int(length) :]
        while left > 0:
            chunk = self.sock.recv(min(left, 1 << 20))
            if not chunk:
                raise BadRequestError("body ended early")
            left -= len(chunk)
            parts.append(chunk)
        return b"".join(parts)


def _parse_head(head: bytes, *, is_secure: bool) -> Request:
    lines = head.decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise BadRequestError("not a request")
    path, _, query = parts[1].partition("?")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon:
            raise BadRequestError("not a header")
        headers[name.strip().lower()] = value.strip()
    return Request(
        method=parts[0],
        path=unquote(path),
        query=dict(parse_qsl(query, keep_blank_values=True)),
        headers=headers,
        body=b"",
        is_secure=is_secure,
    )
