"""One pristine database per business, and a working copy made at its first change."""

import secrets
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Store:
    """Connections to the records; safe to use from many threads.

    Reads go to the pristine file until something is changed; then to `working.sqlite`, a copy.
    """

    def __init__(self, folder: Path, pristine: Path) -> None:
        self.pristine = pristine
        self.working = folder / f"{pristine.stem}.working.sqlite"
        self._pool_lock = threading.Lock()
        self._write_lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._epoch = 0

    @property
    def path(self) -> Path:
        return self.working if self.working.exists() else self.pristine

    @property
    def generation(self) -> int:
        """Grows when the file that is read becomes another one."""
        return self._epoch

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for reads, inside one snapshot."""
        db, epoch = self._borrow()
        try:
            db.execute("BEGIN")
            yield db
        finally:
            db.rollback()
            self._give_back(db, epoch)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The one connection that writes: commits at the end, rolls back on an exception."""
        with self._write_lock:
            self._make_working_copy()
            db = _connect(self.working)
            try:
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.commit()
            finally:
                db.close()

    def reset(self) -> None:
        """Forget every change: back to the generated business."""
        with self._write_lock:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.working}{suffix}").unlink(missing_ok=True)
            self._drop_idle()

    @property
    def identity(self) -> str:
        """Which generated business this is; a new one made in its place differs."""
        return f"{self.pristine.name} {self.pristine.stat().st_mtime_ns}"

    def version(self, db: sqlite3.Connection, object_name: str) -> str:
        """A text that changes whenever rows of the object change."""
        row = db.execute(
            "SELECT version FROM _versions WHERE object = ?", (object_name,)
        ).fetchone()
        return str(row[0]) if row else "0"

    def _make_working_copy(self) -> None:
        if self.working.exists():
            return
        draft = self.working.with_suffix(".part")
        shutil.copyfile(self.pristine, draft)
        db = sqlite3.connect(draft)
        db.execute("PRAGMA journal_mode = WAL")
        db.close()
        draft.replace(self.working)
        self._drop_idle()

    def _borrow(self) -> tuple[sqlite3.Connection, int]:
        with self._pool_lock:
            if self._idle:
                return self._idle.pop(), self._epoch
            return _connect(self.path), self._epoch

    def _give_back(self, db: sqlite3.Connection, epoch: int) -> None:
        with self._pool_lock:
            if epoch == self._epoch:
                self._idle.append(db)
                return
        db.close()

    def _drop_idle(self) -> None:
        with self._pool_lock:
            self._epoch += 1
            while self._idle:
                self._idle.pop().close()


def touch_version(db: sqlite3.Connection, object_name: str) -> None:
    """Note that rows of an object have changed, so that cached answers are not used again."""
    db.execute(
        "INSERT OR REPLACE INTO _versions VALUES (?, ?)", (object_name, secrets.token_hex(8))
    )


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -65536")
    db.execute("PRAGMA mmap_size = 4294967296")
    return db
