"""Which kinds of file are taken: by ending, by declared type, and by how their bytes begin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# What senders declare who do not know.
UNDECLARED = ("", "application/octet-stream")
# What a PDF names that holds a program or another file in the clear.
_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")
# Controls that no text has; NUL among them, so that no other kind passes for one.
_NO_TEXT = bytes(sign for sign in range(32) if sign not in b"\t\n\f\r") + b"\x7f"
_PAGE_STARTS = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<?php")


@dataclass(frozen=True)
class Kind:
    """One kind: the type under which it is handed out, and what has to agree with it."""

    media_type: str
    endings: tuple[str, ...]
    declared: tuple[str, ...]
    fits: Callable[[bytes], bool]


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signatures)


def _is_webp(content: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP"


def _is_plain_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and not any(name in content for name in _ACTIVE)


def _is_text(content: bytes) -> bool:
    start = _start(content)
    is_other = start.startswith((*_PAGE_STARTS, b"#!", b"%pdf-"))
    return not is_other and len(content.translate(None, _NO_TEXT)) == len(content)


def _start(content: bytes) -> bytes:
    return content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:16].lower()


_SHEETS = ("text/csv", "application/csv", "text/comma-separated-values", "text/plain")
KINDS: tuple[Kind, ...] = (
    Kind("image/png", (".png",), ("image/png",), _begins(b"\x89PNG\r\n\x1a\n")),
    Kind("image/jpeg", (".jpg", ".jpeg"), ("image/jpeg", "image/jpg"), _begins(b"\xff\xd8\xff")),
    Kind("image/gif", (".gif",), ("image/gif",), _begins(b"GIF87a", b"GIF89a")),
    Kind("image/webp", (".webp",), ("image/webp",), _is_webp),
    Kind("application/pdf", (".pdf",), ("application/pdf",), _is_plain_pdf),
    Kind("text/plain", (".txt", ".log"), ("text/plain",), _is_text),
    # Browsers on Windows call it a sheet of Excel.
    Kind("text/csv", (".csv",), (*_SHEETS, "application/vnd.ms-excel"), _is_text),
)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)


def _words(text: str) -> tuple[str, ...]:
    return tuple(f".{word}" for word in text.split())


# (in words why not, endings, how the content begins), the first that fits
_REFUSED: tuple[tuple[Any, tuple[str, ...], tuple[bytes, ...]], ...] = (
    (
        _("Documents of office programs can hold macros: send it as a PDF."),
        _words("doc docx docm dot xls xlsx xlsm xlsb ppt pptx pptm odt ods odp rtf"),
        (b"\xd0\xcf\x11\xe0", b"{\\rtf"),
    ),
    (
        _("Archives are not taken: send the files in it one by one."),
        _words("zip rar 7z gz tgz bz2 xz tar iso cab"),
        (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
    ),
    (
        _("Programs are not taken."),
        _words("exe msi bat cmd com scr ps1 sh jar vbs lnk app dll"),
        (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!"),
    ),
)
_PAGE = _("Web pages and SVG can hold programs: send a screenshot or a PDF.")
_PAGES = _words("html htm xhtml svg xml mht mhtml js")


def why_not(ending: str, content: bytes) -> str:
    """In words, why a file of no kind of ours, or of another than it says, is refused."""
    for words, endings, signatures in _REFUSED:
        if ending in endings or content.startswith(signatures):
            return str(words)
    if ending in _PAGES or _start(content).startswith(_PAGE_STARTS):
        return str(_PAGE)
    if ending == ".pdf" and content.startswith(b"%PDF-"):
        return str(_("This PDF holds a program or another file: print it to a plain PDF first."))
    if ending in ENDINGS:
        return str(_("Its content is not what its name says."))
    return str(_("Images (PNG, JPEG, GIF, WebP), PDF, text and CSV are taken; this is none."))
