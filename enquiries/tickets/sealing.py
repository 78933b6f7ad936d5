"""Seals and opens what a ticket holds of people, each for a purpose that the map names for it."""

import base64
from typing import Any
from uuid import UUID

from accounts.crypto import KeyedHash, Place, all_hashes, decrypt, encrypt
from accounts.readings import check_purpose
from accounts.tenancy import require_workspace_id
from enquiries.sealing import SealedTable
from enquiries.tickets.purposes import FILE

TICKET = SealedTable("enquiries.ticket", ("address", "name", "company", "link"))
MESSAGE = SealedTable("enquiries.ticketmessage", ("text",))
FILES = SealedTable("enquiries.ticketfile", ("name",))


def piece_place(row: Any) -> Place:
    """Where a piece lives: its number and whether it is the last are sealed with it."""
    order = f"{row.number}{'.' if row.is_last else '+'}"
    return Place("enquiries_ticketfilepiece", order, row.workspace_id, row.file_id)


def address_of(ticket: Any, *, purpose: str) -> str:
    """The asker's address; raises UnregisteredPurpose, as all below."""
    return TICKET.text(ticket, "address", purpose=purpose)


def name_of(ticket: Any, *, purpose: str) -> str:
    """The asker's name; empty where none was given."""
    return TICKET.text(ticket, "name", purpose=purpose)


def company_of(ticket: Any, *, purpose: str) -> str:
    """The asker's company; empty where none was given."""
    return TICKET.text(ticket, "company", purpose=purpose)


def text_of(message: Any, *, purpose: str) -> str:
    """What was written."""
    return MESSAGE.text(message, "text", purpose=purpose)


def file_name_of(file: Any, *, purpose: str) -> str:
    """What the sender called it."""
    return FILES.text(file, "name", purpose=purpose)


def seal_piece(row: Any, data: bytes) -> bytes:
    """A piece of a file, sealed for its number."""
    return encrypt(piece_place(row), base64.b64encode(data).decode())


def open_piece(row: Any, *, purpose: str) -> bytes:
    """A piece of a file; raises DecryptFailed where pieces were exchanged."""
    check_purpose(purpose, [FILE])
    return base64.b64decode(decrypt(piece_place(row), bytes(row.sealed)))


def thread_hash(ticket_id: UUID) -> bytes:
    """What the mark of a ticket's reply address is made of."""
    return KeyedHash(require_workspace_id(), "enquiries.ticket.thread").of(str(ticket_id))


def thread_hashes(ticket_id: UUID) -> list[bytes]:
    """The same under every key that still opens: old mails are answered, too."""
    workspace_id = require_workspace_id()
    return all_hashes(workspace_id, "enquiries.ticket.thread", str(ticket_id), purpose="index")


def mail_digest(own_id: str) -> bytes:
    """By which a mail that comes twice is known."""
    return KeyedHash(require_workspace_id(), "enquiries.mail.id").of(own_id)
