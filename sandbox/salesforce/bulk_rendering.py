"""Bulk results as files: the CSV lines of a query, and where each of them begins.

A result is named after the rows, fields and versions it shows, so that the same rows asked for
again are served from the file as it lies there, whatever the words of the query.
"""

import gzip
import itertools
import os
import threading
import time
from array import array
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from sandbox.soql import Statement
from sandbox.store import Store, rendering
from sandbox.web.messages import FileSlice

DELIMITERS = {
    "COMMA": ",",
    "TAB": "\t",
    "SEMICOLON": ";",
    "PIPE": "|",
    "CARET": "^",
    "BACKQUOTE": "`",
}
ENDINGS = {"LF": "\n", "CRLF": "\r\n"}
FLUSH_ROWS = 20_000
KEPT_BYTES = 6 << 30


@dataclass(frozen=True)
class Result:
    """A rendered result: its lines without header, and the offsets of all its rows."""

    path: Path
    rows: int

    def part(self, start: int, end: int) -> FileSlice:
        """The lines of rows start..end."""
        with self.path.with_suffix(".offsets").open("rb") as file:
            first, last = (_offset(file.fileno(), row) for row in (start, end))
        return FileSlice(self.path, first, last - first)

    def zipped(self, header: bytes, start: int, end: int) -> Path:
        """The same with its header, compressed; kept for the next time."""
        tag = blake2b(header, digest_size=4).hexdigest()
        path = self.path.with_suffix(f".{start}-{end}-{tag}.gz")
        if not path.exists():
            draft = path.with_name(f"{path.name}.{threading.get_ident()}")
            with gzip.open(draft, "wb", compresslevel=1) as file:
                file.write(header)
                for piece in self.part(start, end).pieces():
                    file.write(piece)
            draft.replace(path)
        return path


def _offset(descriptor: int, row: int) -> int:
    return int.from_bytes(os.pread(descriptor, 8, row * 8), "little")


class Renderer:
    """Makes results in a folder and prunes the oldest."""

    def __init__(self, folder: Path, store: Store, note_cpu: Callable[[float], None]) -> None:
        self.folder = folder
        self.store = store
        self.note_cpu = note_cpu
        folder.mkdir(exist_ok=True)
        for file in folder.iterdir():
            if file.suffix not in (".csv", ".offsets", ".gz"):
                file.unlink()  # half-written when the sandbox was stopped

    def render(self, statement: Statement, delimiter: str, ending: str) -> Result:
        """The result of a statement, from its file if the same rows were rendered before."""
        started = time.thread_time()
        sobject = statement.sobject
        with self.store.reading() as db:
            found = db.execute(statement.sql, statement.parameters)
            rowids = array("q", itertools.chain.from_iterable(found))
            names = ",".join(field.name for field in statement.fields)
            version = self.store.version(db, sobject.name)
            digest = blake2b(digest_size=16)
            digest.update(f"{sobject.name} {version} {names} {delimiter} {ending} ".encode())
            digest.update(f"{self.store.identity} ".encode())
            digest.update(rowids.tobytes())
            path = self.folder / f"{digest.hexdigest()}.csv"
            if not path.exists():
                rows = rendering.csv_rows(
                    db,
                    sobject,
                    statement.fields,
                    rowids,
                    DELIMITERS[delimiter],
                    ENDINGS[ending],
                )
                _write(path, rows)
                self._prune(keep=path)
        self.note_cpu(time.thread_time() - started)
        return Result(path, len(rowids))

    def _prune(self, keep: Path) -> None:
        total = 0
        for file, size in newest_first(self.folder):
            total += size
            if total > KEPT_BYTES and file.stem.partition(".")[0] != keep.stem:
                file.unlink(missing_ok=True)


def newest_first(folder: Path) -> list[tuple[Path, int]]:
    """(file, bytes) of what is there; a draft of another thread may be gone while one looks."""
    found = []
    for file in folder.iterdir():
        with suppress(FileNotFoundError):
            told = file.stat()
            found.append((told.st_mtime, told.st_size, file))
    return [(file, size) for _at, size, file in sorted(found, reverse=True)]


def _write(path: Path, rows: rendering.Lines) -> None:
    draft = path.with_name(f"{path.name}.{threading.get_ident()}")
    offsets = array("Q", [0])
    with draft.open("wb") as file:
        position = 0
        while batch := list(itertools.islice(rows, FLUSH_ROWS)):
            for end in itertools.accumulate(map(len, batch), initial=position):
                offsets.append(end)
            # accumulate begins with the position itself, which is there already
            del offsets[-len(batch) - 1]
            position = offsets[-1]
            file.write(b"".join(batch))
    path.with_suffix(".offsets").write_bytes(offsets.tobytes())
    draft.replace(path)
