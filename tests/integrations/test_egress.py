"""Nobody inside can be reached, whatever an address looks like or a name resolves to."""

import socket
from typing import Any

import certifi
import httpx
import pytest

from accounts.egress import EgressRefused, Recipient, is_public, open_client

ANYWHERE = Recipient("typed", ("*",), "addresses that users type")
VENDOR = Recipient("Vendor", ("login.vendor.example", "*.my.vendor.example"), "tests")
HOSTILE = (
    "https://127.0.0.1/",
    "https://localhost/",
    "https://[::1]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/",
    "https://172.31.255.254/",
    "https://192.168.1.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://127.1/",
    "https://0.0.0.0/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://100.64.0.1/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://192.0.0.1/",
    "https://192.88.99.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[ff02::1]/",
    "https://user:secret@login.vendor.example/",
    "https://login.vendor.example:22/",
    "http://login.vendor.example/",
)


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Where sockets would have gone; nothing leaves this machine."""
    tried: list[Any] = []

    def refuse(self: socket.socket, address: Any) -> None:
        tried.append(address)
        raise ConnectionRefusedError(address)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return tried


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def answer(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


@pytest.mark.parametrize("url", HOSTILE)
def test_an_inner_address_is_refused_before_a_socket_opens(url: str, no_sockets: list[Any]) -> None:
    with open_client(ANYWHERE) as client, pytest.raises(EgressRefused):
        client.get(url)
    assert no_sockets == []


def test_a_public_name_that_resolves_inside_is_refused(
    monkeypatch: pytest.MonkeyPatch, no_sockets: list[Any]
) -> None:
    resolve_to(monkeypatch, "93.184.215.14", "10.0.0.7")
    with open_client(ANYWHERE) as client, pytest.raises(EgressRefused):
        client.get("https://rebind.example/")
    assert no_sockets == []


def test_it_connects_to_the_address_it_looked_at(
    monkeypatch: pytest.MonkeyPatch, no_sockets: list[Any]
) -> None:
    answers = iter(["93.184.215.14", "127.0.0.1"])

    def answer(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        # Whoever asks for the name a second time is told an inner address.
        one = host if host[0].isdigit() else next(answers)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with open_client(ANYWHERE) as client, pytest.raises(httpx.ConnectError):
        client.get("https://rebind.example/")
    assert [address[0] for address in no_sockets] == ["93.184.215.14"]


@pytest.mark.parametrize(
    "host",
    ["vendor.example", "my.vendor.example", "login.vendor.example.evil.example", "evil.example"],
)
def test_only_the_recipients_own_hosts_are_reached(host: str, no_sockets: list[Any]) -> None:
    with open_client(VENDOR) as client, pytest.raises(EgressRefused, match="not a host"):
        client.get(f"https://{host}/")
    assert no_sockets == []


def test_patterns_hold_hosts_below_and_not_the_domain() -> None:
    assert VENDOR.includes("acme.my.vendor.example")
    assert VENDOR.includes("ACME--sbx.sandbox.my.vendor.example")
    assert not VENDOR.includes("my.vendor.example")
    assert not VENDOR.includes("evilmy.vendor.example")


def test_a_recipient_of_any_host_may_not_share_the_sandbox() -> None:
    with pytest.raises(ValueError, match="any host"):
        Recipient("typed", ("*",), "tests", allows_sandbox=True)


@pytest.mark.parametrize("allows", [True, False])
def test_the_sandboxes_origin_is_for_vendors_that_say_so(
    allows: bool, settings: Any, no_sockets: list[Any]
) -> None:
    settings.SANDBOX_ORIGINS = ["https://localhost:9443"]
    settings.SANDBOX_CA = certifi.where()
    recipient = Recipient("Vendor", ("login.vendor.example",), "tests", allows_sandbox=allows)
    wanted = httpx.ConnectError if allows else EgressRefused
    with open_client(recipient) as client, pytest.raises(wanted):
        client.get("https://localhost:9443/")
    assert bool(no_sockets) is allows
    with open_client(recipient) as client, pytest.raises(EgressRefused):
        client.get("https://localhost:9444/")


def test_public_addresses_pass() -> None:
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert not is_public("::ffff:93.184.215.14")
