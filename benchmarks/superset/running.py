"""Starts Superset with a database of its own for what it remembers, and nothing that caches."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

import httpx

from benchmarks.bench import MissingPiece, program_of
from proactivox.launch.ports import free_port

_CONFIG = """
SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
PREVENT_UNSAFE_DB_CONNECTIONS = False
TALISMAN_ENABLED = False
WTF_CSRF_ENABLED = False
RATELIMIT_ENABLED = False
CACHE_CONFIG = DATA_CACHE_CONFIG = {{"CACHE_TYPE": "NullCache"}}
"""
_PATIENCE = 120.0
USER = "alice"


@dataclass(frozen=True)
class Superset:
    """Where it answers, and the process under which it runs."""

    url: str
    password: str
    pid: int


@contextmanager
def running_superset(python: Path, folder: Path) -> Iterator[Superset]:
    """Superset with one worker of gunicorn; raises MissingPiece where it does not start."""
    folder.mkdir()
    (folder / "superset_config.py").write_text(
        _CONFIG.format(secret=token_urlsafe(32), folder=folder)
    )
    env = {
        "PATH": f"{python.parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "SUPERSET_CONFIG_PATH": str(folder / "superset_config.py"),
        "FLASK_APP": "superset",
    }
    password, port, log = token_urlsafe(16), free_port(), folder / "superset.log"
    names = ["--username", USER, "--firstname", "A", "--lastname", "A", "--email", "a@acme.example"]
    for words in (
        ["db", "upgrade"],
        ["fab", "create-admin", *names, "--password", password],
        ["init"],
    ):
        _run([*program_of(python, "superset"), *words], env, log)
    gunicorn = [*program_of(python, "gunicorn"), "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    gunicorn += ["--worker-class", "gthread", "--threads", "4", "--timeout", "120"]
    gunicorn += ["--graceful-timeout", "2"]
    with log.open("a") as said:
        process = subprocess.Popen(
            [*gunicorn, "superset.app:create_app()"], env=env, stdout=said, stderr=said
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process, log)
        yield Superset(url, password, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _run(words: list[str], env: dict[str, str], log: Path) -> None:
    with log.open("a") as said:
        code = subprocess.run(words, env=env, stdout=said, stderr=said, check=False).returncode
    if code:
        raise MissingPiece(f"superset {words[1]} ended with {code}: {_last_line(log)}")


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with suppress(httpx.HTTPError):
            if httpx.get(f"{url}/health", timeout=5).status_code == httpx.codes.OK:
                return
        time.sleep(0.3)
    raise MissingPiece(f"Superset did not start: {_last_line(log)}")


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else ""
