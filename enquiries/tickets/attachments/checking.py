"""Whether a file is taken: its ending, its declared type and its content have to agree."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.file_names import shown_name
from enquiries.tickets.attachments.kinds import KINDS, UNDECLARED, why_not

MOST_FILES = 3
MOST_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: `name` is fit to be shown, `media_type` is ours."""

    name: str
    media_type: str
    content: bytes


def check_file(name: str, declared: str, content: bytes | None, *, before: int) -> CheckedFile:
    """The file, or Refused with its name and in words why it is not taken.

    `content` is None for one that was larger than is read; `before` of it came as many others.
    """
    name = shown_name(name, default=_("file"))
    ending = PurePosixPath(name).suffix.lower()
    given = declared.partition(";")[0].strip().lower()
    if before >= MOST_FILES:
        most = _("No more than %(most)d files are taken with a message.")
        raise _refusal(name, most % {"most": MOST_FILES})
    if content is None or len(content) > MOST_BYTES:
        raise _refusal(name, _("It is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})
    if not content:
        raise _refusal(name, _("It is empty."))
    for kind in KINDS:
        if ending in kind.endings and kind.fits(content):
            if given not in (*kind.declared, *UNDECLARED):
                raise _refusal(name, _("It was sent as %(type)s.") % {"type": given[:60]})
            return CheckedFile(name, kind.media_type, content)
    raise _refusal(name, why_not(ending, content))


def _refusal(name: str, why: str) -> Refused:
    return Refused(f"{name}: {why}", code="file_refused")
