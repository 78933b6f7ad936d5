"""Runs a peer over all opportunities, as its users do, and counts what came."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.bench import MissingPiece, program_of
from sandbox.serving import Running

STREAM = "Opportunity"
PATIENCE = 900.0


@dataclass(frozen=True)
class Peer:
    """What a peer did: rows that it wrote, and seconds from its start to its end."""

    name: str
    rows: int
    seconds: float

    @property
    def speed(self) -> float:
        return self.rows / self.seconds


@dataclass(frozen=True)
class Scene:
    """Where peers keep their files, the grant they use, and the environment that leads them."""

    folder: Path
    env: dict[str, str]
    grant: dict[str, str] = field(repr=False)

    def file(self, name: str, content: Any) -> str:
        """The path of a JSON file with this content."""
        path = self.folder / name
        path.write_text(json.dumps(content))
        path.chmod(0o600)
        return str(path)


def make_scene(folder: Path, proxy: str, ca: str, grant: Mapping[str, str]) -> Scene:
    """Only what a peer needs to find the sandbox behind its fixed log-in host."""
    folder.mkdir()
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "HTTPS_PROXY": proxy,
        "NO_PROXY": "127.0.0.1",
        "REQUESTS_CA_BUNDLE": ca,
    }
    return Scene(folder, env, dict(grant))


def grant_of(sandbox: Running) -> dict[str, str]:
    """What a peer's user would have copied out of the consent: of the source that we connected."""
    from accounts.models import Workspace
    from accounts.tenancy import inside
    from integrations.credentials import refresh_token_of
    from integrations.models import Source

    acme = Workspace.objects.get(slug="acme")
    with inside(acme):
        found = refresh_token_of(Source.objects.get().pk)
    assert found is not None
    return {
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
        "refresh_token": found[1],
    }


def run_airbyte(scene: Scene, python: Path) -> Peer:
    """The source alone: its records go nowhere, no database is waited for."""
    config = scene.file("airbyte.json", {**scene.grant, "start_date": "2020-01-01T00:00:00Z"})
    stream = {
        "name": STREAM,
        "json_schema": {},
        "supported_sync_modes": ["full_refresh", "incremental"],
    }
    configured = {
        "stream": stream,
        "sync_mode": "full_refresh",
        "destination_sync_mode": "overwrite",
    }
    catalog = scene.file("airbyte-catalog.json", {"streams": [configured]})
    words = [*program_of(python, "source-salesforce"), "read", "--config", config]
    begin = time.perf_counter()
    log = scene.folder / "airbyte.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*words, "--catalog", catalog], env=scene.env, stdout=subprocess.PIPE, stderr=errors
        )
        assert process.stdout is not None
        with process.stdout as lines:
            rows = sum(1 for line in lines if b'"type":"RECORD"' in line[:200].replace(b" ", b""))
        must_be_well("airbyte-source-salesforce", process.wait(PATIENCE), log)
    return Peer("airbyte-source-salesforce, no database", rows, time.perf_counter() - begin)


def must_be_well(name: str, code: int, log: Path) -> None:
    if code != 0:
        said = log.read_text(errors="replace").strip().splitlines()
        raise MissingPiece(f"{name} ended with {code}: {said[-1][:300] if said else ''}")
