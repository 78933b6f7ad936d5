"""Work that a page waits for: it asks again by itself, and is drawn anew where there is news."""

from datetime import datetime, timedelta
from hashlib import blake2b

from django.http import HttpRequest
from django.utils import timezone

from accounts.parts import is_part

# What takes longer is not waited for in front of a page.
_PATIENCE = timedelta(minutes=15)


def is_recent(moment: datetime) -> bool:
    """Whether what was asked for then may be waited for in front of the page."""
    return moment > timezone.now() - _PATIENCE


def mark_of(*parts: object) -> str:
    """How that work stands, as the page keeps it in the address by which it asks again."""
    return blake2b("|".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def is_still(request: HttpRequest, mark: str) -> bool:
    """Whether a page asks again while it shows all that there is: an answer without words will do.

    Who reads or types there keeps the focus. `mark` is "" where nothing is waited for any more.
    """
    return bool(mark) and is_part(request) and request.GET.get("seen") == mark
