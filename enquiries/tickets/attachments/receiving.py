"""Receives the files of a form into memory, each within its bound, and never onto a disk."""

import io
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from enquiries.tickets.attachments.checking import MOST_BYTES, MOST_FILES

# Of a form with its files and words, and what stands between them.
_MOST_OF_ALL = (MOST_FILES + 1) * MOST_BYTES
View = Callable[..., HttpResponseBase]

if TYPE_CHECKING:
    _Uploaded = UploadedFile[bytes]
else:  # generic for the type checker alone
    _Uploaded = UploadedFile


class BoundedFile(_Uploaded):
    """A file in memory; `content` is None for one that was larger than its bound."""

    def __init__(self, name: str, declared: str, parts: list[bytes], size: int) -> None:
        content = b"".join(parts)
        super().__init__(io.BytesIO(content), name, declared, size)
        self.content = content if size <= MOST_BYTES else None


class BoundedUploads(FileUploadHandler):
    """Keeps what is within the bound; of a larger file the rest is read and thrown away."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing."""
        super().new_file(*args, **kwargs)
        self._parts: list[bytes] = []
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep it while there is room; no other handler is asked."""
        self._size += len(raw_data)
        if self._size > MOST_BYTES:
            self._parts.clear()
        else:
            self._parts.append(raw_data)

    def file_complete(self, file_size: int) -> BoundedFile:
        """Give it to the form, whole or not."""
        return BoundedFile(self.file_name or "", self.content_type or "", self._parts, self._size)


def with_files(view: View) -> View:
    """Let a view's form receive files; stands above its other decorators.

    The token is checked below: Django's middleware would read the body before its bound is set.
    """

    @csrf_exempt
    @wraps(view)
    def received(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _length(request) > _MOST_OF_ALL:
            return render(request, "enquiries/tickets/too_large.html", status=413)
        request.upload_handlers = [BoundedUploads(request)]
        try:
            answer: HttpResponseBase = csrf_protect(view)(request, *args, **kwargs)
        except TooManyFilesSent:
            return render(request, "enquiries/tickets/too_large.html", status=413)
        return answer

    return received


def _length(request: Any) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
