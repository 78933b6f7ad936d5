"""The first sync of opportunities against peers that people run today, on the same server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import django

from benchmarks import Bench, MissingPiece, Result, print_table
from benchmarks.bench import install_extras
from sandbox.serving import Running, running

if TYPE_CHECKING:
    from benchmarks.peers.running import Peer

BENCHMARK = (
    "first sync of 100,000 opportunities against airbyte-source-salesforce and tap-salesforce"
)
GOAL = 20
# Each in an environment of its own, because they need other versions of the same packages.
_PEERS = ("airbyte", "tap", "target")


def main(bench: Bench, rows: int = 100_000) -> Result:
    """Rows per second, ours / the better peer's.

    Records have about 40 columns. Ours reads those that the product has use for, into its own
    database with all of its checks and rollups; peers read what they read by default: the one from
    Airbyte into nothing, the tap into the same PostgreSQL.
    """
    from benchmarks.peers.proxy import LOGIN_HOST
    from benchmarks.salesforce.rounds import UNTIL, use

    pythons = {
        peer: install_extras(f"peers-{peer}", f"requirements/bench-peers-{peer}.txt")
        for peer in _PEERS
    }
    print(f"Making a business of {rows:,} opportunities ...", flush=True)
    folder = bench.folder / "sandbox-peers"
    with running(
        folder, leads=0, deals=rows, until=UNTIL, job_delay=0.0, tls_names=[LOGIN_HOST]
    ) as sandbox:
        env = use(bench, sandbox, folder)
        django.setup()
        ours = _ours(bench, env)
        peers = _peers(bench, sandbox, pythons)
    table = [["ours", ours.rows, ours.seconds, ours.speed]]
    table += [[peer.name, peer.rows, peer.seconds, peer.speed] for peer in peers]
    print_table(("", "rows", "s", "rows/s"), table)
    better = max(peers, key=lambda peer: peer.speed)
    for peer in peers:
        if peer.rows != rows:
            raise MissingPiece(f"{peer.name} wrote {peer.rows:,} rows instead of {rows:,}.")
    ratio = ours.speed / better.speed
    return Result("sync_peers", ours.speed, better.speed, "rows/s", ratio, f">= {GOAL}")


def _ours(bench: Bench, env: dict[str, str]) -> Peer:
    from benchmarks.peers.running import Peer
    from benchmarks.salesforce.ours import Asked
    from benchmarks.salesforce.rounds import run_ours

    synced = run_ours(env, Asked("acme", "Opportunity", bench.postmaster))
    return Peer("ours", synced.rows, synced.whole_seconds)


def _peers(bench: Bench, sandbox: Running, pythons: dict[str, Path]) -> list[Peer]:
    from benchmarks.peers.proxy import login_proxy
    from benchmarks.peers.running import grant_of, make_scene, run_airbyte
    from benchmarks.peers.singer import run_singer

    # As an organisation stands that rotates nothing, so that each peer can log in anew.
    sandbox.control.settings(denied_objects=[], is_rotating=False)
    port = int(sandbox.origin.rpartition(":")[2])
    with login_proxy(port) as proxy:
        scene = make_scene(bench.folder / "peers", proxy, sandbox.ca_path, grant_of(sandbox))
        print("Running tap-salesforce with pipelinewise-target-postgres ...", flush=True)
        sockets = str(bench.servers.postgres.sockets)
        singer = run_singer(scene, pythons["tap"], pythons["target"], bench.admin_url, sockets)
        print("Running airbyte-source-salesforce ...", flush=True)
        return [run_airbyte(scene, pythons["airbyte"]), singer]
