"""A sandbox as a subprocess, for tests and benchmarks."""

import json
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from sandbox.control.client import Control

ROOT = Path(__file__).resolve().parent.parent
POLL_SECONDS = 0.05


class NotStartedError(Exception):
    """The sandbox ended or stayed silent; the text is what it wrote."""


@dataclass(frozen=True)
class Running:
    """A sandbox that answers: where, and how to steer it."""

    origin: str
    instance_origin: str
    http_origin: str
    ca_path: str
    client_id: str
    client_secret: str = field(repr=False)
    ready: dict[str, Any] = field(repr=False)
    control: Control = field(repr=False)
    process: subprocess.Popen[bytes] = field(repr=False)


@contextmanager
def running(
    folder: Path,
    *,
    seed: int = 7,
    leads: int = 300,
    deals: int | None = None,
    until: str | None = None,
    port: int = 0,
    http_port: int = 0,
    mail_dir: Path | None = None,
    job_delay: float = 0.05,
    token_lifetime: float = 7200.0,
    patience: float = 300.0,
    tls_names: Sequence[str] = (),
    stripe_webhook: str = "",
) -> Iterator[Running]:
    """A sandbox on free ports for as long as the block lasts.

    `tls_names` are further hosts that its certificate speaks for.
    `until` is an ISO moment: give one where a test needs the same records on any day.
    Raises NotStartedError.
    """
    words = ["serve", "--dir", str(folder), "--seed", str(seed), "--leads", str(leads)]
    words += ["--port", str(port), "--http-port", str(http_port), "--job-delay", str(job_delay)]
    words += ["--token-lifetime", str(token_lifetime)]
    words += ["--stripe-webhook", stripe_webhook]
    for name, value in (("--deals", deals), ("--until", until), ("--mail-dir", mail_dir)):
        words += [name, str(value)] if value is not None else []
    for name in tls_names:
        words += ["--tls-name", name]
    folder.mkdir(parents=True, exist_ok=True)
    log_path = folder / "log"
    with log_path.open("wb") as log:
        (folder / "ready.json").unlink(missing_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", *words], cwd=ROOT, stdout=log, stderr=log
        )
        try:
            ready = _await_ready(process, folder, log_path, patience)
            with httpx.Client(verify=_trust(ready["ca"]), timeout=60, trust_env=False) as http:
                yield _running(process, ready, http)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _trust(ca: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca)


def _running(
    process: subprocess.Popen[bytes], ready: dict[str, Any], http: httpx.Client
) -> Running:
    return Running(
        origin=ready["origin"],
        instance_origin=ready["instance_origin"],
        http_origin=ready["http_origin"],
        ca_path=ready["ca"],
        client_id=ready["client_id"],
        client_secret=ready["client_secret"],
        ready=ready,
        control=Control(http, ready["instance_origin"]),
        process=process,
    )


def _await_ready(
    process: subprocess.Popen[bytes], folder: Path, log: Path, patience: float
) -> dict[str, Any]:
    end = time.monotonic() + patience
    path = folder / "ready.json"
    while time.monotonic() < end:
        if path.exists():
            found: dict[str, Any] = json.loads(path.read_text())
            return found
        if process.poll() is not None:
            raise NotStartedError(log.read_text(errors="replace"))
        time.sleep(POLL_SECONDS)
    raise NotStartedError(f"not ready after {patience} s: {log.read_text(errors='replace')}")
