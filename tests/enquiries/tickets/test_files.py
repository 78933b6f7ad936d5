"""Files: what is taken and what is refused with words, how much is read, how they are kept."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts.crypto import DecryptFailed
from accounts.crypto.rotation import rotate_data_key
from accounts.errors import Refused
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import TicketFile, TicketFilePiece
from enquiries.tickets.attachments.checking import MOST_BYTES, check_file
from enquiries.tickets.attachments.keeping import content_of
from enquiries.tickets.attachments.receiving import BoundedUploads
from enquiries.tickets.purposes import ANSWER_ASKER
from tests.cast import Cast
from tests.enquiries.tickets.conftest import (
    a_file,
    letters,
    link_of_asker,
    mails_to,
    send,
    the_ticket,
    tickets,
)

PNG, JPEG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20, b"\xff\xd8\xff\xe0" + b"\0" * 20
WEBP, PDF = b"RIFF\x10\0\0\0WEBPVP8 ", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
TEXT, CSV = "Æbler og pærer\n".encode(), "navn;beløb\r\nDora;12\r\n".encode("cp1252")


def bomb() -> bytes:
    """10 MB of zeros in ten kilobytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", b"\0" * 10_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "declared", "content", "kept_as"),
    [
        ("a.png", "image/png", PNG, "image/png"),
        ("a.JPG", "image/jpeg", JPEG, "image/jpeg"),
        ("a.gif", "image/gif", b"GIF89a" + b"\0" * 9, "image/gif"),
        ("a.webp", "image/webp", WEBP, "image/webp"),
        ("a.pdf", "application/pdf", PDF, "application/pdf"),
        ("a.pdf", "application/octet-stream", PDF, "application/pdf"),
        ("a.txt", "text/plain; charset=utf-8", TEXT, "text/plain"),
        ("a.csv", "application/vnd.ms-excel", CSV, "text/csv"),
    ],
)
def test_what_agrees_with_itself_is_taken(
    name: str, declared: str, content: bytes, kept_as: str
) -> None:
    assert check_file(name, declared, content, before=0).media_type == kept_as


@pytest.mark.parametrize(
    ("name", "declared", "content", "said"),
    [
        ("a.zip", "application/zip", bomb(), "Archives are not taken"),
        ("a.pdf", "application/pdf", bomb(), "Archives are not taken"),
        ("a.txt", "text/plain", b"\x1f\x8b\x08\0zipped", "Archives are not taken"),
        ("a.docm", "application/vnd.ms-word", bomb(), "can hold macros"),
        ("a.xls", "application/vnd.ms-excel", b"\xd0\xcf\x11\xe0\xa1\xb1", "can hold macros"),
        ("a.exe", "application/pdf", b"MZ\x90\0", "Programs are not taken"),
        ("a.pdf", "application/pdf", b"MZ\x90\0", "Programs are not taken"),
        ("a.pdf.exe", "application/pdf", PDF, "Programs are not taken"),
        ("a.txt", "text/plain", b"#!/bin/sh\nrm -rf /", "Programs are not taken"),
        ("a.html", "text/html", b"<p>Hello", "can hold programs"),
        ("a.svg", "image/svg+xml", b"<svg onload=x>", "can hold programs"),
        ("a.png", "image/png", b"  <svg xmlns='x' onload='x'>", "can hold programs"),
        ("a.txt", "text/plain", b"\xef\xbb\xbf<!DOCTYPE html><script>", "can hold programs"),
        ("a.pdf", "application/pdf", PDF + b"/JavaScript", "holds a program"),
        ("a.png", "image/png", JPEG, "not what its name says"),
        ("a.txt", "text/plain", b"with a NUL\0", "not what its name says"),
        ("a.png", "text/html", PNG, "was sent as text/html"),
        ("a.mp4", "video/mp4", b"\0\0\0\x18ftyp", "this is none"),
        ("a", "text/plain", TEXT, "this is none"),
        ("a.txt", "text/plain", b"", "It is empty"),
        ("a.txt", "text/plain", None, "larger than 5 MB"),
    ],
)
def test_what_does_not_is_refused_with_words(
    name: str, declared: str, content: bytes | None, said: str
) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        check_file(name, declared, content, before=0)
    assert str(refusal.value).startswith(f"{name}: ")


def test_a_fourth_is_refused() -> None:
    with pytest.raises(Refused, match="No more than 3 files"):
        check_file("a.txt", "text/plain", TEXT, before=3)


def test_no_more_is_kept_of_a_file_than_its_bound(rf: RequestFactory) -> None:
    handler = BoundedUploads(rf.post("/contact/"))
    handler.new_file("files", "a.txt", "text/plain", None)
    for _number in range(100):
        handler.receive_data_chunk(b"x" * 64 * 1024, 0)
    file = handler.file_complete(0)
    assert file.content is None
    assert file.size == 100 * 64 * 1024
    assert file.read() == b""


@pytest.mark.django_db
def test_files_are_sealed_in_pieces_and_come_back_as_downloads(cast: Cast) -> None:
    """Never inline: attachment, nosniff, our own type, and a name without its folders."""
    large = PDF + b"\n" * 600_000
    files = [
        a_file('../../Plan\u202e æ".pdf', large, "application/pdf"),
        a_file("b.png", PNG, "image/png"),
    ]
    assert send(attached=files).status_code == 302
    shown = letters()[0].files
    assert [file.name for file in shown] == ['Plan æ".pdf', "b.png"]
    with inside(HOUSE_ID):
        rows = TicketFilePiece.objects.filter(file_id=shown[0].id)
        assert rows.count() == 3
        assert not any(b"%PDF" in bytes(row.sealed) for row in rows)
    answer = Client().get(f"{link_of_asker()}files/{shown[0].id}/")
    assert answer.content == large
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_file_opens_by_its_own_ticket_alone(cast: Cast) -> None:
    send(attached=[a_file("b.png", PNG, "image/png")])
    (file,) = letters()[0].files
    send(email="eve@people.example")
    body = str(mails_to("eve@people.example")[-1].body)
    theirs = "/contact/ticket/" + body.split("/contact/ticket/")[1].split()[0]
    assert Client().get(f"{theirs}files/{file.id}/").status_code == 404
    assert Client().get(f"/contact/ticket/forged/files/{file.id}/").status_code == 404


@pytest.mark.django_db
def test_a_piece_that_is_gone_or_moved_is_noticed(cast: Cast) -> None:
    send(attached=[a_file("a.pdf", PDF + b"\n" * 600_000, "application/pdf")])
    with inside(HOUSE_ID):
        file = TicketFile.objects.get()
        first = TicketFilePiece.objects.get(number=0)
        TicketFilePiece.objects.filter(number=1).update(sealed=first.sealed)
        with pytest.raises(DecryptFailed):
            content_of(file, purpose=ANSWER_ASKER)
        TicketFilePiece.objects.filter(number=2).delete()
        with pytest.raises(DecryptFailed, match="missing"):
            content_of(file, purpose=ANSWER_ASKER)


@pytest.mark.django_db
def test_all_of_a_ticket_is_sealed_anew_under_the_next_key(cast: Cast) -> None:
    """Pieces, names and words: nothing stays under a key that was given up."""
    large = PDF + b"\n" * 600_000
    send(name="Dora", company="People", attached=[a_file("a.pdf", large, "application/pdf")])
    path = link_of_asker()
    (file,) = letters()[0].files
    rotation = rotate_data_key(HOUSE_ID)
    assert rotation.resealed == 9  # address, name, company, link, text, file name, three pieces
    assert Client().get(f"{path}files/{file.id}/").content == large
    assert "a.pdf" in Client().get(path).content.decode()


REFUSED: tuple[tuple[list[Any], str], ...] = (
    ([("a.zip", b"PK\x03\x04", "application/zip")], "a.zip: Archives"),
    ([(f"{n}.txt", TEXT, "text/plain") for n in range(4)], "3.txt: No more than 3"),
    ([(f"{n}.txt", TEXT, "text/plain") for n in range(9)], "8.txt: No more than 3"),
    ([("a.txt", b"x" * (MOST_BYTES + 1), "text/plain")], "a.txt: It is larger than 5 MB"),
)


@pytest.mark.django_db
def test_the_form_names_what_it_refuses(cast: Cast, subtests: pytest.Subtests) -> None:
    for given, said in REFUSED:
        with subtests.test(said):
            answer = send(attached=[a_file(*one) for one in given])
            assert said in answer.content.decode()
    for spoilt in ({"email": "dora"}, {"drawn": ""}):
        answer = send(attached=[a_file("b.png", PNG, "image/png")], **spoilt)
        assert "Choose your files again" in answer.content.decode()
    assert tickets() == 0


@pytest.mark.django_db
def test_a_body_beyond_all_bounds_is_not_read(cast: Cast) -> None:
    answer = Client().generic("POST", "/contact/", b"", CONTENT_LENGTH=str(30 * 1024**2))
    assert answer.status_code == 413
    assert "Up to 3 files" in answer.content.decode()
    assert tickets() == 0


@pytest.mark.django_db
def test_files_beyond_any_number_are_answered_in_words(cast: Cast) -> None:
    """The form cannot be shown again: what was typed is not read to its end."""
    answer = send(attached=[a_file(f"{n}.txt", TEXT, "text/plain") for n in range(21)])
    assert answer.status_code == 413
    assert "Up to 3 files" in answer.content.decode()
    assert tickets() == 0


@pytest.mark.django_db
def test_the_asker_sends_files_later_too(cast: Cast) -> None:
    send()
    path = link_of_asker()
    said = {"text": "Here it is.", "attached": [a_file("b.csv", CSV, "text/csv")]}
    assert Client().post(path, said).status_code == 302
    assert [file.name for file in letters(the_ticket())[1].files] == ["b.csv"]
