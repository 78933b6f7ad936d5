"""Who runs the servers: the caller, or nobody when the caller is root, which PostgreSQL refuses."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
from pathlib import Path

from proactivox.embedded.problems import StartupProblem


def server_prefix(death_signal: str = "INT") -> list[str]:
    """What comes before a server's command line so that it runs unprivileged.

    The server also gets `death_signal` when its launcher dies, so a killed launcher leaves no
    server behind where `setpriv` exists. CAP_DAC_OVERRIDE is kept: a checkout below a home of
    mode 700 must stay readable to nobody.
    """
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    if not is_root():
        return [setpriv, "--pdeathsig", death_signal] if setpriv else []
    if setpriv is None:
        raise StartupProblem(
            "PostgreSQL refuses to run as root and there is no setpriv here. Run as another user."
        )
    nobody = pwd.getpwnam("nobody")
    return [
        setpriv,
        f"--reuid={nobody.pw_uid}",
        f"--regid={nobody.pw_gid}",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        "--securebits=+no_setuid_fixup",
        "--pdeathsig",
        death_signal,
    ]


def make_server_folder(folder: Path) -> None:
    """A folder of mode 0700 that belongs to whoever will run the server."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    if is_root():
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)


def is_root() -> bool:
    return os.geteuid() == 0
