"""Where the servers' sockets lie: beside the data, or in the temp folder if that is too long."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from proactivox.embedded.privileges import make_server_folder
from proactivox.embedded.problems import StartupProblem

# A socket's path holds 107 bytes; the longest name put behind the folder is PostgreSQL's lock file.
_ROOM_FOR_FOLDER = 107 - len("/.s.PGSQL.5432.lock")


def socket_folder(preferred: Path) -> Path:
    """A folder short enough for a socket, the same for the same `preferred`; not made yet."""
    preferred = preferred.resolve()
    if len(os.fsencode(preferred)) <= _ROOM_FOR_FOLDER:
        return preferred
    digest = hashlib.sha256(os.fsencode(preferred)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"proactivox-{os.getuid()}-{digest}"


def make_socket_folder(folder: Path) -> None:
    """Mode 0700. Others may write to the temp folder, so one that is there must be our own."""
    if folder.exists() and (folder.is_symlink() or not _is_ours(folder)):
        raise StartupProblem(f"{folder} belongs to somebody else. Remove it, or set TMPDIR.")
    make_server_folder(folder)


def _is_ours(folder: Path) -> bool:
    owner = folder.stat().st_uid
    return owner == os.getuid() or (os.getuid() == 0 and folder.stat().st_mode & 0o077 == 0)
