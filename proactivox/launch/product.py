"""One running product: its servers, migrations, programs and demo, step by step."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

from proactivox.embedded import EmbeddedServers
from proactivox.embedded.databases import make_database, make_roles
from proactivox.embedded.problems import StartupProblem, explain, is_disk_full
from proactivox.launch import places, programs
from proactivox.launch.environment import (
    SandboxAddresses,
    is_sandbox_wanted,
    product_environment,
    uses_own_postgres,
    uses_own_valkey,
)
from proactivox.launch.parts import ServerPart
from proactivox.launch.readiness import ask_readiness
from proactivox.launch.sandbox_ports import sandbox_ports
from proactivox.launch.supervisor import Supervisor
from proactivox.launch.terminal import say

_READY_SECONDS = 120.0


class Product:
    """Its methods are called in the order in which they stand here."""

    def __init__(self, host: str, port: int, supervisor: Supervisor) -> None:
        self._host, self._port, self._supervisor = host, port, supervisor
        self._servers = EmbeddedServers(places.SERVERS)
        self._environment = product_environment(port, self._servers)
        self._sandbox: SandboxAddresses | None = None

    def start_servers(self) -> None:
        if uses_own_postgres():
            say("Starting PostgreSQL ...")
            self._supervisor.start(ServerPart("PostgreSQL", self._servers.postgres))
            make_roles(self._servers.admin_url)
            make_database(self._servers.admin_url, "proactivox")
        if uses_own_valkey():
            say("Starting Valkey ...")
            self._supervisor.start(ServerPart("Valkey", self._servers.valkey))

    def start_sandbox(self) -> None:
        """Only begun here: it makes its data while the migrations run."""
        if not is_sandbox_wanted():
            return
        port, http_port = sandbox_ports(places.SANDBOX / "ports.json", self._port)
        (places.SANDBOX / "ready.json").unlink(missing_ok=True)
        start = partial(programs.sandbox, self._environment, places.VAR, place=places.SANDBOX)
        self._supervisor.start(start(port=port, http_port=http_port))

    def migrate(self) -> None:
        say("Migrating the database ...")
        done = self._manage("migrate", "--database", "owner", "--no-input", capture=True)
        if done.returncode != 0:
            said = "\n".join(f"    {line}" for line in done.stdout.strip().splitlines()[-8:])
            if is_disk_full(said):
                raise explain("The migration", said, places.VAR)
            raise StartupProblem(f"The database could not be migrated:\n{said}")

    def start_programs(self) -> None:
        """Web, workers and clock, which know where the sandbox is."""
        if is_sandbox_wanted():
            say("Waiting for the sandbox ...")
            self._await_sandbox()
        say("Starting web, workers and clock ...")
        environment, folder = self._environment, places.VAR
        for part in (
            programs.web(environment, folder, host=self._host, port=self._port),
            programs.sync_worker(environment, folder),
            programs.backfill_worker(environment, folder),
            programs.quick_worker(environment, folder),
            programs.beat(environment, folder),
        ):
            self._supervisor.start(part)
        places.PORT.write_text(f"{self._port}\n")

    def wait_until_ready(self) -> None:
        """Until /readyz says that database, broker, worker and migrations are well."""
        if not self._supervisor.wait_for(self._is_ready, within_seconds=_READY_SECONDS):
            raise StartupProblem(
                f"Not ready after {_READY_SECONDS:.0f} seconds. /readyz says: "
                f"{self._readiness()[1]}. The logs are in {places.LOGS}."
            )

    def make_demo(self) -> None:
        """The demo workspace by the ordinary path; a failure leaves a running product."""
        say("Making the demo workspace; this takes a minute or two, once.")
        if self._sandbox is not None:
            # Where nothing can be bought, nobody can look at billing.
            self._manage("sync_plans", capture=True)
        if self._manage("demo").returncode != 0:
            say("The demo workspace could not be made; the reason is above. Everything else runs.")

    def tell_how_to_enter(self) -> None:
        say(f"\nReady: {self._environment['PUBLIC_URL']}")
        with suppress(OSError, ValueError):
            demo = json.loads(places.DEMO.read_text())
            say(f"  E-mail:   {demo['email']}")
            say(f"  Password: {demo['password']}")
        if self._sandbox is not None:
            say(f"  Sent mail is at {self._sandbox.http_origin}/mail")
        say(f"  Logs are in {places.LOGS}. Ctrl-C stops everything.")

    def _await_sandbox(self) -> None:
        def is_there() -> bool:
            self._sandbox = SandboxAddresses.read(places.SANDBOX)
            return self._sandbox is not None

        if not self._supervisor.wait_for(is_there, within_seconds=_READY_SECONDS):
            raise StartupProblem(f"The sandbox is not ready; its log is {places.LOGS}/sandbox.log.")
        if self._sandbox is not None:
            more = self._sandbox.environment
            self._environment = product_environment(self._port, self._servers, more)

    def _manage(self, *words: str, capture: bool = False) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=places.ROOT,
            env=self._environment,
            stdout=subprocess.PIPE if capture else None,
            stderr=subprocess.STDOUT if capture else None,
            text=True,
            check=False,
        )

    def _is_ready(self) -> bool:
        return self._readiness()[0] == http.client.OK

    def _readiness(self) -> tuple[int, str]:
        public_host = urlsplit(self._environment["PUBLIC_URL"]).netloc
        return ask_readiness(self._host, self._port, public_host)
