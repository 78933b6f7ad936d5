"""Where the sealed parts of a package live, and how they are opened: for the request alone."""

import base64
from collections.abc import Mapping
from typing import Any

import orjson

from accounts.crypto import Place, decrypt, encrypt
from accounts.readings import ANSWER_REQUEST, check_purpose
from privacy.access.holdings import CONTENT

Content = Mapping[str, str | None]


def subject_place(row: Any) -> Place:
    """Where a package says whom it is about."""
    return Place("privacy_package", "subject", row.workspace_id, row.pk)


def content_place(row: Any) -> Place:
    """Where an item's record lives."""
    return Place("privacy_packageitem", "content", row.workspace_id, row.pk)


def words_place(row: Any) -> Place:
    """Where the words that are left out live."""
    return Place("privacy_redaction", "words", row.workspace_id, row.pk)


def chunk_place(row: Any) -> Place:
    """Where a piece lives: its number and whether it is the last are sealed with it."""
    order = f"{row.number}{'.' if row.is_last else '+'}"
    return Place("privacy_packagechunk", order, row.workspace_id, row.package_id)


def seal_content(row: Any, content: Content) -> bytes:
    """The record, sealed for its item."""
    return encrypt(content_place(row), orjson.dumps(dict(content)).decode())


def open_content(row: Any) -> dict[str, str | None]:
    """The record of an item."""
    check_purpose(ANSWER_REQUEST, [CONTENT])
    opened: dict[str, str | None] = orjson.loads(decrypt(content_place(row), bytes(row.content)))
    return opened


def open_words(row: Any) -> str:
    """The words that a redaction leaves out; empty where the whole field is."""
    return decrypt(words_place(row), bytes(row.words)) if row.words else ""


def seal_chunk(row: Any, data: bytes) -> bytes:
    """A piece of the file, sealed for its number."""
    return encrypt(chunk_place(row), base64.b64encode(data).decode())


def open_chunk(row: Any) -> bytes:
    """A piece of the file; raises DecryptFailed where pieces were exchanged or cut off."""
    check_purpose(ANSWER_REQUEST, ["privacy.packagechunk.sealed"])
    return base64.b64decode(decrypt(chunk_place(row), bytes(row.sealed)))
