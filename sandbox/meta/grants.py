"""What people have allowed at Meta, and the tokens that come of it, kept across restarts."""

import secrets
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from sandbox.world import World

_TABLES = """
CREATE TABLE IF NOT EXISTS grants (
  id INTEGER PRIMARY KEY, granted TEXT, declined TEXT, agreed_at REAL, is_revoked INTEGER DEFAULT 0
);
CREATE TABLE IF NOT EXISTS tokens (digest TEXT PRIMARY KEY, grant_id INTEGER, expires_at REAL);
"""
_HELD = """
SELECT grants.id, granted, declined, agreed_at, expires_at FROM tokens
JOIN grants ON grants.id = grant_id WHERE digest = ? AND NOT is_revoked
"""


@dataclass(frozen=True)
class Held:
    """What a good token stands for; permissions by name, moments in seconds."""

    grant: int
    granted: tuple[str, ...]
    declined: tuple[str, ...]
    agreed_at: float
    expires_at: float


class MetaGrants:
    """The register of grants. There are no refresh tokens: a good token is given for another."""

    def __init__(self, world: World) -> None:
        path = world.folder / "meta.sqlite"
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(_TABLES)
        path.chmod(0o600)

    def open(
        self, *, granted: Iterable[str], declined: Iterable[str], now: float, expires_at: float
    ) -> str:
        """The first, short-lived token of a new grant."""
        values = (" ".join(granted), " ".join(declined), now)
        sql = "INSERT INTO grants (granted, declined, agreed_at) VALUES (?, ?, ?)"
        with self._lock:
            grant = int(self._db.execute(sql, values).lastrowid or 0)
            return self._token(grant, expires_at)

    def another(self, held: Held, expires_at: float) -> str:
        """One more token of the same grant."""
        with self._lock:
            return self._token(held.grant, expires_at)

    def held(self, token: str, now: float) -> Held | None:
        """What a token stands for; None when it is unknown, expired or revoked."""
        with self._lock:
            row = self._db.execute(_HELD, (_digest(token),)).fetchone()
        if row is None or row[4] <= now:
            return None
        return Held(row[0], tuple(row[1].split()), tuple(row[2].split()), row[3], row[4])

    def revoke(self, grant: int) -> None:
        with self._lock:
            self._db.execute("UPDATE grants SET is_revoked = 1 WHERE id = ?", (grant,))

    def give_back(self, held: Held, permission: str) -> None:
        """The grant without one of its permissions."""
        left = " ".join(name for name in held.granted if name != permission)
        with self._lock:
            self._db.execute("UPDATE grants SET granted = ? WHERE id = ?", (left, held.grant))

    def revoke_all(self) -> None:
        with self._lock:
            self._db.execute("UPDATE grants SET is_revoked = 1")

    def expire_all(self) -> None:
        with self._lock:
            self._db.execute("UPDATE tokens SET expires_at = 0")

    def reset(self, *, grants: bool) -> None:
        if not grants:
            return
        with self._lock:
            for table in ("tokens", "grants"):
                self._db.execute(f"DELETE FROM {table}")

    def _token(self, grant: int, expires_at: float) -> str:
        token = "EAA" + secrets.token_urlsafe(130).replace("-", "Z").replace("_", "B")
        self._db.execute("INSERT INTO tokens VALUES (?, ?, ?)", (_digest(token), grant, expires_at))
        return token


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
