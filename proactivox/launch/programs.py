"""The programs that the product consists of, with their command lines."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from proactivox.launch.parts import ProgramPart

SYNC_QUEUES = "sync,bulk,webhook"
BACKFILL_QUEUES = "backfill"
QUICK_QUEUES = "interactive,mail,dispatch"


def web(environment: Mapping[str, str], folder: Path, *, host: str, port: int) -> ProgramPart:
    """The pages and the API, by granian."""
    options = {
        "interface": "wsgi",
        "host": host,
        "port": str(port),
        "workers": environment.get("WEB_WORKERS", "1"),
        "blocking-threads": environment.get("WEB_THREADS", "8"),
        "http": "1",
        "workers-kill-timeout": "5",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    command = ["granian", *words, "--no-ws", "--respawn-failed-workers"]
    # Threads of Python wait for each other anyway: a heap for each of them is 5 MB for nothing.
    prepared = {"PREPARE_AFTER": "5", "MALLOC_ARENA_MAX": "2", **environment}
    return _module("web", [*command, "proactivox.wsgi:application"], prepared, folder)


def sync_worker(environment: Mapping[str, str], folder: Path) -> ProgramPart:
    """The worker of long jobs, so that they never stand before the short ones."""
    return _worker("sync", SYNC_QUEUES, 2, {"LOOK_PREPARE_AFTER": "5", **environment}, folder)


def backfill_worker(environment: Mapping[str, str], folder: Path) -> ProgramPart:
    """The worker of old months, so that they never stand before what is new."""
    return _worker("backfill", BACKFILL_QUEUES, 1, environment, folder)


def quick_worker(environment: Mapping[str, str], folder: Path) -> ProgramPart:
    """The worker of what somebody is waiting for."""
    return _worker("quick", QUICK_QUEUES, 1, environment, folder)


def beat(environment: Mapping[str, str], folder: Path) -> ProgramPart:
    """The clock; where it stands is a file that may be lost without harm."""
    schedule = str(folder / "run" / "beat-schedule")
    words = ["celery", "-A", "proactivox", "beat", "-s", schedule, "--pidfile="]
    return _module("beat", words, environment, folder)


def sandbox(
    environment: Mapping[str, str], folder: Path, *, place: Path, port: int, http_port: int
) -> ProgramPart:
    """The look-alikes of vendors and the mailbox, in development alone."""
    options = {
        "dir": str(place),
        "port": str(port),
        "http-port": str(http_port),
        "seed": environment.get("SANDBOX_SEED", "7"),
        "leads": environment.get("SANDBOX_LEADS", "6000"),
        "mail-dir": environment["EMAIL_FILE_PATH"],
        "stripe-webhook": environment.get("PUBLIC_URL", "").rstrip("/") + "/inbound/stripe",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return _module("sandbox", ["sandbox", "serve", *words], environment, folder)


def _worker(
    name: str, queues: str, processes: int, environment: Mapping[str, str], folder: Path
) -> ProgramPart:
    words = ["celery", "-A", "proactivox", "worker", "-Q", queues, "-c", str(processes)]
    quiet = ["-n", f"{name}@%h", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    return _module(f"worker-{name}", [*words, *quiet], environment, folder)


def _module(
    name: str, words: list[str], environment: Mapping[str, str], folder: Path
) -> ProgramPart:
    return ProgramPart(name, [sys.executable, "-m", *words], environment, folder)
