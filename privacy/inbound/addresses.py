"""The addresses at which requests arrive, and the marks by which an answer finds its request.

privacy@domain is Proactivox's own, privacy+<slug>@domain a workspace's. An answer goes to
privacy+<slug>.<number>-<mark>@domain; where that would be longer than mail allows, number and mark
stand in the subject instead. The mark is a keyed hash of the request's id: nobody guesses one.
"""

import re
from dataclasses import dataclass

from django.conf import settings

from accounts.crypto import KeyedHash, all_hashes
from accounts.letters.marks import MARK, mark_of
from accounts.models import Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import require_workspace_id
from privacy.models import DataSubjectRequest, State

_BASE = "privacy"
_COLUMN = "privacy.request.thread"
_LONGEST = 64
_MARK = rf"(?P<number>\d{{1,9}})-{MARK}"
_LOCAL = re.compile(
    rf"^{_BASE}(?:\+(?:(?P<slug>[a-z0-9_-]+?)\.)?(?:{_MARK}|(?P<only>[a-z0-9_-]+)))?$"
)
_SUBJECT = re.compile(rf"\[{_MARK}\]")


@dataclass(frozen=True)
class Place:
    """Where a mail belongs: a workspace's slug ("" for the house), and perhaps a request's mark."""

    slug: str
    number: int = 0
    mark: str = ""


def is_set_up() -> bool:
    """Whether mail arrives by itself at all."""
    return bool(settings.PRIVACY_MAIL_DOMAIN)


def address_for(workspace: Workspace) -> str:
    """Where the workspace's people write to; empty where no mail arrives by itself."""
    local = _BASE if workspace.is_house else f"{_BASE}+{workspace.slug}"
    return f"{local}@{settings.PRIVACY_MAIL_DOMAIN}" if is_set_up() else ""


def place_of(address: str) -> Place | None:
    """Where a mail to this address belongs; None for addresses that are none of ours."""
    local, _at, domain = address.strip().lower().rpartition("@")
    if not is_set_up() or domain != settings.PRIVACY_MAIL_DOMAIN:
        return None
    found = _LOCAL.match(local)
    if found is None:
        return None
    slug = found["slug"] or found["only"] or ""
    return Place(slug, int(found["number"] or 0), found["mark"] or "")


def workspace_at(place: Place) -> Workspace | None:
    """The workspace of an address."""
    rows = Workspace.objects.filter(closure=None)
    return (rows.filter(slug=place.slug) if place.slug else rows.filter(pk=HOUSE_ID)).first()


def reply_to(request: DataSubjectRequest, workspace: Workspace) -> tuple[str, str]:
    """(where an answer goes, what has to stand in the subject for it); empty where none arrives."""
    if not is_set_up() or not request.number:
        return "", ""
    token = (
        f"{request.number}-{mark_of(KeyedHash(request.workspace_id, _COLUMN).of(str(request.pk)))}"
    )
    plain = address_for(workspace)
    local = f"{_BASE}+{token}" if workspace.is_house else f"{_BASE}+{workspace.slug}.{token}"
    if len(local) <= _LONGEST:
        return f"{local}@{settings.PRIVACY_MAIL_DOMAIN}", ""
    return plain, f"[{token}]"


def answered_request(place: Place, subject: str) -> DataSubjectRequest | None:
    """The open request that a mail answers, in the entered workspace; None for forged marks."""
    number, mark = place.number, place.mark
    if not mark and (found := _SUBJECT.search(subject)) is not None:
        number, mark = int(found["number"]), found["mark"]
    if not mark:
        return None
    request = DataSubjectRequest.objects.filter(number=number, state=State.OPEN).first()
    if request is None:
        return None
    hashes = all_hashes(require_workspace_id(), _COLUMN, str(request.pk), purpose="index")
    return request if mark in {mark_of(one) for one in hashes} else None
