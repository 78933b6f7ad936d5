"""How the person gets the copy: by the link to their page and a fresh code to their mailbox."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.readings import ANSWER_REQUEST, note_reading
from accounts.tenancy import inside, require_workspace_id
from privacy.access.chunks import read_chunks
from privacy.models import DataSubjectRequest, Happening, Package
from privacy.requests.finding import linked, person_key
from privacy.requests.mails import note_mailed
from privacy.requests.purposes import ANSWER_PERSON
from privacy.requests.sealing import address_of
from privacy.requests.writing import write_event

CODE_KEPT = timedelta(minutes=15)
_PAUSE = timedelta(minutes=1)
MOST_TRIES = 5


def copy_of(request: DataSubjectRequest) -> Package | None:
    """The copy that the person of a request can fetch now."""
    rows = Package.objects.filter(request=request, deleted_at=None, released_at__isnull=False)
    return rows.filter(expires_at__gt=timezone.now()).first()


def send_code(*, secret: str) -> None:
    """Mail a code to the address of the request; raises Refused within a minute of the last."""
    with inside(require_workspace_id()):
        request, package = _locked(secret)
        now = timezone.now()
        if package.code_until and package.code_until > now + CODE_KEPT - _PAUSE:
            raise Refused(
                _("A code was sent a moment ago."),
                advice=_("Look into your mailbox, and into its spam, or wait a minute."),
                code="code_sent",
            )
        code = f"{secrets.randbelow(10**8):08d}"
        package.code_hash, package.code_until = _hash(package, code), now + CODE_KEPT
        package.code_tries = 0
        package.save(update_fields=["code_hash", "code_until", "code_tries"])
        workspace = Workspace.objects.get(pk=require_workspace_id())
        email = address_of(request, purpose=ANSWER_PERSON)
        with translation.override(request.language):
            values = {"workspace": workspace, "number": request.number, "code": code}
            queue_mail(compose_mail("privacy/access/code", to=email, values=values))
        note_mailed(request)
        record("package.code_sent", request)


def open_copy(*, secret: str, code: str) -> tuple[Package, Iterator[bytes]] | None:
    """The copy and its pieces, for the code that was mailed last; None for a wrong code.

    A code opens once, for a quarter of an hour, and no more after five wrong ones. The download is
    an event of the request and a line of the trail. Raises Refused where there is no live code.
    """
    with inside(require_workspace_id()):
        request, package = _locked(secret)
        is_live = package.code_until is not None and package.code_until > timezone.now()
        if not is_live or package.code_hash is None or package.code_tries >= MOST_TRIES:
            raise Refused(
                _("This code does not open anything any more."),
                advice=_("Have a new one sent."),
                code="code_over",
            )
        if not secrets.compare_digest(bytes(package.code_hash), _hash(package, code)):
            package.code_tries += 1
            package.save(update_fields=["code_tries"])
            return None
        package.code_hash = package.code_until = None
        package.save(update_fields=["code_hash", "code_until"])
        write_event(request, Happening.DOWNLOADED)
        record("package.downloaded", request)
    return package, read_chunks(package.workspace_id, package.pk)


def open_for_desk(package: Package) -> Iterator[bytes]:
    """The copy for a member who hands it over or looks at it; noted as read, in the trail, too."""
    with inside(require_workspace_id()):
        fields = ("privacy.packagechunk.sealed",)
        key = person_key(package.request)
        note_reading(subject_key=key, purpose=ANSWER_REQUEST, fields=fields, place="package")
        record("package.opened", package.request)
    return read_chunks(package.workspace_id, package.pk)


def _locked(secret: str) -> tuple[DataSubjectRequest, Package]:
    request = linked(secret)
    package = copy_of(request) if request else None
    if request is None or package is None or not request.address:
        raise DataSubjectRequest.DoesNotExist
    return request, Package.objects.select_for_update(no_key=True).get(pk=package.pk)


def _hash(package: Any, code: str) -> bytes:
    return hashlib.sha256(package.pk.bytes + code.strip().encode()).digest()
