"""Takes an upload from the request straight to disk, counting and hashing as it comes."""

import hashlib
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils import timezone

from accounts.file_names import shown_name
from integrations.files import store

if TYPE_CHECKING:
    _Uploaded = UploadedFile[bytes]
else:  # generic for the type checker alone
    _Uploaded = UploadedFile


class ReceivedFile(_Uploaded):
    """What the form gets: facts about the bytes on disk, never the bytes."""

    def __init__(self, upload: store.Upload) -> None:
        super().__init__(name=upload.name, size=upload.size)
        self.upload = upload


class PrivateUploadHandler(FileUploadHandler):
    """Streams one file into the workspace's folder; `is_too_large` when it passed the limit."""

    chunk_size = 1024 * 1024

    def __init__(self, request: Any, workspace_id: UUID) -> None:
        super().__init__(request)
        self.workspace_id = workspace_id
        self.is_too_large = False
        self.is_disk_full = False
        # Set once somebody else looks after the bytes.
        self.is_taken = False
        self._stream: BinaryIO | None = None
        self._upload_id: UUID | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Only one file of a request is kept: a second one takes its place."""
        super().new_file(*args, **kwargs)
        self.discard()
        self._size, self._hash = 0, hashlib.sha256()
        self._upload_id, self._stream = store.create_file(self.workspace_id)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write it; past the limit the rest is read and thrown away, so that we can answer."""
        self._size += len(raw_data)
        if self._size > settings.IMPORT_FILE_MAX_BYTES:
            self.is_too_large = True
        else:
            self._write(raw_data)
        if self.is_too_large or self.is_disk_full:
            self.discard()
            raise StopUpload(connection_reset=False)

    def _write(self, raw_data: bytes) -> None:
        assert self._stream is not None  # noqa: S101  new_file came first
        self._hash.update(raw_data)
        try:
            self._stream.write(raw_data)
        except OSError:
            self.is_disk_full = True

    def file_complete(self, file_size: int) -> ReceivedFile:
        """The file is whole: close it and note what it is."""
        assert self._stream is not None  # noqa: S101
        assert self._upload_id is not None  # noqa: S101
        self._stream.close()
        self._stream = None
        return ReceivedFile(
            store.Upload(
                id=self._upload_id,
                workspace_id=self.workspace_id,
                kind="",
                name=shown_name(self.file_name or "", default="file.csv"),
                size=self._size,
                sha256=self._hash.hexdigest(),
                received_at=timezone.now(),
            )
        )

    def upload_interrupted(self) -> None:
        """The sender went away."""
        self.discard()

    def discard(self) -> None:
        """Remove what came so far."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        if self._upload_id is not None:
            store.delete(self.workspace_id, self._upload_id)
            self._upload_id = None
