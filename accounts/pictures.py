"""Draws an uploaded picture anew: small, as PNG, and with nothing of what came with it."""

from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.errors import Refused

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 2 * 1024 * 1024
# Of each side, before anything of the picture is unpacked; then of what is kept.
MOST_PIXELS = 3000
LONGEST_SIDE = 512
_LEAST_PIXELS = 16
_FORMATS = ("PNG", "JPEG", "WEBP")
# An SVG begins so, behind a byte order mark and spaces.
_DRAWINGS = (b"<svg", b"<?xml", b"<!doctype svg", b"<!--")


def redrawn(content: bytes) -> bytes:
    """The picture as PNG of at most 512 pixels a side; raises Refused with what to do."""
    if len(content) > MOST_BYTES:
        raise Refused(_("The file is larger than 2 MB."), code="too_large")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_DRAWINGS):
        raise Refused(
            _("An SVG file can carry programs, which would run on our pages."),
            advice=_("Export the logo as PNG."),
            code="svg",
        )
    try:
        return _draw(content)
    except Refused:
        raise
    # Decoders fail in as many ways as files can be broken.
    except Exception as error:
        raise Refused(
            _("This file is no picture that can be read."),
            advice=_("PNG, JPEG and WebP are."),
            code="unreadable",
        ) from error


def _draw(content: bytes) -> bytes:
    # Loaded for those few who upload one: it costs each process megabytes.
    from PIL import Image, ImageOps

    with Image.open(BytesIO(content), formats=_FORMATS) as picture:
        _refuse_size(picture)
        picture.load()
        # As a telephone was held, which is told only by what is left out here.
        upright = ImageOps.exif_transpose(picture)
        has_gaps = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
        plain = upright.convert("RGBA" if has_gaps else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # The pixels alone: a copy would take notes, profiles and places along.
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    written = BytesIO()
    bare.save(written, format="PNG", optimize=True)
    return written.getvalue()


def _refuse_size(picture: "Image") -> None:
    width, height = picture.size
    if not _LEAST_PIXELS <= min(width, height) <= max(width, height) <= MOST_PIXELS:
        raise Refused(
            _("The picture has %(width)s by %(height)s pixels.")
            % {"width": width, "height": height},
            advice=_("Each side may have 16 to 3000."),
            code="size",
        )
