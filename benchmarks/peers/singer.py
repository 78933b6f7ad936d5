"""tap-salesforce by REST into pipelinewise-target-postgres, as a scheduler would run the two."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.bench import program_of
from benchmarks.peers.running import PATIENCE, STREAM, Peer, Scene, must_be_well

TABLE = f"peer.{STREAM.lower()}"
_DATABASE = "peers"


@dataclass(frozen=True)
class Pipe:
    """The two command lines; what the target confirms becomes the tap's next state."""

    scene: Scene
    tap: tuple[str, ...]
    target: tuple[str, ...]
    admin_url: str

    @property
    def database(self) -> psycopg.Connection[Any]:
        """The database into which the target writes."""
        return psycopg.connect(self.admin_url, dbname=_DATABASE)

    def start(self) -> tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]:
        """Both, joined by a pipe."""
        state = self.scene.folder / "state.json"
        words = [*self.tap, *(["--state", str(state)] if state.exists() else [])]
        files = [self.scene.folder / name for name in ("tap.log", "target.log", "confirmed")]
        with files[0].open("w") as said, files[1].open("w") as told, files[2].open("w") as out:
            tap = subprocess.Popen(words, env=self.scene.env, stdout=subprocess.PIPE, stderr=said)
            target = subprocess.Popen(
                self.target, env=self.scene.env, stdin=tap.stdout, stdout=out, stderr=told
            )
        assert tap.stdout is not None
        tap.stdout.close()
        return tap, target

    def keep_state(self) -> None:
        """Remember the last state that the target confirmed, if it did any."""
        lines = (self.scene.folder / "confirmed").read_text().splitlines()
        if whole := [line for line in lines if line.startswith("{") and line.endswith("}")]:
            self.scene.file("state.json", json.loads(whole[-1]))

    def run(self) -> None:
        """Once, to the end; raises MissingPiece when either of the two fails."""
        tap, target = self.start()
        codes = target.wait(PATIENCE), tap.wait(PATIENCE)
        must_be_well("target-postgres", codes[0], self.scene.folder / "target.log")
        must_be_well("tap-salesforce", codes[1], self.scene.folder / "tap.log")
        self.keep_state()


def run_singer(scene: Scene, tap: Path, target: Path, admin_url: str, sockets: str) -> Peer:
    """Read all opportunities once, from the discovery to the last row."""
    begin = time.perf_counter()
    pipe = make_pipe(scene, tap, target, admin_url, sockets)
    pipe.run()
    seconds = time.perf_counter() - begin
    with pipe.database as database:
        counted = database.execute(f"SELECT count(*) FROM {TABLE}".encode())  # noqa: S608
        ((rows,),) = counted.fetchall()
    return Peer("tap-salesforce with pipelinewise-target-postgres", int(rows), seconds)


def make_pipe(scene: Scene, tap: Path, target: Path, admin_url: str, sockets: str) -> Pipe:
    """Discover, choose the one stream, make an empty database."""
    settings = {"start_date": "2020-01-01T00:00:00Z", "api_type": "REST"}
    settings |= {"select_fields_by_default": "true", **scene.grant}
    tap_words = (*program_of(tap, "tap-salesforce"), "--config", scene.file("tap.json", settings))
    catalog = scene.file("tap-catalog.json", _selected(_discovered(scene, tap_words)))
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {_DATABASE}".encode())
        admin.execute(f"CREATE DATABASE {_DATABASE}".encode())
    place = {"host": sockets, "port": 5432, "user": "postgres", "password": "-"}
    into = {**place, "dbname": _DATABASE, "default_target_schema": "peer"}
    target_words = (*program_of(target, "target-postgres"), "-c", scene.file("target.json", into))
    return Pipe(scene, (*tap_words, "--properties", catalog), target_words, admin_url)


def _discovered(scene: Scene, words: Sequence[str]) -> dict[str, Any]:
    log = scene.folder / "discover.log"
    with log.open("w") as errors:
        done = subprocess.run(
            [*words, "--discover"],
            env=scene.env,
            stdout=subprocess.PIPE,
            stderr=errors,
            timeout=PATIENCE,
            check=False,
        )
    must_be_well("tap-salesforce --discover", done.returncode, log)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _selected(catalog: dict[str, Any]) -> dict[str, Any]:
    """The catalogue with the one stream chosen, with all its fields, followed by its stamp."""
    chosen = [stream for stream in catalog["streams"] if stream["tap_stream_id"] == STREAM]
    for stream in chosen:
        for entry in stream["metadata"]:
            entry["metadata"]["selected"] = entry["metadata"].get("inclusion") != "unsupported"
            if not entry["breadcrumb"]:
                entry["metadata"]["replication-key"] = "SystemModstamp"
                entry["metadata"]["replication-method"] = "INCREMENTAL"
    return {"streams": chosen}
