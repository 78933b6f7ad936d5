"""Programs that die are started again with a message, and given up after a bounded number."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from proactivox.embedded.leftovers import command_of
from proactivox.embedded.problems import StartupProblem
from proactivox.launch.parts import ProgramPart
from proactivox.launch.supervisor import RESTARTS, Supervisor

SLEEPING = "import time; import os; print('at work', os.getpid(), flush=True); time.sleep(600)"
FAILING = "print('the reason', flush=True); raise SystemExit(3)"
FULL = "raise SystemExit('[Errno 28] No space left on device')"
PARENT = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPING!r}]).wait()"


def program(folder: Path, code: str) -> ProgramPart:
    return ProgramPart("worker", [sys.executable, "-c", code], os.environ, folder)


def wait_for_log(part: ProgramPart, text: str, watching: Supervisor) -> None:
    assert watching.wait_for(lambda: text in part.last_words(), within_seconds=30)


def test_a_killed_program_is_named_with_its_last_lines_and_started_again(tmp_path: Path) -> None:
    told: list[str] = []
    watching = Supervisor(told.append)
    part = program(tmp_path, SLEEPING)
    watching.start(part)
    try:
        wait_for_log(part, "at work", watching)
        before = part.pid
        part.kill()
        watching.look_once()
        assert part.is_running()
        assert part.pid != before
    finally:
        watching.stop()
    assert not part.is_running()
    assert told[0].startswith("worker was killed (SIGKILL). Its last lines, from ")
    assert "at work" in told[0]
    assert told[1:] == [f"worker is started again (1 of at most {RESTARTS})."]


def test_what_dies_again_and_again_is_given_up(tmp_path: Path) -> None:
    told: list[str] = []
    watching = Supervisor(told.append, pause=lambda seconds: None)
    watching.start(program(tmp_path, FAILING))
    with pytest.raises(StartupProblem, match=r"worker ended by itself \(code 3\) 6 times"):
        watching.wait_for(lambda: False, within_seconds=60)
    watching.stop()
    assert sum("started again" in text for text in told) == RESTARTS


def test_a_full_disk_is_said_at_once_and_not_tried_again(tmp_path: Path) -> None:
    told: list[str] = []
    watching = Supervisor(told.append)
    watching.start(program(tmp_path, FULL))
    with pytest.raises(StartupProblem, match=r"^The disk is full: worker cannot write any more"):
        watching.wait_for(lambda: False, within_seconds=30)
    watching.stop()
    assert told == []


def test_stopping_reaches_the_children_of_a_program(tmp_path: Path) -> None:
    watching = Supervisor(lambda text: None)
    part = program(tmp_path, PARENT)
    watching.start(part)
    wait_for_log(part, "at work", watching)
    child = int(part.last_words().split()[-1])
    assert child != part.pid
    assert command_of(child) != ""
    watching.stop()
    assert watching.wait_for(lambda: command_of(child) == "", within_seconds=10)
