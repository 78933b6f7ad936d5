"""Who runs the servers: the caller, or nobody when the caller is root, which PostgreSQL refuses."""

from __future__ import annotations

import functools
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from proactivox.embedded.problems import StartupProblem


def program_prefix(death_signal: str = "TERM") -> list[str]:
    """What comes before a command line so that the program ends when its launcher was killed.

    Empty where there is no setpriv (macOS) or only a small one (busybox).
    """
    setpriv = _setpriv()
    return [setpriv, "--pdeathsig", death_signal, "--"] if setpriv else []


def server_prefix(death_signal: str = "INT") -> list[str]:
    """The same for a server, which is also made to run unprivileged.

    CAP_DAC_OVERRIDE is kept: a checkout below a home of mode 700 must stay readable to nobody.
    """
    if not is_root():
        return program_prefix(death_signal)
    setpriv = _setpriv()
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
        "--",
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


@functools.cache
def _setpriv() -> str | None:
    found = shutil.which("setpriv")
    if found is None:
        return None
    tried = subprocess.run(
        [found, "--pdeathsig", "TERM", "--", "true"], capture_output=True, check=False
    )
    return found if tried.returncode == 0 else None
