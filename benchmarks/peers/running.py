"""Runs a peer over all opportunities, as its users do, and counts what came."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.bench import MissingPiece

_STREAM = "Opportunity"
_DATABASE = "peers"
_PATIENCE = 900.0


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


def run_airbyte(scene: Scene, python: Path) -> Peer:
    """The source alone: its records go nowhere, no database is waited for."""
    config = scene.file("airbyte.json", {**scene.grant, "start_date": "2020-01-01T00:00:00Z"})
    stream = {
        "name": _STREAM,
        "json_schema": {},
        "supported_sync_modes": ["full_refresh", "incremental"],
    }
    configured = {
        "stream": stream,
        "sync_mode": "full_refresh",
        "destination_sync_mode": "overwrite",
    }
    catalog = scene.file("airbyte-catalog.json", {"streams": [configured]})
    words = [str(python.parent / "source-salesforce"), "read", "--config", config]
    begin = time.perf_counter()
    log = scene.folder / "airbyte.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*words, "--catalog", catalog], env=scene.env, stdout=subprocess.PIPE, stderr=errors
        )
        assert process.stdout is not None
        with process.stdout as lines:
            rows = sum(1 for line in lines if b'"type":"RECORD"' in line[:200].replace(b" ", b""))
        _must_be_well("airbyte-source-salesforce", process.wait(_PATIENCE), log)
    return Peer("airbyte-source-salesforce, no database", rows, time.perf_counter() - begin)


def run_singer(scene: Scene, tap: Path, target: Path, admin_url: str, sockets: str) -> Peer:
    """tap-salesforce by REST into pipelinewise-target-postgres."""
    config = scene.file(
        "tap.json",
        {
            **scene.grant,
            "start_date": "2020-01-01T00:00:00Z",
            "api_type": "REST",
            "select_fields_by_default": "true",
        },
    )
    tap_words = [str(tap.parent / "tap-salesforce"), "--config", config]
    begin = time.perf_counter()
    catalog = scene.file("tap-catalog.json", _selected(_discovered(scene, tap_words)))
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {_DATABASE}".encode())
        admin.execute(f"CREATE DATABASE {_DATABASE}".encode())
    place = {"host": sockets, "port": 5432, "user": "postgres", "password": "-"}
    into = {**place, "dbname": _DATABASE, "default_target_schema": "peer"}
    target_words = [str(target.parent / "target-postgres"), "-c", scene.file("target.json", into)]
    _pipe(scene, [*tap_words, "--properties", catalog], target_words)
    seconds = time.perf_counter() - begin
    with psycopg.connect(admin_url, dbname=_DATABASE) as database:
        counted = database.execute(f"SELECT count(*) FROM peer.{_STREAM.lower()}".encode())  # noqa: S608
        ((rows,),) = counted.fetchall()
    return Peer("tap-salesforce with pipelinewise-target-postgres", int(rows), seconds)


def _discovered(scene: Scene, words: Sequence[str]) -> dict[str, Any]:
    log = scene.folder / "discover.log"
    with log.open("w") as errors:
        done = subprocess.run(
            [*words, "--discover"],
            env=scene.env,
            stdout=subprocess.PIPE,
            stderr=errors,
            timeout=_PATIENCE,
            check=False,
        )
    _must_be_well("tap-salesforce --discover", done.returncode, log)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _selected(catalog: dict[str, Any]) -> dict[str, Any]:
    """The catalogue with the one stream chosen, with all its fields."""
    chosen = [stream for stream in catalog["streams"] if stream["tap_stream_id"] == _STREAM]
    for stream in chosen:
        for entry in stream["metadata"]:
            entry["metadata"]["selected"] = entry["metadata"].get("inclusion") != "unsupported"
    return {"streams": chosen}


def _pipe(scene: Scene, tap_words: Sequence[str], target_words: Sequence[str]) -> None:
    logs = [scene.folder / name for name in ("tap.log", "target.log")]
    with logs[0].open("w") as tap_errors, logs[1].open("w") as target_errors:
        tap = subprocess.Popen(tap_words, env=scene.env, stdout=subprocess.PIPE, stderr=tap_errors)
        target = subprocess.Popen(
            target_words,
            env=scene.env,
            stdin=tap.stdout,
            stdout=subprocess.DEVNULL,
            stderr=target_errors,
        )
        assert tap.stdout is not None
        tap.stdout.close()
        codes = target.wait(_PATIENCE), tap.wait(_PATIENCE)
    _must_be_well("target-postgres", codes[0], logs[1])
    _must_be_well("tap-salesforce", codes[1], logs[0])


def _must_be_well(name: str, code: int, log: Path) -> None:
    if code != 0:
        said = log.read_text(errors="replace").strip().splitlines()
        raise MissingPiece(f"{name} ended with {code}: {said[-1][:300] if said else ''}")
