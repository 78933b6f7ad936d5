"""Keeps uploaded bytes in a private folder, one per workspace, under names of our own making."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from django.conf import settings

DAY_SECONDS = 24 * 3600
REJECTS_DAYS = 30


@dataclass(frozen=True)
class Upload:
    """A file that waits for its import; `choices` as Choices.as_json, empty before the preview.

    `name` is what the sender called it, for show alone; it never names anything on disk.
    """

    id: UUID
    workspace_id: UUID
    kind: str
    name: str
    size: int
    sha256: str
    received_at: datetime
    choices: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Where its bytes are."""
        return folder(self.workspace_id) / f"{self.id}.csv"

    def open(self) -> BinaryIO:
        """Its bytes; FileNotFoundError once they are deleted."""
        return self.path.open("rb")

    def start(self, size: int) -> bytes:
        """Its first bytes."""
        with self.open() as stream:
            return stream.read(size)


def folder(workspace_id: UUID) -> Path:
    """The workspace's own folder, readable by us alone."""
    place = Path(settings.PRIVATE_FILES_DIR) / str(workspace_id)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def create_file(workspace_id: UUID) -> tuple[UUID, BinaryIO]:
    """A new empty file under a random name, mode 0600."""
    upload_id = uuid4()
    path = folder(workspace_id) / f"{upload_id}.csv"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return upload_id, os.fdopen(handle, "wb")


def save(upload: Upload) -> None:
    """Write the note beside the bytes, whole or not at all."""
    note = {**asdict(upload), "id": str(upload.id), "workspace_id": str(upload.workspace_id)}
    note["received_at"] = upload.received_at.isoformat()
    place = _note(upload.workspace_id, upload.id)
    draft = place.with_suffix(f".{uuid4().hex}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        json.dump(note, stream)
    draft.replace(place)


def load(workspace_id: UUID, upload_id: UUID) -> Upload | None:
    """The upload, if this workspace has it."""
    try:
        note = json.loads(_note(workspace_id, upload_id).read_text())
    except FileNotFoundError:
        return None
    note["received_at"] = datetime.fromisoformat(note["received_at"]).astimezone(UTC)
    return Upload(**{**note, "id": upload_id, "workspace_id": workspace_id})


def pending(workspace_id: UUID) -> list[Upload]:
    """Files that were uploaded and wait for their import, the oldest first."""
    names = (UUID(place.stem) for place in folder(workspace_id).glob("*.json"))
    found = (load(workspace_id, name) for name in names)
    return sorted((one for one in found if one), key=lambda one: one.received_at)


def delete(workspace_id: UUID, upload_id: UUID) -> None:
    """Remove bytes and note; what is gone already is well."""
    (folder(workspace_id) / f"{upload_id}.csv").unlink(missing_ok=True)
    _note(workspace_id, upload_id).unlink(missing_ok=True)


def rejects_path(workspace_id: UUID, run_id: UUID) -> Path:
    """Where a run lists the rows it left out."""
    return folder(workspace_id) / f"{run_id}.rejects"


def sweep(workspace_id: UUID, *, now: float | None = None) -> int:
    """Delete uploads nobody imported for a day and lists of rejects after 30; how many files."""
    now = now or time.time()
    old = [
        path
        for path in kept_files(workspace_id)
        if now - path.stat().st_mtime
        > (REJECTS_DAYS * DAY_SECONDS if path.suffix == ".rejects" else DAY_SECONDS)
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def erase_workspace(workspace_id: UUID) -> None:
    """Remove everything of a workspace that is closed."""
    shutil.rmtree(folder(workspace_id), ignore_errors=True)


def kept_files(workspace_id: UUID) -> Iterator[Path]:
    """Everything that lies in the workspace's folder."""
    return (path for path in folder(workspace_id).iterdir() if path.is_file())


def _note(workspace_id: UUID, upload_id: UUID) -> Path:
    return folder(workspace_id) / f"{upload_id}.json"
