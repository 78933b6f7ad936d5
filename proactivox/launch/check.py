"""`./run check`: everything that can be judged without running the product, one line a step."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from proactivox.launch.checked_environment import checked_environment
from proactivox.launch.places import ROOT
from proactivox.launch.terminal import say

_HERE = Path(sys.executable).parent
_MANAGE = (sys.executable, "manage.py")
_SCRIPT = (sys.executable, "-m")
_TYPED = (
    *("proactivox", "accounts", "billing", "enquiries", "integrations", "analytics", "privacy"),
    *("sandbox", "benchmarks", "tests"),
)
_TOOLS = ("ruff", "lint-imports", "check-jsonschema", "djlint")


@dataclass(frozen=True)
class Step:
    """One command that has to end with 0; `needs` names files without which it is not due yet."""

    name: str
    command: tuple[str, ...]
    needs: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a step."""

    is_ok: bool
    seconds: float
    output: str


def steps() -> list[Step]:
    """The slowest first: two run at a time."""
    typed = [name for name in _TYPED if any((ROOT / name).glob("*.py"))]
    tool = {name: str(_HERE / name) for name in _TOOLS}
    hadolint = (str(_HERE / "hadolint"), "Dockerfile")
    compose = (tool["check-jsonschema"], "--builtin-schema", "vendor.compose-spec")
    return [
        Step("Types", (*_SCRIPT, "mypy", *typed)),
        Step("Style", (tool["ruff"], "check", ".")),
        Step("Format", (tool["ruff"], "format", "--check", ".")),
        Step("Imports", (tool["lint-imports"],)),
        Step("Django's checks", (*_MANAGE, "check", "--fail-level", "WARNING")),
        Step(
            "Django's checks for production",
            (*_MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
            environment=checked_environment("production"),
        ),
        Step("Migrations", (*_MANAGE, "makemigrations", "--check", "--dry-run")),
        Step("Templates", (*_SCRIPT, "proactivox.launch.templates")),
        Step("Layout", (tool["djlint"], "--check", "templates")),
        Step("Translations", (*_MANAGE, "messages", "--check"), needs="*/management/*/messages.py"),
        Step("Vendored files", (*_SCRIPT, "proactivox.launch.vendored")),
        Step("docker-compose.yml", (*compose, "docker-compose.yml"), needs="docker-compose.yml"),
        Step("Dockerfile", hadolint, needs="Dockerfile"),
    ]


def main(words: list[str]) -> int:
    """Runs all steps, also after a failure; 1 if any failed. Words choose steps by name."""
    chosen = [step for step in steps() if not words or step.name.lower() in map(str.lower, words)]
    due = [step for step in chosen if not step.needs or any(ROOT.glob(step.needs))]
    for step in chosen:
        if step not in due:
            say(f"not yet  {step.name}: there is no {step.needs}")
    failed = 0
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2)) as pool:
        for step, outcome in zip(due, pool.map(_run, due), strict=True):
            failed += not outcome.is_ok
            _tell(step, outcome)
    say(f"{failed} of {len(due)} failed" if failed else f"All {len(due)} ok")
    return 1 if failed else 0


def _run(step: Step) -> Outcome:
    started = time.monotonic()
    done = subprocess.run(
        step.command,
        cwd=ROOT,
        env={**os.environ, **checked_environment("development"), **step.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(done.returncode == 0, time.monotonic() - started, done.stdout)


def _tell(step: Step, outcome: Outcome) -> None:
    say(f"{'ok     ' if outcome.is_ok else 'FAILED '}  {step.name} ({outcome.seconds:.1f} s)")
    if not outcome.is_ok:
        say("\n".join(f"    {line}" for line in outcome.output.rstrip().splitlines()))
