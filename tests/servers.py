"""Starts PostgreSQL and Valkey of the test run's own before pytest-django reads the settings."""

from __future__ import annotations

import base64
import gc
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from proactivox.embedded import PostgresServer, ValkeyServer
from proactivox.embedded.databases import make_roles
from tests.server_addresses import (
    FOLDER,
    run_cluster,
    worker_database,
    worker_name,
)

_started: list[PostgresServer | ValkeyServer] = []
_begun: list[subprocess.Popen[bytes]] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config,
) -> Generator[None, None, None]:
    """A wrapper runs before pytest-django's own hook, which imports the settings.

    The controller (or a run without workers) starts PostgreSQL; every process a Valkey of its own.
    """
    # What is imported and collected stays; tests/conftest.py goes on collecting what does not.
    gc.disable()
    if not early_config.known_args_namespace.help:
        _prepare_environment()
        is_shared = getattr(early_config.known_args_namespace, "numprocesses", None)
        if is_shared and worker_name() == "main":
            _begin_template()
    try:
        yield
    except BaseException:
        pytest_unconfigure()
        raise


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop what this process started; servers of a killed run die with it where setpriv exists."""
    for process in _begun:
        process.kill()
        process.wait()
    _begun.clear()
    for server in reversed(_started):
        server.stop()
    if any(isinstance(server, PostgresServer) for server in _started):
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)
    _started.clear()


def _prepare_environment() -> None:
    if FOLDER not in os.environ:
        _start_postgres()
    valkey = ValkeyServer(Path(os.environ[FOLDER]) / f"valkey-{worker_name()}")
    valkey.start()
    _started.append(valkey)
    os.environ.update(run_cluster().database_environment(worker_database()))
    os.environ["REDIS_URL"] = valkey.url


def _start_postgres() -> None:
    folder = Path(tempfile.mkdtemp(prefix="px-test-"))
    os.environ[FOLDER] = str(folder)
    os.environ.update(product_environment(folder))
    cluster = run_cluster()
    cluster.postgres.start()
    _started.append(cluster.postgres)
    make_roles(cluster.admin_url)


def _begin_template() -> None:
    """Migrate the template in a process of its own, while those that will need it import."""
    databases = run_cluster().database_environment(worker_database())
    environment = {**os.environ, **databases}
    root = Path(__file__).parents[1]
    code = "import django; django.setup(); from tests.databases import make_template as m; m()"
    _begun.append(subprocess.Popen([sys.executable, "-c", code], cwd=root, env=environment))


def product_environment(folder: Path) -> dict[str, str]:
    """Everything the settings ask for but the servers' addresses, with secrets made for one run."""
    mails = folder / "mail"
    mails.mkdir()
    return {
        "DJANGO_SETTINGS_MODULE": "proactivox.settings",
        "PROACTIVOX_ENV": "development",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATA_KEYS": json.dumps({"test": base64.b64encode(secrets.token_bytes(32)).decode()}),
        "DATA_KEY_PRIMARY": "test",
        "PUBLIC_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": "localhost,testserver",
        "EMAIL_URL": "filemail://",
        "EMAIL_FILE_PATH": str(mails),
        "PRIVATE_FILES_DIR": str(folder / "uploads"),
        "LEDGER_DIR": str(folder / "ledger"),
        "ANCHOR_DIR": str(folder / "anchors"),
        # Every test client loads the middleware again, with all files when this is off.
        "STATIC_AUTOREFRESH": "true",
    }
