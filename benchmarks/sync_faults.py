"""Rows lost, doubled and altered by a sync while its vendor fails and its workers are killed."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import django

from benchmarks import Bench, MissingPiece, Result, print_table
from benchmarks.bench import install_extras
from sandbox.serving import Running, running

if TYPE_CHECKING:
    from benchmarks.faults.counting import Damage, Deal

BENCHMARK = "rows lost, doubled, altered under failures, cut connections and kill -9"
GOAL = "<= 0"
_LEASE = "2"
_PEERS = ("tap", "target")


class Reader(Protocol):
    """Whoever follows the organisation."""

    def ask(self) -> None: ...
    def read(self) -> None: ...
    def read_calmly(self) -> None: ...
    def deals(self) -> list[tuple[str, Deal]]: ...


def main(bench: Bench, deals: int = 4_000, seed: int = 7) -> Result:
    """All damage that is left of ours when everything is calm again; a peer's is `other`.

    The peer goes through the same story in a sandbox of its own; where it cannot be installed that
    is said, and ours is counted alone.
    """
    from benchmarks.peers.proxy import LOGIN_HOST
    from benchmarks.salesforce.rounds import UNTIL, use

    folder = bench.folder / "sandbox-faults"
    with running(folder, leads=0, deals=deals, until=UNTIL, tls_names=[LOGIN_HOST]) as sandbox:
        # Before the settings are read, which say where the vendors are.
        os.environ["JOB_LEASE_SECONDS"] = _LEASE
        env = use(bench, sandbox, folder) | {"JOB_LEASE_SECONDS": _LEASE}
        django.setup()
        from benchmarks.faults.ours import connect_reader

        chance = random.Random(seed)  # noqa: S311
        found = {"ours": _told(sandbox, connect_reader(env, sandbox, chance), seed)}
        try:
            found["tap-salesforce, target-postgres"] = _peer(bench, sandbox, seed)
        except MissingPiece as missing:
            print(f"No peer: {missing}")
    rows = [[name, one.rows, one.lost, one.doubled, one.altered] for name, one in found.items()]
    print_table(("reader", "rows", "lost", "doubled", "altered"), rows)
    ours, *others = (one.total for one in found.values())
    return Result("sync_faults", ours, sum(others), "rows", ours, GOAL)


def _told(sandbox: Running, reader: Reader, seed: int) -> Damage:
    """The whole story once; what of it the reader holds otherwise in the end."""
    from benchmarks.faults.counting import count_damage
    from benchmarks.faults.script import ACTS, KILLS, Story

    story = Story(sandbox.control, random.Random(seed))  # noqa: S311
    story.begin()
    for number, (title, faults) in enumerate(ACTS):
        print(f"Act {number + 1}: {title}; {KILLS} workers are killed", flush=True)
        if number:
            story.go_on(600)
            story.wait(1800.0)
            reader.ask()
        for fault in faults:
            sandbox.control.fault(**fault)
        reader.read()
    hits = sum(int(fault["hits"]) for fault in sandbox.control.faults())
    print(f"{hits} requests failed, {KILLS * len(ACTS)} workers were killed.")
    story.calm()
    for _ in range(2):
        # Twice, because a horizon leaves the youngest rows to the next sync.
        story.wait(1800.0)
        reader.read_calmly()
    return count_damage(sandbox.control, reader.deals())


def _peer(bench: Bench, sandbox: Running, seed: int) -> Damage:
    from benchmarks.faults.peer import PeerReader
    from benchmarks.peers.proxy import login_proxy
    from benchmarks.peers.running import grant_of, make_scene
    from benchmarks.peers.singer import make_pipe

    tap, target = (_install(peer) for peer in _PEERS)
    grant = grant_of(sandbox)
    sandbox.control.reset()
    sandbox.control.settings(is_rotating=False)
    with login_proxy(int(sandbox.origin.rpartition(":")[2])) as proxy:
        scene = make_scene(bench.folder / "peer", proxy, sandbox.ca_path, grant)
        sockets = str(bench.servers.postgres.sockets)
        pipe = make_pipe(scene, tap, target, bench.admin_url, sockets)
        return _told(sandbox, PeerReader(pipe, random.Random(seed)), seed)  # noqa: S311


def _install(peer: str) -> Path:
    return install_extras(f"peers-{peer}", f"requirements/bench-peers-{peer}.txt")
