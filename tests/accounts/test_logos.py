"""A logo is drawn anew, shown from an address of ours, and is gone when it is removed."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from accounts.errors import Refused
from accounts.models import AuditEvent, Workspace, WorkspaceLogo
from accounts.pictures import MOST_BYTES, redrawn
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.cast import Cast

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 300), mode: str = "RGB") -> bytes:
    notes = PngInfo()
    notes.add_text("Author", "Alice of Acme")
    place = Image.Exif()
    place[0x013B] = "Alice of Acme"
    written = BytesIO()
    color = 1 if mode == "P" else "red"
    Image.new(mode, size, color).save(written, kind, exif=place, pnginfo=notes)
    return written.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode", "kept"),
    [("PNG", "RGBA", "RGBA"), ("PNG", "P", "RGB"), ("JPEG", "CMYK", "RGB"), ("WEBP", "RGB", "RGB")],
)
def test_a_picture_becomes_a_small_png_with_nothing_besides(
    kind: str, mode: str, kept: str
) -> None:
    came = picture(kind, mode=mode)
    image = redrawn(came)
    assert b"Alice of Acme" in came
    assert b"Alice" not in image
    with Image.open(BytesIO(image)) as shown:
        assert (shown.format, shown.size, shown.mode) == ("PNG", (512, 128), kept)
        assert not shown.info.keys() - {"transparency"}
        assert not shown.getexif()


def wrong() -> Iterator[tuple[bytes, str]]:
    yield SVG, "svg"
    yield b"\xef\xbb\xbf  <?xml version='1.0'?>" + SVG, "svg"
    yield b"GIF89a" + picture()[6:], "unreadable"
    yield picture()[:200], "unreadable"
    yield b"", "unreadable"
    yield picture("PNG", (3001, 16)), "size"
    yield picture("PNG", (15, 400)), "size"
    yield bytes(MOST_BYTES + 1), "too_large"


@pytest.mark.parametrize(("content", "code"), list(wrong()))
def test_what_is_no_good_picture_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        redrawn(content)
    assert refused.value.code == code


def upload(client: Client, content: bytes) -> HttpResponse:
    file = SimpleUploadedFile("logo.png", content)
    return client.post("/w/acme/settings/logo/", {"logo": file})  # type: ignore[return-value]


@pytest.mark.django_db
def test_it_stands_beside_the_name_until_it_is_removed(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    assert upload(alice, picture()).status_code == 302
    url = Workspace.objects.get(pk=cast.acme.pk).logo_url
    for page in ("/w/acme/settings/", "/privacy/acme/"):
        assert f'src="{url}"' in alice.get(page).content.decode()
    shown = Client().get(url)
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in shown["Cache-Control"]
    # Charlie's own pages and addresses have none of it.
    assert url not in browser(cast.charlie).get("/w/rival/settings/").content.decode()
    assert Client().get(url.replace("acme", "rival")).status_code == 404
    with inside(cast.rival):
        assert not WorkspaceLogo.objects.exists()
    assert alice.post("/w/acme/settings/logo/remove/").status_code == 302
    assert Client().get(url).status_code == 404
    with inside(cast.acme):
        assert not WorkspaceLogo.objects.exists()
        lines = AuditEvent.objects.filter(action__startswith="workspace.logo_").order_by("seq")
        (given, taken) = [(line.data["before"], line.data["after"]) for line in lines]
    assert given == ("", taken[0])
    assert url.split("/")[-1].startswith(taken[0])


@pytest.mark.django_db
def test_a_refused_file_changes_nothing_and_says_why(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    upload(alice, picture())
    before = Workspace.objects.get(pk=cast.acme.pk).logo_digest
    refused = upload(alice, SVG)
    assert refused.status_code == 422
    assert "can carry programs" in refused.content.decode()
    assert alice.post("/w/acme/settings/logo/").status_code == 422
    assert Workspace.objects.get(pk=cast.acme.pk).logo_digest == before
