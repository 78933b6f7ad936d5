"""Starting, stopping and starting again: what stays, what is private, what is said."""

import json
import socket
import ssl
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.control.client import Control
from sandbox.serving import ROOT, NotStartedError, Running, running
from tests.sandbox.flows import browser, finished, granted, open_job, refreshed

UNTIL = "2026-11-20T15:00:00+00:00"


def _port_of(address: str) -> int:
    port = httpx.URL(address).port
    assert port is not None
    return port


def test_a_second_start_keeps_grants_changes_and_jobs(tmp_path: Path) -> None:
    with running(tmp_path, leads=60, until=UNTIL) as first, browser(first) as web:
        tokens = granted(first, web)
        web.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        web.base_url = httpx.URL(f"{first.instance_origin}/services/data/v64.0/")
        job = open_job(web, "SELECT Id FROM Lead")
        finished(web, job["id"])
        lead = first.control.insert("Lead", {"LastName": "Kept", "Company": "Kept Works"})
        ca, client_id = Path(first.ca_path).read_bytes(), first.client_id
        port = _port_of(first.origin)
    with running(tmp_path, leads=60, until=UNTIL, port=port) as second, browser(second) as web:
        assert (Path(second.ca_path).read_bytes(), second.client_id) == (ca, client_id)
        assert lead in {row["Id"] for row in second.control.records("Lead")}
        answer = refreshed(second, web, tokens["refresh_token"])
        assert answer.status_code == 200
        web.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        web.base_url = httpx.URL(f"{second.instance_origin}/services/data/v64.0/")
        assert finished(web, job["id"])["numberRecordsProcessed"] == 60
        assert web.get(f"jobs/query/{job['id']}/results").status_code == 200
    assert second.process.returncode == 0


def test_keys_and_state_are_the_owners_alone(served: Running) -> None:
    folder = Path(served.ca_path).parent
    names = {path.name for path in folder.iterdir()}
    assert {"ca.pem", "server.key", "client.json", "ready.json", "grants.sqlite"} <= names
    for name in names - {"log"}:
        mode = (folder / name).stat().st_mode
        assert stat.S_IMODE(mode) & 0o077 == 0, name


def test_the_certificate_is_good_for_every_loopback_name(served: Running) -> None:
    trust = ssl.create_default_context(cafile=served.ca_path)
    for host in ("localhost", "127.0.0.1"):
        address = (host, _port_of(served.origin))
        with (
            socket.create_connection(address, 10) as plain,
            trust.wrap_socket(plain, server_hostname=host) as secure,
        ):
            names = (secure.getpeercert() or {})["subjectAltName"]
            assert ("DNS", "localhost") in names
            assert ("IP Address", "127.0.0.1") in names


def test_a_busy_port_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with (
            pytest.raises(NotStartedError, match=r"could not start: .* in use"),
            running(tmp_path, leads=5, port=port),
        ):
            pass
    assert not (tmp_path / "ready.json").exists()


def test_ready_tells_where_and_what(served: Running) -> None:
    ready = json.loads((Path(served.ca_path).parent / "ready.json").read_text())
    assert ready["origin"] == served.origin
    assert ready["http_origin"].startswith("http://localhost:")
    assert ready["seed"] == 11


def test_many_requests_on_one_connection_and_many_connections(
    served: Running, control: Control
) -> None:
    with browser(served) as one:
        for _ in range(50):
            assert one.get(f"{served.origin}/services/data").status_code == 200
    clients = [browser(served) for _ in range(20)]
    for client in clients:
        assert client.get(f"{served.origin}/services/data").status_code == 200
        client.close()


def test_nonsense_on_the_wire_does_not_stop_it(served: Running, web: httpx.Client) -> None:
    port = _port_of(served.http_origin)
    for noise in (
        b"\x16\x03\x01\x00\x00",
        b"GET\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", port), 10) as plain:
            plain.sendall(noise)
            plain.shutdown(socket.SHUT_WR)
            plain.recv(4096)
    assert web.get(f"{served.http_origin}/mail").status_code == 200


def test_no_app_is_imported() -> None:
    code = (
        "import sys, sandbox.__main__, sandbox.serving;"
        "apps = {'django', 'accounts', 'billing', 'enquiries', 'integrations', 'analytics',"
        " 'privacy', 'proactivox'};"
        "print(sorted(apps & {name.partition('.')[0] for name in sys.modules}))"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                           check=True)  # fmt: skip
    assert found.stdout.strip() == "[]"
