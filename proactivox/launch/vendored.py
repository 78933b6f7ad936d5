"""The files of others in static/vendor are byte for byte those whose hashes are recorded."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from proactivox.launch.places import ROOT


def faults(vendor: Path) -> list[str]:
    """One line for each file that is missing, unknown or changed."""
    recorded: dict[str, str] = json.loads((vendor / "vendor.json").read_text())
    there = {
        path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "vendor.json"
    }
    missing = [f"{name}: missing" for name in sorted(recorded.keys() - there.keys())]
    unknown = [f"{name}: not recorded" for name in sorted(there.keys() - recorded.keys())]
    changed = [f"{n}: changed" for n in sorted(recorded.keys() & there) if recorded[n] != there[n]]
    return missing + unknown + changed


if __name__ == "__main__":
    lines = faults(ROOT / "static" / "vendor")
    print("\n".join(lines))
    sys.exit(1 if lines else 0)
