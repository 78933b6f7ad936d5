"""Compiles the translations (.po to .mo) with Babel; nothing needs gettext's own programs."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from proactivox.launch.places import ROOT


def main(words: list[str]) -> int:
    """`python -m proactivox.launch catalogues`: no words, no output."""
    del words
    compile_catalogues(ROOT)
    return 0


def compile_catalogues(root: Path) -> list[Path]:
    """Compile each catalogue that is younger than its compiled form; those that were compiled."""
    stale = [po for po in sorted(root.glob("*/locale/*/LC_MESSAGES/*.po")) if _is_stale(po)]
    for po in stale:
        _compile(po)
    return stale


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns


def _compile(po: Path) -> None:
    """Moved into place when whole: a server that is running may be reading the old one."""
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parent.parent.name)
    # Two processes of a test run may find the same catalogue stale.
    half_written = po.with_suffix(f".{os.getpid()}.mo")
    with half_written.open("wb") as target:
        write_mo(target, catalogue)
    half_written.replace(po.with_suffix(".mo"))
