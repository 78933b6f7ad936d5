"""Watches over the parts: starts again what dies, a bounded number of times, and says so."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable

from proactivox.embedded.problems import StartupProblem, is_disk_full
from proactivox.launch.parts import Part
from proactivox.launch.terminal import say

RESTARTS = 5
WITHIN_SECONDS = 600.0
STOP_SECONDS = 8.0


class Supervisor:
    """Parts in the order in which they were started; they are stopped in the reverse order."""

    def __init__(
        self,
        tell: Callable[[str], None] = say,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._parts: list[Part] = []
        self._tell, self._pause = tell, pause
        self._deaths: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=RESTARTS + 1))

    def start(self, part: Part) -> None:
        part.start()
        self._parts.append(part)

    def wait_for(self, is_done: Callable[[], bool], *, within_seconds: float) -> bool:
        """Watch over the parts until `is_done`; False when that takes too long."""
        deadline = time.monotonic() + within_seconds
        while not is_done():
            if time.monotonic() > deadline:
                return False
            self.look_once()
            time.sleep(0.1)
        return True

    def watch(self) -> None:
        """For ever; ends by an exception, KeyboardInterrupt or StartupProblem."""
        while True:
            self.look_once()
            time.sleep(0.25)

    def look_once(self) -> None:
        """Start whatever has died again; raises StartupProblem when that has no prospect."""
        for part in self._parts:
            if not part.is_running():
                self._start_again(part)

    def stop(self) -> None:
        """Programs first and all at once, then the servers that they use; seconds at most."""
        for part in reversed(self._parts):
            part.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for part in reversed(self._parts):
            part.finish(deadline - time.monotonic())
        self._parts.clear()

    def _start_again(self, part: Part) -> None:
        said = part.last_words()
        if is_disk_full(said):
            raise StartupProblem(
                f"The disk is full: {part.name} cannot write any more. Free some space and start "
                f"again; nothing that was saved is lost. Its last lines:\n{said}"
            )
        deaths = self._deaths[part.name]
        deaths.append(time.monotonic())
        recent = sum(1 for moment in deaths if deaths[-1] - moment < WITHIN_SECONDS)
        if recent > RESTARTS:
            raise StartupProblem(
                f"{part.name} {part.end_in_words()} {recent} times in a short while, so everything "
                f"is stopped. Its last lines, from {part.log}:\n{said}"
            )
        self._tell(f"{part.name} {part.end_in_words()}. Its last lines, from {part.log}:\n{said}")
        self._pause(min(4.0, 0.25 * 2 ** (recent - 1)))
        part.finish(0)
        part.start()
        self._tell(f"{part.name} is started again ({recent} of at most {RESTARTS}).")
