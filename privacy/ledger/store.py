"""The ledger's folder: `chain`, one file of content an entry, and the lock of whoever appends."""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from accounts.errors import Trouble
from privacy.ledger.chain import Broken, Link, follow, read_lines, whole_part

_LOCK_SECONDS = 10.0


class LedgerProblem(Trouble):
    """The ledger cannot be read or written, or does not hold; nothing is erased meanwhile."""

    code = "ledger"

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=False)


@dataclass(frozen=True)
class Anchor:
    """The newest entry that the database knows: the chain has to have it, with this hash."""

    sequence: int
    hash: str


class LedgerStore:
    """A folder that all processes see; any number of them append and read at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._chain = folder / "chain"
        self._contents = folder / "content"

    def append(
        self, content: bytes, seal: Callable[[bytes, int], bytes], anchor: Anchor | None
    ) -> Link:
        """Append content, sealed for its number; on return all of it is on the disk."""
        with _told(self.folder), self._locked():
            self._heal()
            links = self.links()
            check_anchor(links, anchor)
            at, digest = datetime.now(tz=UTC), hashlib.sha256(content).hexdigest()
            link = follow(links[-1] if links else None, at, digest)
            # First the content: a line without it would be a hole, a file without a line is
            # written over by the next.
            self._write(link.sequence, seal(content, link.sequence))
            with self._chain.open("ab") as stream:
                stream.write(link.line.encode("ascii"))
                _flush(stream.fileno())
            _flush_folder(self.folder)
        return link

    def links(self) -> tuple[Link, ...]:
        """The whole chain, verified; raises LedgerProblem where it does not hold."""
        with _told(self.folder):
            text = self._chain.read_bytes() if self._chain.exists() else b""
        try:
            return read_lines(whole_part(text))
        except Broken as error:
            raise LedgerProblem(
                f"The chain of the erasure ledger is broken: {error}. Put the folder back from its "
                "own copy."
            ) from error

    def content(self, sequence: int) -> bytes:
        """An entry's sealed content; empty where it was removed. Raises LedgerProblem."""
        with _told(self.folder):
            return self._place(sequence).read_bytes()

    def replace(self, sequence: int, sealed: bytes) -> None:
        """Other content in an entry's place: sealed anew, or empty."""
        with _told(self.folder), self._locked():
            self._write(sequence, sealed)

    def missing_contents(self, links: tuple[Link, ...]) -> list[int]:
        """Numbers of entries whose file is not there; one whose content was removed is empty."""
        with _told(self.folder):
            found = {place.name for place in self._contents.iterdir()} if links else set()
        return [link.sequence for link in links if _name(link.sequence) not in found]

    def make(self) -> None:
        """The folder, for our eyes alone; raises LedgerProblem when it cannot be written to."""
        with _told(self.folder):
            self._contents.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(self.folder, os.W_OK | os.X_OK):
                raise PermissionError("it cannot be written to")

    def _heal(self) -> None:
        """Cut off what a stopped process left of its line; under the lock nobody is writing it."""
        if not self._chain.exists():
            return
        text = self._chain.read_bytes()
        whole = whole_part(text)
        if len(whole) != len(text):
            with self._chain.open("r+b") as stream:
                stream.truncate(len(whole))
                _flush(stream.fileno())

    def _write(self, sequence: int, sealed: bytes) -> None:
        place = self._place(sequence)
        draft = place.with_suffix(".new")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(sealed)
            _flush(stream.fileno())
        draft.replace(place)
        _flush_folder(self._contents)

    def _place(self, sequence: int) -> Path:
        return self._contents / _name(sequence)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.make()
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(handle)
            yield
        finally:
            os.close(handle)


def check_anchor(links: tuple[Link, ...], anchor: Anchor | None) -> None:
    """Raise LedgerProblem when the database knows of an entry that this chain has not."""
    if anchor is None:
        return
    if len(links) < anchor.sequence:
        raise LedgerProblem(
            f"The erasure ledger ends at {len(links)}, and the database has applied number "
            f"{anchor.sequence}: LEDGER_DIR is another folder, or its end was lost."
        )
    if links[anchor.sequence - 1].hash != anchor.hash:
        raise LedgerProblem(
            f"Number {anchor.sequence} of the erasure ledger is not the one that the database has "
            "applied: LEDGER_DIR is another folder, or it was written anew."
        )


def _name(sequence: int) -> str:
    return f"{sequence:012d}"


def _take(handle: int) -> None:
    deadline = time.monotonic() + _LOCK_SECONDS
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"another process has held its lock for {_LOCK_SECONDS:g} seconds")
        time.sleep(0.01)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LedgerProblem(
            f"The erasure ledger in {folder} is not within reach: {error}"
        ) from error


def _flush(handle: int) -> None:
    os.fsync(handle)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
