"""Collects the static files for production, with settings that are whole but lead nowhere."""

from __future__ import annotations

import os
import subprocess
import sys

from proactivox.launch.checked_environment import checked_environment
from proactivox.launch.places import ROOT


def main(words: list[str]) -> int:
    """collectstatic's own exit code."""
    return subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", *words],
        cwd=ROOT,
        env={**os.environ, **checked_environment("production")},
        check=False,
    ).returncode
