"""Keeps a file in sealed pieces beside its message, and gives it back whole."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from accounts.crypto import DecryptFailed
from accounts.tenancy import new_id, require_workspace_id
from enquiries.models import TicketFile, TicketFilePiece, TicketMessage
from enquiries.tickets.attachments.checking import CheckedFile
from enquiries.tickets.sealing import FILES, file_name_of, open_piece, seal_piece

# A rotation of keys holds many rows at once, so none is large.
_PIECE = 256 * 1024


def keep_files(message: TicketMessage, files: Iterable[CheckedFile]) -> None:
    """Seal them beside a message, in the entered workspace."""
    for file in files:
        row = TicketFile(id=new_id(), workspace_id=require_workspace_id(), message=message)
        FILES.seal(row, {"name": file.name})
        row.media_type, row.size = file.media_type, len(file.content)
        row.save(force_insert=True)
        TicketFilePiece.objects.bulk_create(_pieces(row, file.content))


def _pieces(file: TicketFile, content: bytes) -> list[TicketFilePiece]:
    starts = range(0, len(content), _PIECE)
    made = []
    for number, start in enumerate(starts):
        row = TicketFilePiece(id=new_id(), workspace_id=file.workspace_id, file=file)
        row.number, row.is_last = number, start == starts[-1]
        row.sealed = seal_piece(row, content[start : start + _PIECE])
        made.append(row)
    return made


def content_of(file: TicketFile, *, purpose: str) -> bytes:
    """The whole file; raises DecryptFailed where a piece is missing or is another's."""
    rows = list(TicketFilePiece.objects.filter(file=file).order_by("number"))
    numbers = [row.number for row in rows]
    if not rows or numbers != list(range(len(rows))) or not rows[-1].is_last:
        raise DecryptFailed(f"A piece of file {file.pk} is missing.")
    return b"".join(open_piece(row, purpose=purpose) for row in rows)


def file_of(ticket_id: UUID, file_id: UUID) -> TicketFile | None:
    """A file of this ticket; None for those of others."""
    return TicketFile.objects.filter(pk=file_id, message__ticket_id=ticket_id).first()


def handed_out(file: TicketFile, *, purpose: str) -> HttpResponse:
    """The file as a download: no browser shows it in a page of ours, or guesses what it is."""
    answer = HttpResponse(content_of(file, purpose=purpose), content_type=file.media_type)
    name = file_name_of(file, purpose=purpose)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
