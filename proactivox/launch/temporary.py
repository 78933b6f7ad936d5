"""A whole product for a while, on free ports, no demo, no restarts: for tests and benchmarks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from proactivox.embedded.problems import StartupProblem
from proactivox.launch import programs
from proactivox.launch.environment import SandboxAddresses
from proactivox.launch.parts import ProgramPart
from proactivox.launch.places import ROOT
from proactivox.launch.ports import LOOPBACK, free_port
from proactivox.launch.readiness import ask_readiness
from proactivox.launch.supervisor import Supervisor

_READY_SECONDS = 120.0


@dataclass(frozen=True)
class RunningProduct:
    """Where it is, its programs, and the environment that reaches it."""

    url: str
    env: dict[str, str]
    sandbox: SandboxAddresses
    mails: Path
    parts: dict[str, ProgramPart]

    def manage(self, *words: str) -> str:
        """Run a management command against it; what it printed.

        Raises subprocess.CalledProcessError, with the output, when it fails.
        """
        return run_manage(self.env, *words)

    def log_of(self, part: str) -> str:
        """Everything that one of its programs has written so far."""
        return self.parts[part].log.read_text(errors="replace")


@contextmanager
def running_product(folder: Path, environment: Mapping[str, str]) -> Iterator[RunningProduct]:
    """Sandbox, web, both workers and the clock, ready; `environment` names migrated databases.

    It has to hold everything the settings read but PUBLIC_URL, ALLOWED_HOSTS and the sandbox's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    env = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        **environment,
        "PUBLIC_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
    }
    supervisor = Supervisor(tell=lambda text: None)
    try:
        sandbox = start_sandbox(supervisor, env, folder)
        env |= sandbox.environment
        parts = _start_programs(supervisor, env, folder, port)
        mails = Path(env["EMAIL_FILE_PATH"])
        yield RunningProduct(env["PUBLIC_URL"], env, sandbox, mails, parts)
    finally:
        supervisor.stop()


def run_manage(environment: Mapping[str, str], *words: str) -> str:
    """Run a management command; what it printed. A failure raises with the output as a note."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False
    )
    try:
        done.check_returncode()
    except subprocess.CalledProcessError as error:
        error.add_note(done.stdout + done.stderr)
        raise
    return done.stdout


def _start_programs(
    supervisor: Supervisor, env: Mapping[str, str], folder: Path, port: int
) -> dict[str, ProgramPart]:
    parts = [
        programs.web(env, folder, host=LOOPBACK, port=port),
        programs.sync_worker(env, folder),
        programs.backfill_worker(env, folder),
        programs.quick_worker(env, folder),
        programs.beat(env, folder),
    ]
    for part in parts:
        supervisor.start(part)

    def is_ready() -> bool:
        return ask_readiness(LOOPBACK, port, f"localhost:{port}")[0] == 200

    if not supervisor.wait_for(is_ready, within_seconds=_READY_SECONDS):
        said = ask_readiness(LOOPBACK, port, f"localhost:{port}")[1]
        raise StartupProblem(f"The product in {folder} is not ready: {said}")
    return {part.name: part for part in parts}


def start_sandbox(supervisor: Supervisor, env: Mapping[str, str], folder: Path) -> SandboxAddresses:
    """A sandbox below `folder` on free ports; the supervisor stops it."""
    place = folder / "sandbox"
    place.mkdir(exist_ok=True)
    port, http_port = free_port(), free_port()
    part = programs.sandbox(env, folder, place=place, port=port, http_port=http_port)
    supervisor.start(part)
    found: list[SandboxAddresses] = []

    def is_there() -> bool:
        found.extend(filter(None, [SandboxAddresses.read(place)]))
        return bool(found)

    if not supervisor.wait_for(is_there, within_seconds=_READY_SECONDS):
        raise StartupProblem(f"The sandbox is not ready: {part.last_words()}")
    return found[0]
