"""`./run audit` finds holes and secrets, and says what it could not see."""

import base64
import json
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from proactivox.launch.audit import FOUND, UNSEEN, locked, main
from proactivox.launch.places import ROOT

NOWHERE = "http://127.0.0.1:9/"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A history of one harmless commit, with a lock of two packages."""
    (tmp_path / "requirements").mkdir()
    text = 'django==5.2.1 ; python_version > "3" \\\n    --hash=sha256:aa\nuvicorn[standard]==0.1\n'
    (tmp_path / "requirements" / "base.txt").write_text(text)
    _git(tmp_path, "init", "-q")
    commit(tmp_path, "readme", "sk_test_harmless whsec_short\n")
    return tmp_path


def commit(project: Path, name: str, text: str) -> None:
    (project / name).write_text(text)
    _git(project, "add", ".")
    _git(project, "-c", "user.name=Alice", "-c", "user.email=a@acme.example", "commit", "-qm", "x")


def _git(project: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(project), *words], check=True)


@pytest.fixture
def osv() -> Iterator[tuple[str, dict[str, list[dict[str, str]]]]]:
    """What plays OSV: its address, and {package: holes} that a test fills."""
    known: dict[str, list[dict[str, str]]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            said = [{"vulns": known.get(one["package"]["name"], [])} for one in asked]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"results": said}).encode())

        def log_message(self, *words: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", known
    server.shutdown()
    server.server_close()


def run(project: Path, address: str) -> int:
    return main(["--root", str(project), "--osv", address])


def test_nothing_found(project: Path, osv: Any) -> None:
    assert run(project, osv[0]) == 0


def test_a_hole_is_named_with_its_version(
    project: Path, osv: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    osv[1]["django"] = [{"id": "PYSEC-2026-1"}]
    assert run(project, osv[0]) == FOUND
    assert "django 5.2.1: PYSEC-2026-1" in capsys.readouterr().out


def test_what_could_not_be_seen_is_said_and_the_rest_is_looked_at(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, NOWHERE) == UNSEEN
    said = capsys.readouterr().out
    assert "NOT SEEN  Known holes" in said
    assert "ok        Secrets" in said


@pytest.mark.parametrize("is_key", [True, False])
def test_a_secret_that_was_taken_out_again_is_found(
    project: Path, osv: Any, capsys: pytest.CaptureFixture[str], is_key: bool
) -> None:
    # Put together here, so that this file is none itself.
    body = base64.b64encode(bytes(range(48))).decode()
    secret = f"-----BEGIN {'PRIVATE'} KEY-----\n{body}\n" if is_key else "AK" + "IA" + "Q" * 16
    commit(project, "settings.py", secret)
    commit(project, "settings.py", "gone\n")
    assert run(project, osv[0]) == FOUND
    said = capsys.readouterr().out
    assert "settings.py" in said
    assert body not in said


def test_every_locked_package_is_asked_for() -> None:
    names = {name for name, _version in locked(ROOT)}
    assert {"django", "celery", "cryptography", "pytest"} <= names
    assert len(names) > 100
