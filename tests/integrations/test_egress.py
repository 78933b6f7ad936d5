"""Nobody inside can be reached, whatever an address looks like or a name resolves to."""

import gc
import gzip
import socket
import weakref
from collections.abc import Callable
from typing import Any

import certifi
import httpx
import pytest

from accounts.egress import AnswerTooLarge, EgressRefused, Recipient, bounds, is_public, open_client
from accounts.egress.transport import GuardedTransport

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


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[..., httpx.Client]:
    """A client of the vendor whose far end answers so."""

    def make(*answers: httpx.Response) -> httpx.Client:
        waiting = iter(answers)
        far_end = httpx.MockTransport(lambda request: next(waiting))
        monkeypatch.setattr(GuardedTransport, "_transport", lambda self, url: far_end)
        return open_client(VENDOR)

    return make


URL = "https://login.vendor.example/"
PACKED = {"Content-Encoding": "gzip"}


def test_a_packed_answer_is_unpacked(answering: Callable[..., httpx.Client]) -> None:
    text = b"row,row\n" * 200_000
    with answering(httpx.Response(200, content=gzip.compress(text), headers=PACKED)) as client:
        answer = client.get(URL)
    assert answer.content == text
    assert "Content-Encoding" not in answer.headers


def test_an_answer_goes_with_its_last_user(answering: Callable[..., httpx.Client]) -> None:
    """Nobody waits for the collector while pages of many megabytes come."""
    gc.disable()
    try:
        with answering(httpx.Response(200, content=b"row\n" * 1000)) as client:
            answer = client.get(URL)
            assert len(answer.content) == 4000
            held = weakref.ref(answer)
            del answer
            assert held() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("is_packed", [True, False])
def test_an_answer_without_end_is_not_taken_into_memory(
    answering: Callable[..., httpx.Client], monkeypatch: pytest.MonkeyPatch, is_packed: bool
) -> None:
    monkeypatch.setattr(bounds, "MOST_BYTES", 1_000_000)
    taken: list[int] = []
    unpacked = bounds.BoundedStream._unpacked

    def counted(self: Any, chunk: bytes) -> Any:
        for part in unpacked(self, chunk):
            taken.append(len(part))
            yield part

    monkeypatch.setattr(bounds.BoundedStream, "_unpacked", counted)
    zeros = bytes(50_000_000)
    content, headers = (gzip.compress(zeros), PACKED) if is_packed else (zeros, {})
    chunks = (content[at : at + 65_536] for at in range(0, len(content), 65_536))
    with (
        answering(httpx.Response(200, content=chunks, headers=headers)) as client,
        pytest.raises(AnswerTooLarge),
    ):
        client.get(URL)
    assert sum(taken) < 1_300_000


@pytest.mark.parametrize("how", ["br", "gzip, gzip", "zstd", "gzip,identity"])
def test_an_answer_packed_in_another_way_is_not_read(
    answering: Callable[..., httpx.Client], how: str
) -> None:
    answer = httpx.Response(200, stream=httpx.ByteStream(b"x"), headers={"Content-Encoding": how})
    with answering(answer) as client, pytest.raises(httpx.DecodingError):
        client.get(URL)


@pytest.mark.parametrize(
    "content", [gzip.compress(b"x" * 999)[:-9], b"no gzip at all"], ids=["cut", "none"]
)
def test_a_packed_answer_that_is_cut_or_none_is_no_answer(
    answering: Callable[..., httpx.Client], content: bytes
) -> None:
    answer = httpx.Response(200, stream=httpx.ByteStream(content), headers=PACKED)
    with answering(answer) as client, pytest.raises(httpx.DecodingError):
        client.get(URL)


def test_an_answer_that_drips_for_ever_is_left(
    answering: Callable[..., httpx.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_SECONDS", -1.0)
    with (
        answering(httpx.Response(200, content=b"drip")) as client,
        pytest.raises(httpx.ReadTimeout),
    ):
        client.get(URL)


@pytest.mark.parametrize("place", ["https://169.254.169.254/", "https://evil.example/", "//[::1]/"])
def test_a_redirect_is_not_followed_and_its_place_is_looked_at_like_any_other(
    answering: Callable[..., httpx.Client], place: str
) -> None:
    away = httpx.Response(302, headers={"Location": place})
    with answering(away, httpx.Response(200)) as client:
        answer = client.get(URL)
        assert answer.status_code == 302
        assert answer.next_request is not None
        with pytest.raises(EgressRefused):
            client.send(answer.next_request)
