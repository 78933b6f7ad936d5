"""What users have allowed, and the tokens that come of it, kept across restarts."""

import secrets
import sqlite3
import threading
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sandbox.salesforce.errors import OAuthError

_TABLES = """
CREATE TABLE IF NOT EXISTS grants (id TEXT PRIMARY KEY, scope TEXT, is_revoked INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS refreshes (digest TEXT PRIMARY KEY, grant_id TEXT, is_used INTEGER);
CREATE TABLE IF NOT EXISTS accesses (digest TEXT PRIMARY KEY, grant_id TEXT, expires_at REAL);
"""
_NAMES = ("accesses", "refreshes", "grants")


@dataclass(frozen=True)
class Tokens:
    """What a token answer carries; `refresh` is None when the old one stays good."""

    access: str
    refresh: str | None
    scope: str


class Grants:
    """The register of grants. A used refresh token that comes again revokes its whole grant."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(_TABLES)
        self._kept: dict[str, list[tuple[object, ...]]] = {}
        path.chmod(0o600)

    def open(self, *, org_id: str, scope: str, expires_at: float) -> Tokens:
        """A new grant, with its first two tokens."""
        with self._lock:
            grant = secrets.token_hex(8)
            self._db.execute("INSERT INTO grants (id, scope) VALUES (?, ?)", (grant, scope))
            access = self._access(grant, org_id, expires_at)
            return Tokens(access, self._refresh(grant), scope)

    def refresh(self, token: str, *, org_id: str, expires_at: float, rotate: bool) -> Tokens:
        """New tokens for a refresh token; raises OAuthError invalid_grant."""
        with self._lock:
            row = self._db.execute(
                "SELECT grant_id, is_used, is_revoked, scope FROM refreshes"
                " JOIN grants ON grants.id = grant_id WHERE digest = ?",
                (_digest(token),),
            ).fetchone()
            if row is None or row[1] or row[2]:
                if row is not None:
                    self._revoke(row[0])
                raise OAuthError("invalid_grant", "expired access/refresh token")
            grant, scope = str(row[0]), str(row[3])
            access = self._access(grant, org_id, expires_at)
            if not rotate:
                return Tokens(access, None, scope)
            self._db.execute("UPDATE refreshes SET is_used = 1 WHERE digest = ?", (_digest(token),))
            return Tokens(access, self._refresh(grant), scope)

    def is_valid(self, access: str, now: float) -> bool:
        with self._lock:
            row = self._db.execute(
                "SELECT 1 FROM accesses JOIN grants ON grants.id = grant_id"
                " WHERE digest = ? AND expires_at > ? AND NOT is_revoked",
                (_digest(access), now),
            ).fetchone()
            return row is not None

    def revoke(self, token: str) -> bool:
        """Revoke by either kind of token; an access token ends alone. False when unknown."""
        digest = _digest(token)
        with self._lock:
            row = self._db.execute(
                "SELECT grant_id FROM refreshes WHERE digest = ?", (digest,)
            ).fetchone()
            if row is not None:
                self._revoke(row[0])
                return True
            gone = self._db.execute("DELETE FROM accesses WHERE digest = ?", (digest,))
            return gone.rowcount > 0

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

    def clear(self) -> None:
        with self._lock:
            for table in _NAMES:
                self._db.execute(f"DELETE FROM {table}")

    def keep(self) -> None:
        """Remember all grants and tokens as they are now, for `bring_back`."""
        with self._lock:
            self._kept = {
                table: self._db.execute(f"SELECT * FROM {table}").fetchall() for table in _NAMES
            }

    def bring_back(self) -> None:
        """Every grant and token as it was when it was kept; a token used since is good again."""
        self.clear()
        with self._lock:
            for table, rows in self._kept.items():
                self._db.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", rows)

    def _revoke(self, grant: str) -> None:
        self._db.execute("UPDATE grants SET is_revoked = 1 WHERE id = ?", (grant,))

    def _access(self, grant: str, org_id: str, expires_at: float) -> str:
        token = f"{org_id[:15]}!AQ{secrets.token_urlsafe(70).replace('-', '.')}"
        row = (_digest(token), grant, expires_at)
        self._db.execute("INSERT INTO accesses VALUES (?, ?, ?)", row)
        return token

    def _refresh(self, grant: str) -> str:
        token = f"5Aep861{secrets.token_urlsafe(60).replace('-', '.')}"
        self._db.execute("INSERT INTO refreshes VALUES (?, ?, 0)", (_digest(token), grant))
        return token


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
