"""An empty migrated database and a sandbox for a while, and nothing of them afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from proactivox.embedded import SCRATCH, EmbeddedServers
from proactivox.launch.keys import product_secrets
from proactivox.launch.supervisor import Supervisor
from proactivox.launch.temporary import run_manage, start_sandbox


@contextmanager
def throwaway_environment(*, leads: int) -> Iterator[dict[str, str]]:
    """What the settings read, for servers of their own that end with the block."""
    folder = Path(tempfile.mkdtemp(prefix="px-"))
    servers, supervisor = EmbeddedServers(folder / "servers", SCRATCH), Supervisor(tell=_silent)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(servers.stop)
        servers.start()
        servers.make_database()
        env = {
            **os.environ,
            **servers.environment(),
            **product_secrets(folder / "secrets.json"),
            "PROACTIVOX_ENV": "development",
            "PUBLIC_URL": "http://localhost:8000",
            "ALLOWED_HOSTS": "localhost",
            "EMAIL_URL": "filemail://",
            "EMAIL_FILE_PATH": str(folder / "mail"),
            "SANDBOX_LEADS": str(leads),
        }
        stack.callback(supervisor.stop)
        env |= start_sandbox(supervisor, env, folder).environment
        run_manage(env, "migrate", "--database", "owner", "--no-input")
        yield env


def _silent(text: str) -> None:
    del text
