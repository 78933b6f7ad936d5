"""Node packages that torture asks, installed from their lock into `.tools/` when first asked."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from pathlib import Path

from proactivox.launch.places import ROOT
from tests.chromium import find_node


def installed(folder: Path) -> tuple[Path, Path]:
    """Node, and where the packages of a folder's lock stand, by their hashes and no others."""
    node, npm = find_node()
    place = ROOT / ".tools" / folder.name
    lock, stamp = folder / "package-lock.json", place / "installed.json"
    # Processes that run tests side by side would empty the place under each other's hands.
    with (ROOT / ".tools" / f"{folder.name}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(folder / name, place / name)
            words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            subprocess.run([node, npm, *words], cwd=place, check=True)
            shutil.copy(lock, stamp)
    return node, place
