"""What people have allowed at HubSpot, and the tokens that come of it, kept across restarts."""

import secrets
import sqlite3
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from sandbox.hubspot.errors import TokenRefusal
from sandbox.world import World

_TABLES = """
CREATE TABLE IF NOT EXISTS grants (
  id INTEGER PRIMARY KEY, scopes TEXT, is_revoked INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS refreshes (digest TEXT PRIMARY KEY, grant_id INTEGER);
CREATE TABLE IF NOT EXISTS accesses (digest TEXT PRIMARY KEY, grant_id INTEGER, expires_at REAL);
"""
_LIVE = (
    "SELECT grants.id, scopes, {expiry} FROM {table} JOIN grants ON grants.id = grant_id"
    " WHERE digest = ? AND NOT is_revoked"
)
_ACCESS = _LIVE.format(table="accesses", expiry="expires_at")
_REFRESH = _LIVE.format(table="refreshes", expiry="0")


@dataclass(frozen=True)
class Held:
    """What a token stands for; `expires_at` in seconds of the sandbox's clock."""

    scopes: tuple[str, ...]
    expires_at: float


@dataclass(frozen=True)
class Tokens:
    """What a token answer carries."""

    access: str
    refresh: str
    scopes: tuple[str, ...]


class HubSpotGrants:
    """The register of grants. Refresh tokens do not rotate: one is good until it is revoked."""

    def __init__(self, world: World) -> None:
        path = world.folder / "hubspot-grants.sqlite"
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(_TABLES)
        path.chmod(0o600)
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)

    def open(self, *, scopes: Iterable[str], expires_at: float) -> Tokens:
        """A new grant with its tokens."""
        joined = " ".join(scopes)
        with self._lock:
            made = self._db.execute("INSERT INTO grants (scopes) VALUES (?)", (joined,))
            grant = int(made.lastrowid or 0)
            refresh = f"na1-{uuid.UUID(int=secrets.randbits(128), version=4)}"
            self._db.execute("INSERT INTO refreshes VALUES (?, ?)", (_digest(refresh), grant))
            return Tokens(self._access(grant, expires_at), refresh, tuple(joined.split()))

    def refresh(self, token: str, *, expires_at: float) -> Tokens:
        """A new access token beside the same refresh token; raises TokenRefusal."""
        with self._lock:
            row = self._db.execute(_REFRESH, (_digest(token),)).fetchone()
            if row is None:
                message = "refresh token is invalid, expired or revoked"
                raise TokenRefusal("invalid_grant", "BAD_REFRESH_TOKEN", message)
            return Tokens(self._access(row[0], expires_at), token, tuple(row[1].split()))

    def held(self, access: str) -> Held | None:
        """What an access token stands for, expired or not; None when it is unknown or revoked."""
        with self._lock:
            row = self._db.execute(_ACCESS, (_digest(access),)).fetchone()
        return None if row is None else Held(tuple(row[1].split()), row[2])

    def revoke(self, token: str) -> bool:
        """End the grant of a refresh token."""
        with self._lock:
            row = self._db.execute(_REFRESH, (_digest(token),)).fetchone()
            if row is None:
                return False
            self._db.execute("UPDATE grants SET is_revoked = 1 WHERE id = ?", (row[0],))
        return True

    def expire_access(self) -> None:
        """End every access token; refresh tokens stay good."""
        with self._lock:
            self._db.execute("UPDATE accesses SET expires_at = 0")

    def revoke_all(self) -> None:
        with self._lock:
            self._db.execute("UPDATE grants SET is_revoked = 1")

    def summary(self) -> dict[str, int]:
        """How many grants are open and how many were revoked."""
        with self._lock:
            rows = dict(
                self._db.execute("SELECT is_revoked, count(*) FROM grants GROUP BY 1").fetchall()
            )
        return {"open": rows.get(0, 0), "revoked": rows.get(1, 0)}

    def reset(self, *, grants: bool) -> None:
        if not grants:
            return
        with self._lock:
            for table in ("accesses", "refreshes", "grants"):
                self._db.execute(f"DELETE FROM {table}")

    def keep(self) -> None:
        """Remember all grants and tokens as they are now, for `bring_back`."""
        with self._lock:
            self._db.backup(self._kept)

    def bring_back(self) -> None:
        """Every grant and token as it was when it was kept."""
        with self._lock:
            self._kept.backup(self._db)

    def _access(self, grant: int, expires_at: float) -> str:
        token = f"CK{secrets.token_urlsafe(110)}"
        row = (_digest(token), grant, expires_at)
        self._db.execute("INSERT INTO accesses VALUES (?, ?, ?)", row)
        return token


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
