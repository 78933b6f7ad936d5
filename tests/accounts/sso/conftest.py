"""A company's provider that runs, a name server that answers, and Acme connected to both."""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import CompanyDomain, SsoConnection, Workspace
from accounts.sso.connections import Wanted, save_connection
from accounts.tenancy import inside
from sandbox.identity.directory import CLIENT_ID, CLIENT_SECRET
from sandbox.serving import Running
from tests.accounts.conftest import deliver_mail
from tests.cast import Cast


class Provider:
    """The running provider: where it is, and how it is turned."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.issuer = f"{running.origin}/identity"
        self.http = httpx.Client(verify=ssl.create_default_context(cafile=running.ca_path))

    def steer(self, **said: Any) -> None:
        """people=[...], tricks={...}"""
        answer = self.http.post(f"{self.running.origin}/_control/identity", json=said)
        assert answer.status_code == 200, answer.text

    def sign_in(self, address: str, email: str) -> str:
        """What a person does there; the address at which the browser comes back."""
        shown = self.http.get(address)
        assert shown.status_code == 200, shown.text
        page = _Fields(shown.text)
        action = f"{self.running.origin}{page.action}"
        answer = self.http.post(action, data={**page.hidden, "email": email})
        return answer.headers.get("location") or answer.text


class _Fields(HTMLParser):
    """The form of a page: its action and what is hidden in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action, self.hidden = "", dict[str, str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.action = values.get("action") or ""
        if tag == "input" and values.get("type") == "hidden":
            self.hidden[values["name"] or ""] = values.get("value") or ""


def fields(text: str) -> dict[str, str]:
    """{name: value} of what is hidden in a page's form."""
    return _Fields(text).hidden


@pytest.fixture
def provider(vendors: Running) -> Iterator[Provider]:
    found = Provider(vendors)
    yield found
    found.http.close()


def prove(workspace: Workspace, name: str) -> CompanyDomain:
    """A domain of which DNS has said that it is the workspace's."""
    return CompanyDomain.objects.create(
        workspace=workspace, name=name, token="t" * 40, verified_at=timezone.now()
    )


def connect(workspace: Workspace, provider: Provider, **changed: Any) -> SsoConnection:
    """A connection that speaks OpenID Connect, tested and switched on."""
    values = {
        "kind": "oidc",
        "name": "Acme’s log-in",
        "issuer": provider.issuer,
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "groups_claim": "groups",
        **changed,
    }
    connection = save_connection(workspace=workspace, wanted=Wanted(**values))
    return switched_on(connection)


def switched_on(connection: SsoConnection) -> SsoConnection:
    with inside(connection.workspace_id):
        connection.tested_at = connection.enabled_at = timezone.now()
        connection.save()
    return connection


@pytest.fixture
def acme_connected(cast: Cast, provider: Provider) -> SsoConnection:
    prove(cast.acme, "acme.example")
    return connect(cast.acme, provider)


def begin(client: Client, connection: SsoConnection, query: str = "") -> str:
    """The address at the provider to which a browser is sent."""
    answer = client.get(f"/sso/{connection.workspace_id}/start/{query}")
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def come_in(
    client: Client, connection: SsoConnection, provider: Provider, email: str, query: str = ""
) -> Any:
    """Through the provider and back; what we answer then."""
    back = provider.sign_in(begin(client, connection, query), email)
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def link_to(email: str, part: str) -> str:
    """The address of ours in the newest mail to somebody; what waits is delivered first."""
    deliver_mail()
    sent = [one for one in mail.outbox if email in one.to]
    found = re.findall(r"https?://[^/\s]+(/\S+)", str(sent[-1].body))
    return str(next(path for path in found if part in path))


class NameServer:
    """Answers questions about TXT records, by UDP and TCP, as `records` say."""

    def __init__(self) -> None:
        self.records: dict[str, list[str]] = {}
        self.is_away = self.is_truncating = self.is_lying = False
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", 0))
        self.port = self._udp.getsockname()[1]
        self._tcp = socket.create_server(("127.0.0.1", self.port))
        for serve in (self._by_udp, self._by_tcp):
            threading.Thread(target=serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def close(self) -> None:
        for line in (self._udp, self._tcp):
            line.close()

    def _by_udp(self) -> None:
        while True:
            try:
                asked, sender = self._udp.recvfrom(4096)
            except OSError:
                return
            if not self.is_away:
                self._udp.sendto(self._answer(asked, is_whole=not self.is_truncating), sender)

    def _by_tcp(self) -> None:
        while True:
            try:
                line, _sender = self._tcp.accept()
            except OSError:
                return
            with line:
                (length,) = struct.unpack("!H", line.recv(2))
                answer = self._answer(line.recv(length), is_whole=True)
                line.sendall(struct.pack("!H", len(answer)) + answer)

    def _answer(self, asked: bytes, *, is_whole: bool) -> bytes:
        found = self.records.get(_name_in(asked))
        number = asked[:2] if not self.is_lying else bytes(byte ^ 255 for byte in asked[:2])
        if found is None:
            return number + struct.pack("!HHHHH", 0x8183, 1, 0, 0, 0) + asked[12:]
        rows = b"".join(_row(text) for text in found) if is_whole else b""
        flags = 0x8180 | (0 if is_whole else 0x0200)
        count = len(found) if is_whole else 0
        return number + struct.pack("!HHHHH", flags, 1, count, 0, 0) + asked[12:] + rows


def _name_in(asked: bytes) -> str:
    parts, at = [], 12
    while length := asked[at]:
        parts.append(asked[at + 1 : at + 1 + length].decode())
        at += 1 + length
    return ".".join(parts)


def _row(text: str) -> bytes:
    data = text.encode()
    pieces = [data[at : at + 255] for at in range(0, len(data), 255)]
    said = b"".join(bytes([len(piece)]) + piece for piece in pieces)
    return b"\xc0\x0c" + struct.pack("!HHIH", 16, 1, 60, len(said)) + said


@pytest.fixture
def name_server(settings: Any) -> Iterator[NameServer]:
    server = NameServer()
    settings.DNS_SERVERS = [server.address]
    yield server
    server.close()
