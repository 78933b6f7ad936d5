"""`./run audit`: known holes of the locked packages (OSV), and secrets in the whole history.

Exit codes: 0 all was looked at and nothing found; 1 something was found; 2 something could not be
looked at, and nothing was found in the rest.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from proactivox.launch.places import ROOT
from proactivox.launch.terminal import say

OSV = "https://api.osv.dev/v1/querybatch"
FOUND, UNSEEN = 1, 2
_SECONDS = 30
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
# Shapes that are secrets wherever they stand; what tests make up has other shapes.
_SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*\\?n?[A-Za-z0-9+/]{40}",
    "a key of AWS": r"\bAKIA[0-9A-Z]{16}\b",
    "a live key of Stripe": r"\b[sr]k_live_[0-9A-Za-z]{20,}",
    "a token of GitHub": r"\bgh[pousr]_[0-9A-Za-z]{36}\b",
    "a key of Google": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "a token of Slack": r"\bxox[abpr]-[0-9A-Za-z-]{20,}",
    "a refresh token of Salesforce": r"\b5Aep[0-9A-Za-z._]{60,}",
}
_SHAPES = {name: re.compile(shape) for name, shape in _SECRETS.items()}


class Unseen(Exception):
    """Something could not be looked at; the text says what and why."""


@dataclass(frozen=True)
class Finding:
    """What is wrong, and where."""

    where: str
    what: str


def main(words: list[str]) -> int:
    """Looks at both, also after a failure."""
    parser = argparse.ArgumentParser(prog="./run audit", description=__doc__)
    parser.add_argument("--osv", default=OSV, help="the address that is asked for known holes")
    parser.add_argument("--root", type=Path, default=ROOT, help="whose locks and history")
    chosen = parser.parse_args(words)
    found, unseen = 0, 0
    looks = {
        "Known holes of dependencies": partial(holes, chosen.root, chosen.osv),
        "Secrets in the history": partial(secrets, chosen.root),
    }
    for title, look in looks.items():
        try:
            findings = list(look())
        except Unseen as error:
            unseen += 1
            say(f"NOT SEEN  {title}: {error}")
            continue
        found += len(findings)
        say(f"{'FOUND    ' if findings else 'ok       '} {title}")
        for finding in findings:
            say(f"    {finding.where}: {finding.what}")
    return FOUND if found else UNSEEN if unseen else 0


def locked(root: Path) -> list[tuple[str, str]]:
    """(name, version) of every package in the locks, each once."""
    texts = (path.read_text() for path in sorted((root / "requirements").glob("*.txt")))
    found = (pair for text in texts for pair in _LOCKED.findall(text))
    return sorted({(name.lower(), version) for name, version in found})


def holes(root: Path, osv: str) -> Iterator[Finding]:
    """What OSV knows of the locked versions; raises Unseen."""
    packages = locked(root)
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in packages
    ]
    results = _ask(osv, {"queries": queries}).get("results")
    if not isinstance(results, list) or len(results) != len(packages):
        raise Unseen(f"{osv} answered with something else than {len(packages)} results.")
    for (name, version), result in zip(packages, results, strict=True):
        for hole in result.get("vulns", []):
            yield Finding(f"{name} {version}", str(hole.get("id")))


def _ask(address: str, question: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310  the operator's own argument
        address, json.dumps(question).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            said: dict[str, Any] = json.load(answer)
            return said
    except (OSError, ValueError) as error:
        raise Unseen(f"{address} could not be asked ({error}).") from error


def secrets(root: Path) -> Iterator[Finding]:
    """Lines that some commit added and that look like a secret; raises Unseen. Shows none."""
    command = ["git", "-C", str(root), "log", "--all", "-p", "-U0", "--no-color"]
    command += ["--format=commit %h"]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unseen(f"git cannot tell the history of {root} ({error}).") from error
    commit = path = before = ""
    for line in done.stdout.decode(errors="replace").splitlines():
        if line.startswith("commit "):
            commit = line.removeprefix("commit ")
        elif line.startswith("+++ "):
            path = line.removeprefix("+++ b/")
        elif line.startswith("+"):
            # A key's first line says what it is, the next one holds it.
            text = f"{before}\n{line[1:]}" if "PRIVATE KEY" in before else line[1:]
            before = line[1:]
            yield from (
                Finding(f"{commit} {path}", name)
                for name, shape in _SHAPES.items()
                if shape.search(text)
            )
