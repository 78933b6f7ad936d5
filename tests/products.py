"""The whole product as subprocesses, for journeys and for faults."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from proactivox.embedded import SCRATCH, EmbeddedServers, ValkeyServer
from proactivox.embedded.databases import drop_database
from proactivox.launch import programs
from proactivox.launch.environment import SandboxAddresses
from proactivox.launch.parts import ProgramPart
from proactivox.launch.places import ROOT
from proactivox.launch.ports import LOOPBACK, free_port
from proactivox.launch.readiness import ask_readiness
from proactivox.launch.supervisor import Supervisor
from tests.databases import aliases_at
from tests.server_addresses import run_cluster, run_folder, worker_name
from tests.servers import product_environment

_READY_SECONDS = 120.0


@dataclass(frozen=True)
class LiveProduct:
    """A running product: where it is, its programs, and the environment that reaches it."""

    url: str
    env: dict[str, str]
    sandbox: SandboxAddresses
    mails: Path
    parts: dict[str, ProgramPart]

    def manage(self, *words: str) -> str:
        """Run a management command against it; its output."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def log_of(self, part: str) -> str:
        """Everything that one of its programs has written so far."""
        return self.parts[part].log.read_text(errors="replace")


@dataclass(frozen=True)
class BreakableProduct(LiveProduct):
    """A product on servers of its own: `servers.postgres.kill()`, `parts["worker-sync"].kill()`.

    Nothing is started again by itself; `.start()` of the same object does it.
    """

    servers: EmbeddedServers


@pytest.fixture(scope="session")
def live_product(template_database: str) -> Iterator[LiveProduct]:
    """One product for all journeys, on a database of its own; tests must not break it.

    Web, both workers, the clock and a small sandbox; `live_database` reads its tables.
    """
    cluster, name = run_cluster(), f"live_{worker_name()}"
    folder = run_folder() / name
    valkey = ValkeyServer(folder / "valkey")
    cluster.make_database(name, template=template_database)
    with ExitStack() as stack:
        stack.callback(drop_database, cluster.admin_url, name)
        valkey.start()
        stack.callback(valkey.stop)
        addresses = cluster.database_environment(name) | {"REDIS_URL": valkey.url}
        yield LiveProduct(**stack.enter_context(_running_programs(folder, addresses)))


@pytest.fixture
def live_database(live_product: LiveProduct, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django's aliases in this test point at the live product's database, with real commits."""
    name = f"live_{worker_name()}"
    with django_db_blocker.unblock(), aliases_at(name):
        yield


@pytest.fixture
def breakable_product() -> Iterator[BreakableProduct]:
    """A product whose servers and programs a test may kill and start again."""
    folder = Path(tempfile.mkdtemp(prefix="px-"))
    servers = EmbeddedServers(folder / "servers", SCRATCH)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(servers.stop)
        servers.start()
        servers.make_database()
        running = _running_programs(folder, servers.environment(), migrates=True)
        yield BreakableProduct(servers=servers, **stack.enter_context(running))


@contextmanager
def _running_programs(
    folder: Path, addresses: Mapping[str, str], *, migrates: bool = False
) -> Iterator[dict[str, object]]:
    """Start everything, wait until it is ready, stop it; the fields of a LiveProduct."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    environment = _environment(folder, port) | dict(addresses)
    supervisor = Supervisor(tell=lambda text: None)
    try:
        sandbox = _start_sandbox(supervisor, environment, folder)
        environment |= sandbox.environment
        if migrates:
            _migrate(environment)
        parts = [
            programs.web(environment, folder, host=LOOPBACK, port=port),
            programs.sync_worker(environment, folder),
            programs.quick_worker(environment, folder),
            programs.beat(environment, folder),
        ]
        for part in parts:
            supervisor.start(part)
        _await_ready(supervisor, port)
        yield {
            "url": environment["PUBLIC_URL"],
            "env": environment,
            "sandbox": sandbox,
            "mails": Path(environment["EMAIL_FILE_PATH"]),
            "parts": {part.name: part for part in parts},
        }
    finally:
        supervisor.stop()


def _environment(folder: Path, port: int) -> dict[str, str]:
    own = product_environment(folder) | {
        "PUBLIC_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "JOB_SWEEP_SECONDS": "0.5",
        "SANDBOX_LEADS": "300",
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **own}


def _start_sandbox(
    supervisor: Supervisor, environment: Mapping[str, str], folder: Path
) -> SandboxAddresses:
    place = folder / "sandbox"
    place.mkdir(exist_ok=True)
    ports = {"port": free_port(), "http_port": free_port()}
    supervisor.start(programs.sandbox(environment, folder, place=place, **ports))
    is_there = supervisor.wait_for(
        lambda: SandboxAddresses.read(place) is not None, within_seconds=_READY_SECONDS
    )
    found = SandboxAddresses.read(place)
    assert is_there, "the sandbox did not become ready"
    assert found is not None
    return found


def _migrate(environment: Mapping[str, str]) -> None:
    command = [sys.executable, "manage.py", "migrate", "--database", "owner", "--no-input"]
    subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, check=True)


def _await_ready(supervisor: Supervisor, port: int) -> None:
    def is_ready() -> bool:
        return ask_readiness(LOOPBACK, port, f"localhost:{port}")[0] == 200

    if not supervisor.wait_for(is_ready, within_seconds=_READY_SECONDS):
        raise AssertionError(ask_readiness(LOOPBACK, port, f"localhost:{port}")[1])
