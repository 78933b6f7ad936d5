"""A product in mid-sync, and the three things that can be killed under it."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from proactivox.demo.sources import connect_salesforce
from proactivox.demo.story import Person, Setting, sign_up, workspace_path
from proactivox.demo.visitor import Visitor, trust
from proactivox.embedded import PostgresServer, ValkeyServer
from proactivox.launch.places import ROOT
from sandbox.control.client import Control
from tests.cast import PASSWORD
from tests.products import BreakableProduct

_numbers = itertools.count(1)
_PATIENCE = 120.0
_ROUTINE = re.compile(r"sweep.jobs|^ |^$")


@dataclass
class Scene:
    """The product, somebody's eyes on it, the sandbox's levers."""

    product: BreakableProduct
    folder: Path
    http: httpx.Client = field(init=False)
    control: Control = field(init=False)

    _before: dict[str, Any] = field(init=False)
    _visitors: list[Visitor] = field(default_factory=list)
    _down: str = ""
    _ending: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        sandbox = self.product.running.sandbox
        self.http = httpx.Client(verify=trust(sandbox.ca), trust_env=False, timeout=60)
        self.control = Control(self.http, sandbox.origin)
        self._before = self.control.state()["settings"]
        del self._before["clock_offset"]
        self._supervisor = threading.Thread(target=self._supervise)
        self._supervisor.start()

    def _supervise(self) -> None:
        """Starts a program again that ended by itself, as `./run up` and compose do."""
        while not self._ending.wait(0.3):
            with self._lock:
                for name, part in self.product.running.parts.items():
                    if not part.is_running() and name != self._down:
                        part.start()

    def close(self) -> None:
        """Leaves the product and its sandbox to the next test as they were."""
        self._ending.set()
        self._supervisor.join()
        # A worker that lost the broker may end by itself once its task is over: nobody would look.
        for name, part in self.product.running.parts.items():
            if name.startswith("worker"):
                part.kill()
            if not part.is_running():
                part.start()
        self.control.clear_faults()
        self.control.settings(**self._before)
        wait_until(lambda: self.get("/readyz").status_code == 200, "the product as it was")
        self.http.close()
        for visitor in self._visitors:
            visitor.close()

    def begin_sync(self, seconds_a_request: float = 0.1) -> tuple[Visitor, str]:
        """A new workspace whose first sync has begun and will take a while; "/w/<slug>/"."""
        running = self.product.running
        self.control.clear_faults()
        self.control.fault("delay", seconds=seconds_a_request, times=-1)
        # A sync leaves the latest minutes to the next one.
        self.control.settings(bulk_page_rows=60, page_rows=60)
        self.control.go_on()
        self.control.reset_counters()
        sandbox, number = running.sandbox, next(_numbers)
        setting = Setting(running.url, sandbox.origin, sandbox.http_origin, sandbox.ca, self.folder)
        alice = Person("Alice", f"alice@shop-{number}.example", PASSWORD, f"Shop {number}")
        for old in running.mails.iterdir():
            old.unlink()
        visitor = sign_up(setting, alice, lambda text: None)
        place = workspace_path(visitor)
        connect_salesforce(visitor, place, lambda text: None)
        self._visitors.append(visitor)
        return visitor, place

    def asked(self) -> int:
        """How many requests for data the sandbox has answered in this sync."""
        return sum("/services/data/" in row["path"] for row in self.control.requests())

    def await_requests(self, count: int) -> None:
        """Until the sync is as far as this."""
        wait_until(lambda: self.asked() >= count, f"{count} requests")

    def outcome(self, place: str) -> dict[str, Any]:
        """What is in the tables against the sandbox, once jobs are quiet."""
        self.control.clear_faults()
        slug = place.strip("/").split("/")[1]
        words = [sys.executable, "-m", "tests.torture.quiet", slug, str(_PATIENCE)]
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=self.product.running.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def last_words(self) -> str:
        """What the programs complained of, for whoever has to find out why a test failed."""
        told = {name: self.product.running.log_of(name) for name in self.product.running.parts}
        return "\n".join(f"--- {name}\n{_complaints(log)}" for name, log in told.items())

    def kill(self, what: str) -> None:
        """SIGKILL, without a word; a worker stays down until it is revived."""
        with self._lock:
            if what == "worker":
                self._down = "worker-sync"
                self.product.running.parts["worker-sync"].kill()
            else:
                self._server(what).kill()

    def revive(self, what: str) -> None:
        if what == "worker":
            self._down = ""
        else:
            self._server(what).start()

    def _server(self, what: str) -> PostgresServer | ValkeyServer:
        servers = self.product.servers
        return servers.valkey if what == "broker" else servers.postgres

    def get(self, path: str, visitor: Visitor | None = None) -> httpx.Response:
        """A page, whatever it answers."""
        client = visitor.http if visitor else self.http
        return client.get(self.product.running.url + path)


def _complaints(log: str) -> str:
    lines = [line for line in log.splitlines() if not _ROUTINE.search(line)]
    return "\n".join(lines[-60:])


def wait_until(is_true: Callable[[], bool], what: str, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < until, f"{what} did not come to pass"
        time.sleep(0.05)
