"""What people have allowed at Google, and the tokens that come of it, kept across restarts."""

import secrets
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from sandbox.google_oauth.errors import TokenRefusal
from sandbox.world import World

_TABLES = """
CREATE TABLE IF NOT EXISTS grants (
  id INTEGER PRIMARY KEY, person TEXT, scope TEXT, is_revoked INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS refreshes (digest TEXT PRIMARY KEY, grant_id INTEGER);
CREATE TABLE IF NOT EXISTS accesses (digest TEXT PRIMARY KEY, grant_id INTEGER, expires_at REAL);
"""
_LIVE = (
    "SELECT grants.id, person, scope, {expiry} FROM {table} JOIN grants ON grants.id = grant_id"
    " WHERE digest = ? AND NOT is_revoked"
)
_ACCESS = _LIVE.format(table="accesses", expiry="expires_at")
_REFRESH = _LIVE.format(table="refreshes", expiry="0")


@dataclass(frozen=True)
class Held:
    """What a good access token stands for."""

    person: str
    scopes: frozenset[str]
    expires_at: float


@dataclass(frozen=True)
class Tokens:
    """What a token answer carries; `refresh` is None where Google gives none."""

    access: str
    refresh: str | None
    scope: str


class GoogleGrants:
    """The register of grants. Refresh tokens do not rotate.

    Revoking any token ends everything that this person has allowed the app, as at Google.
    """

    def __init__(self, world: World) -> None:
        path = world.folder / "google.sqlite"
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(_TABLES)
        path.chmod(0o600)

    def open(
        self, *, person: str, scopes: Iterable[str], expires_at: float, is_offline: bool
    ) -> Tokens:
        """A new grant with its tokens; a refresh token only where access is offline."""
        scope = " ".join(scopes)
        with self._lock:
            made = self._db.execute(
                "INSERT INTO grants (person, scope) VALUES (?, ?)", (person, scope)
            )
            grant = int(made.lastrowid or 0)
            refresh = self._refresh(grant) if is_offline else None
            return Tokens(self._access(grant, expires_at), refresh, scope)

    def refresh(self, token: str, *, expires_at: float) -> Tokens:
        """A new access token; raises TokenRefusal invalid_grant."""
        with self._lock:
            row = self._db.execute(_REFRESH, (_digest(token),)).fetchone()
            if row is None:
                raise TokenRefusal("invalid_grant", "Token has been expired or revoked.")
            return Tokens(self._access(row[0], expires_at), None, row[2])

    def held(self, access: str, now: float) -> Held | None:
        """What an access token stands for; None when it is unknown, expired or revoked."""
        with self._lock:
            row = self._db.execute(_ACCESS, (_digest(access),)).fetchone()
        if row is None or row[3] <= now:
            return None
        return Held(row[1], frozenset(row[2].split()), row[3])

    def revoke(self, token: str) -> bool:
        """End all that the token's person has allowed; False when the token is not good."""
        with self._lock:
            for query in (_REFRESH, _ACCESS):
                row = self._db.execute(query, (_digest(token),)).fetchone()
                if row is not None:
                    sql = "UPDATE grants SET is_revoked = 1 WHERE person = ?"
                    self._db.execute(sql, (row[1],))
                    return True
        return False

    def expire_access(self) -> None:
        """End every access token; refresh tokens stay good."""
        with self._lock:
            self._db.execute("UPDATE accesses SET expires_at = 0")

    def revoke_all(self) -> None:
        with self._lock:
            self._db.execute("UPDATE grants SET is_revoked = 1")

    def reset(self, *, grants: bool) -> None:
        if not grants:
            return
        with self._lock:
            for table in ("accesses", "refreshes", "grants"):
                self._db.execute(f"DELETE FROM {table}")

    def _access(self, grant: int, expires_at: float) -> str:
        token = f"ya29.a0{secrets.token_urlsafe(120)}"
        row = (_digest(token), grant, expires_at)
        self._db.execute("INSERT INTO accesses VALUES (?, ?, ?)", row)
        return token

    def _refresh(self, grant: int) -> str:
        token = f"1//0g{secrets.token_urlsafe(72)}"
        self._db.execute("INSERT INTO refreshes VALUES (?, ?)", (_digest(token), grant))
        return token


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
