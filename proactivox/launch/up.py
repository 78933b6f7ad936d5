"""`./run up`: the whole product on this machine, in order, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
from dataclasses import dataclass
from types import FrameType

from proactivox.embedded.problems import StartupProblem
from proactivox.launch import places
from proactivox.launch.catalogues import compile_catalogues
from proactivox.launch.lock import OneAtATime
from proactivox.launch.ports import LOOPBACK, require_free
from proactivox.launch.product import Product
from proactivox.launch.supervisor import Supervisor
from proactivox.launch.terminal import say

_NEEDED_BYTES = 200_000_000


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    port: int
    host: str
    is_empty: bool


def main(words: list[str]) -> int:
    """Returns 0 after Ctrl-C or SIGTERM; raises StartupProblem for what a person has to mend."""
    options = _parse(words)
    # SIGINT, too: started in the background by a shell, a program is told to ignore it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    places.make_places()
    with OneAtATime(places.LOCK):
        supervisor = Supervisor()
        try:
            _start(options, supervisor)
            supervisor.watch()
        except KeyboardInterrupt:
            say("\nStopping ...")
        finally:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            supervisor.stop()
    say("Stopped. Everything is kept in var/.")
    return 0


def _start(options: Options, supervisor: Supervisor) -> None:
    remedy = f"Choose another: ./run up --port {options.port + 1}"
    require_free(options.port, options.host, remedy)
    _require_space()
    compile_catalogues(places.ROOT)
    product = Product(options.host, options.port, supervisor)
    product.start_servers()
    product.start_sandbox()
    product.migrate()
    product.start_programs()
    product.wait_until_ready()
    if options.is_empty and not places.DEMO.exists():
        places.EMPTY.touch()
    elif not places.DEMO.exists() and not places.EMPTY.exists():
        product.make_demo()
    product.tell_how_to_enter()


def _require_space() -> None:
    free = shutil.disk_usage(places.VAR).free
    if free < _NEEDED_BYTES:
        raise StartupProblem(
            f"The disk is full: {places.VAR} has {free // 1_000_000} MB left, and Proactivox needs "
            f"{_NEEDED_BYTES // 1_000_000} MB to start. Free some space."
        )


def _parse(words: list[str]) -> Options:
    parser = argparse.ArgumentParser(prog="./run up", description=__doc__)
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--host", default=LOOPBACK, help="the address to listen at")
    parser.add_argument("--empty", action="store_true", help="start without the demo workspace")
    found = parser.parse_args(words)
    if not 1 <= found.port <= 65535:
        parser.error(f"--port is {found.port}; it has to be between 1 and 65535")
    return Options(port=found.port, host=found.host, is_empty=found.empty)


def _interrupt(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt
