"""What the launcher keeps in var/, and the plain messages it ends with."""

from __future__ import annotations

import base64
import errno
import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from proactivox.embedded import PostgresServer, StartupProblem
from proactivox.embedded.problems import explain, os_words
from proactivox.launch.catalogues import compile_catalogues
from proactivox.launch.keys import product_secrets, signing_key
from proactivox.launch.lock import OneAtATime
from proactivox.launch.places import ROOT
from proactivox.launch.sandbox_ports import sandbox_ports
from proactivox.launch.vendored import faults
from tests.launching import own_environment

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8"

msgid "Spend"
msgstr "Forbrug"
"""


def run_up(var: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "proactivox.launch", "up", *words]
    return subprocess.run(
        command, cwd=ROOT, env=own_environment(var), capture_output=True, text=True, check=False
    )


def test_secrets_are_made_once_and_are_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    made = product_secrets(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert product_secrets(path) == made
    assert product_secrets(tmp_path / "another.json") != made
    keys = json.loads(made["DATA_KEYS"])
    assert len(base64.b64decode(keys[made["DATA_KEY_PRIMARY"]])) == 32


def test_mails_of_this_machine_are_signed_by_a_key_that_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "dkim.pem"
    made = signing_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert signing_key(path) == made
    assert "\n" not in made["DKIM_KEY"]
    pem = made["DKIM_KEY"].replace("\\n", "\n")
    key = load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    assert key.key_size == 2048


def test_damaged_secrets_stop_the_start_and_are_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_text('{"SECRET_KEY": "x"')
    with pytest.raises(StartupProblem, match=r"is damaged .* Put it back from a backup"):
        product_secrets(path)
    assert path.read_text() == '{"SECRET_KEY": "x"'


def test_a_second_up_is_refused_in_one_line(short_folder: Path) -> None:
    with OneAtATime(short_folder / "up.lock"):
        ended = run_up(short_folder)
    assert ended.returncode == 1
    assert ended.stderr.startswith(
        f"Proactivox is already running from this folder (process {os.getpid()})."
    )
    assert len(ended.stderr.splitlines()) == 1


def test_the_lock_ends_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "up.lock"
    with OneAtATime(path):
        assert not OneAtATime(path).try_acquire()
    with OneAtATime(path):
        pass


def test_a_busy_port_is_named_with_another_to_choose(short_folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = run_up(short_folder, "--port", str(port))
    assert ended.returncode == 1
    assert ended.stderr == (
        f"Port {port} is taken by another program. Choose another: ./run up --port {port + 1}\n"
    )


def test_the_sandbox_keeps_its_ports_and_says_when_one_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "ports.json"
    chosen = sandbox_ports(path, 8000)
    assert sandbox_ports(path, 9000) == chosen
    with socket.socket() as other:
        other.bind(("127.0.0.1", chosen[0]))
        with pytest.raises(StartupProblem, match=f"Port {chosen[0]} is taken"):
            sandbox_ports(path, 8000)


def test_a_full_disk_is_said_in_one_line(tmp_path: Path) -> None:
    said = 'initdb: error: could not write to file "pg_wal": No space left on device'
    message = str(explain("PostgreSQL", said, tmp_path))
    assert message == (f"The disk is full: PostgreSQL cannot write to {tmp_path}. Free some space.")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_disk_that_is_really_full(short_folder: Path) -> None:
    options = ["-t", "tmpfs", "-o", "size=20m", "tmpfs", str(short_folder)]
    if subprocess.run(["mount", *options], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let root mount a small disk")
    try:
        with pytest.raises(StartupProblem, match=r"^The disk is full: PostgreSQL cannot write"):
            PostgresServer(short_folder / "postgres").start()
        ended = run_up(short_folder / "var")
        assert ended.returncode == 1
        assert ended.stderr.startswith("The disk is full: ")
        assert len(ended.stderr.splitlines()) == 1
    finally:
        subprocess.run(["umount", str(short_folder)], check=True)


def test_catalogues_are_compiled_when_stale_and_only_then(tmp_path: Path) -> None:
    folder = tmp_path / "analytics" / "locale" / "da" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(CATALOGUE, encoding="utf-8")
    assert compile_catalogues(tmp_path) == [source]
    assert "Forbrug" in (folder / "django.mo").read_bytes().decode(errors="replace")
    assert compile_catalogues(tmp_path) == []
    os.utime(source, ns=(0, (folder / "django.mo").stat().st_mtime_ns + 1))
    assert compile_catalogues(tmp_path) == [source]


def test_vendored_files_that_changed_vanished_or_came_are_named(tmp_path: Path) -> None:
    for name in ("kept.js", "changed.js", "new.js"):
        (tmp_path / name).write_text(name)
    known = "47dc1b57a1c4c1a3e35ef5b5a4c0bb2c5b2b2a5a6c2a2a4f1e0f5a7d1b0c9e8f"
    recorded = {"changed.js": known, "gone.js": known}
    (tmp_path / "vendor.json").write_text(json.dumps(recorded))
    assert faults(tmp_path) == [
        "gone.js: missing",
        "kept.js: not recorded",
        "new.js: not recorded",
        "changed.js: changed",
    ]


def test_a_full_disk_in_the_middle_is_said_in_one_line_too(tmp_path: Path) -> None:
    full = OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "demo.json.new"))
    assert os_words(full) == f"The disk is full: {tmp_path}/demo.json.new. Free some space."
    refused = PermissionError(errno.EACCES, "Permission denied", "x")
    assert os_words(refused) == "[Errno 13] Permission denied: 'x'"
