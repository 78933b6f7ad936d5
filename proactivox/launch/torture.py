"""`./run torture`: what takes long, with a budget of time and a seed that repeats it."""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys

from proactivox.launch.catalogues import compile_catalogues
from proactivox.launch.places import ROOT
from proactivox.launch.terminal import say

# pytest's code for "no test was collected": of those named, none is to be alone.
_NONE = 5


def main(words: list[str]) -> int:
    """pytest's exit code, of the first run that failed; its summary line is the last."""
    parser = argparse.ArgumentParser(prog="./run torture", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="for all tests together")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    options, others = parser.parse_known_args(words)
    if options.minutes <= 0:
        parser.error(f"--minutes is {options.minutes}; it has to be more than 0")
    compile_catalogues(ROOT)
    say(f"Repeat with: ./run torture --minutes {options.minutes:g} --seed {options.seed}")
    budget = {"TORTURE_MINUTES": str(options.minutes), "TORTURE_SEED": str(options.seed)}
    seed = f"--hypothesis-seed={options.seed}"
    # What is measured in a browser says nothing while a neighbour works: those come first, alone.
    alone = _pytest(["-n", "0", "-m", "torture and alone", seed, *others], budget)
    rest = _pytest(["-n", "2", "-m", "torture and not alone", seed, *others], budget)
    return next((code for code in (alone, rest) if code not in (0, _NONE)), rest)


def _pytest(words: list[str], budget: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", *words]
    environment = {**os.environ, **budget}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
