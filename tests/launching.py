"""An `up` of a test's own, apart from the servers and settings of the test run."""

from __future__ import annotations

import os
from pathlib import Path

from proactivox.launch.checked_environment import checked_environment


def own_environment(var: Path) -> dict[str, str]:
    """The caller's environment without any setting of the product, and `var` as its folder."""
    ours = {*checked_environment("development"), "EMAIL_FILE_PATH", "PORT"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "PROACTIVOX_VAR": str(var)}
