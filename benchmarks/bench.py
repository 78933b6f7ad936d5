"""The stage of a benchmark: servers of its own in release settings, in a folder that goes away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from proactivox.embedded import BENCH, EmbeddedServers
from proactivox.embedded.postgres import SUPERUSER
from proactivox.launch.keys import product_secrets
from proactivox.launch.places import ROOT
from proactivox.launch.temporary import RunningProduct, run_manage, running_product


class MissingPiece(Exception):
    """A benchmark cannot run here; its text is one line that says what is missing."""


@dataclass(frozen=True)
class Bench:
    """Migrated databases, the environment that reaches them, and the whole product on request."""

    folder: Path
    servers: EmbeddedServers
    env: dict[str, str]

    @property
    def admin_url(self) -> str:
        """The product's database as its superuser."""
        return self.servers.postgres.url(SUPERUSER, "proactivox")

    @property
    def postmaster(self) -> int:
        """The process under which all of the database server runs."""
        return int((self.servers.postgres.data / "postmaster.pid").read_text().split()[0])

    def run_product(self, **more: str) -> AbstractContextManager[RunningProduct]:
        """Sandbox, web, workers and clock on these servers; `more` is added to the environment."""
        return running_product(self.folder / "product", {**self.env, **more})


@contextmanager
def stage() -> Iterator[Bench]:
    """Start servers and migrate; in the end all is removed. BENCH_FOLDER chooses the disk."""
    folder = Path(tempfile.mkdtemp(prefix="px-bench-", dir=os.environ.get("BENCH_FOLDER")))
    servers = EmbeddedServers(folder / "servers", BENCH)
    try:
        servers.start()
        servers.make_database()
        env = {**os.environ, **_environment(folder), **servers.environment()}
        run_manage(env, "migrate", "--database", "owner", "--no-input")
        yield Bench(folder, servers, env)
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


def install_extras(name: str, lock: str) -> Path:
    """Install a lock into `.tools/bench-<name>`; the Python of that environment."""
    place = ROOT / ".tools" / f"bench-{name}"
    source, stamp = ROOT / lock, place / "installed.txt"
    if not stamp.exists() or stamp.read_bytes() != source.read_bytes():
        uv = shutil.which("uv") or str(ROOT / ".tools" / "uv" / "bin" / "uv")
        python = str(place / "bin" / "python")
        for words in (
            ["venv", "--quiet", "--clear", "--python", sys.executable, str(place)],
            ["pip", "sync", "--quiet", "--require-hashes", "--python", python, str(source)],
        ):
            _run_uv(uv, words, lock)
        stamp.write_bytes(source.read_bytes())
    return place / "bin" / "python"


def program_of(python: Path, name: str) -> list[str]:
    """The words that begin a program of an environment.

    By its interpreter: in a checkout that was moved the program's first line names another one.
    """
    return [str(python), str(python.parent / name)]


def _run_uv(uv: str, words: list[str], lock: str) -> None:
    try:
        subprocess.run([uv, *words], check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise MissingPiece("uv is missing: put it on the PATH, or run ./run test once.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines()
        raise MissingPiece(f"{lock} could not be installed: {said[-1] if said else ''}") from error


def _environment(folder: Path) -> dict[str, str]:
    mails = folder / "mail"
    mails.mkdir()
    return {
        "DJANGO_SETTINGS_MODULE": "proactivox.settings",
        "PROACTIVOX_ENV": "development",
        "PUBLIC_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "EMAIL_URL": "filemail://",
        "EMAIL_FILE_PATH": str(mails),
        **product_secrets(folder / "secrets.json"),
    }
