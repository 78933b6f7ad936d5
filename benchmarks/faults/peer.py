"""The peer as a reader: run again by its scheduler after each failure, from the state it kept."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.bench import MissingPiece
from benchmarks.faults.counting import Deal
from benchmarks.faults.script import KILLS
from benchmarks.peers.singer import TABLE, Pipe

_TRIES = 4


@dataclass(frozen=True)
class PeerReader:
    """tap-salesforce with pipelinewise-target-postgres; both are killed at once."""

    pipe: Pipe
    chance: random.Random

    def ask(self) -> None:
        """Its scheduler needs no asking."""

    def read(self) -> None:
        """Killed after a random while, then run until it ends well, a few times at most."""
        for _ in range(KILLS):
            tap, target = self.pipe.start()
            time.sleep(self.chance.uniform(1.0, 6.0))
            for process in (tap, target):
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
                process.wait()
            self.pipe.keep_state()
        for _ in range(_TRIES):
            with suppress(MissingPiece):
                self.pipe.run()
                return

    def read_calmly(self) -> None:
        """Run once; raises MissingPiece when even that fails."""
        self.pipe.run()

    def deals(self) -> list[tuple[str, Deal]]:
        """What its table shows."""
        columns = "id, amount, stagename, closedate::date::text"
        with self.pipe.database as database:
            rows = database.execute(
                f"SELECT {columns} FROM {TABLE} WHERE isdeleted IS NOT TRUE".encode()  # noqa: S608
            ).fetchall()
        return [
            (key, (None if amount is None else Decimal(str(amount)), stage, on))
            for key, amount, stage, on in rows
        ]
