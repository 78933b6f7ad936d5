"""Where the launcher keeps things: everything of a running product lies in `var/`."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Another folder for another product beside this one, as the tests of the launcher need.
VAR = Path(os.environ.get("PROACTIVOX_VAR", ROOT / "var")).resolve()
LOGS = VAR / "log"
MAILS = VAR / "mail"
SERVERS = VAR / "servers"
LEDGER = VAR / "ledger"
BACKUPS = VAR / "backups"
SANDBOX = VAR / "sandbox"
SECRETS = VAR / "secrets.json"
SIGNING_KEY = VAR / "dkim.pem"
LOCK = VAR / "up.lock"
DEMO = VAR / "demo.json"
EMPTY = VAR / "empty"
PORT = VAR / "port"


def make_places() -> None:
    """`var/` is for its owner's eyes: it holds secrets, mails and databases."""
    VAR.mkdir(parents=True, exist_ok=True, mode=0o700)
    for folder in (LOGS, MAILS, SERVERS, SANDBOX):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
