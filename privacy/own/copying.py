"""A user's copy of what Proactivox holds of them, made and given out without a member of staff.

Proactivox decides about its users' data itself, so no customer has to be asked. Only what somebody
wrote freely about a person is looked at first: it may be about others, too (GDPR Art. 15(4)).
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.crypto import normalise
from accounts.errors import Refused
from accounts.jobs import Later, Lease, enqueue
from accounts.models import Job, JobState, User
from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST, note_reading
from accounts.subjects import Subject
from accounts.tenancy import inside
from privacy.access.chunks import read_chunks
from privacy.access.holdings import CONTENT
from privacy.access.redacting import waiting_items
from privacy.access.sealing import open_content
from privacy.access.services import BUILD, GATHER, build, gather, release
from privacy.models import (
    DataSubjectRequest,
    Direction,
    Happening,
    Kind,
    Package,
    PackageItem,
    State,
)
from privacy.requests.arrivals import ask_signed_in
from privacy.requests.finding import linked, person_key
from privacy.requests.mails import mail_desk
from privacy.requests.sealing import hashes_of
from privacy.requests.writing import write_event

_SOON = timedelta(seconds=2)
# Long texts that a program wrote: {store: its columns}.
_OURS: Mapping[str, frozenset[str]] = {
    "usersessions.usersession": frozenset({"user_agent"}),
    "enquiries.subscriptionevent": frozenset({"text"}),
    "accounts.reading": frozenset({"purpose", "fields", "place"}),
    "accounts.disclosure": frozenset({"purpose", "receives", "safeguard"}),
}
# Letters of which the person wrote one half and got the other; the rest are notes of staff.
_LETTERS = ("privacy.requestmessage", "enquiries.ticketmessage")
_TOLD = (Direction.IN.value, Direction.OUT.value)


def ask_copy(*, user: User) -> None:
    """Have the copy made; raises Refused while one is being made."""
    with inside(HOUSE_ID):
        if going_on(user.email) is not None:
            raise Refused(_("Your copy is being made already."), code="copy_waits")
        link = ask_signed_in(user=user, kind=Kind.ACCESS, text="", is_uk=False, tells_desk=False)
        request = linked(link)
        assert request is not None, "it was made by the line above"  # noqa: S101
        gather(request_id=request.pk, ids={})
        enqueue("privacy.tasks.own.finish_copy", request.pk, dedupe_key=str(request.pk))


def going_on(email: str) -> DataSubjectRequest | None:
    """An open request of this address for a copy, in the entered house."""
    return _requests(email).filter(state=State.OPEN, packages__isnull=False).first()


def copies_of(email: str) -> "QuerySet[Package]":
    """The copies that this address can fetch now, newest first; in the entered house."""
    rows = Package.objects.filter(request__in=_requests(email), deleted_at=None)
    return rows.filter(expires_at__gt=timezone.now()).order_by("-released_at")


def open_copy(*, email: str, package_id: UUID) -> tuple[Package, Iterator[bytes]] | None:
    """The copy and its pieces, for who has just shown who they are; None where it is not theirs."""
    with inside(HOUSE_ID):
        package = copies_of(email).select_related("request").filter(pk=package_id).first()
        if package is None:
            return None
        write_event(package.request, Happening.DOWNLOADED)
        record("package.downloaded", package.request)
    return package, read_chunks(package.workspace_id, package.pk)


def run_copy(lease: Lease, *, request_id: UUID) -> None:
    """Build what was gathered and give it out; what has to be looked at waits on the desk.

    Raises Later while one of both is at work.
    """
    with lease.batch():
        package = Package.objects.filter(request_id=request_id).select_related("request").first()
        if package is None or package.request.state != State.OPEN:
            return
        with translation.override(package.request.language):
            is_done = _step(package)
    if not is_done:
        raise Later(_SOON, "The copy is being made.")


def _step(package: Package) -> bool:
    """Whether nothing is left to do here."""
    request = package.request
    if _has_given_up(package):
        mail_desk(request, "received")
        return True
    if package.gathered_at is None or (package.building_at and package.built_at is None):
        return False
    if package.built_at is not None:
        release(request_id=request.pk, text=_("Here is the copy that you asked for."))
        return True
    _pass_own_words(package)
    if waiting_items(package):
        mail_desk(request, "received")
        return True
    build(request_id=request.pk)
    return False


def _has_given_up(package: Package) -> bool:
    ended = (JobState.DEAD, JobState.CANCELLED)
    jobs = Job.objects.filter(task__in=(GATHER, BUILD), dedupe_key=str(package.pk))
    return jobs.filter(state__in=ended).exists()


def _pass_own_words(package: Package) -> None:
    """Texts that are a program's, or that the person wrote or got themselves, hide nobody else."""
    rows = PackageItem.objects.filter(package=package, looked_at=None).exclude(texts=[])
    passed = [one.pk for one in rows if _is_known(one)]
    if passed:
        key = person_key(package.request)
        note_reading(subject_key=key, purpose=ANSWER_REQUEST, fields=(CONTENT,), place="package")
        PackageItem.objects.filter(pk__in=passed).update(looked_at=timezone.now())


def _is_known(item: PackageItem) -> bool:
    if set(item.texts) <= _OURS.get(item.store, frozenset()):
        return True
    return item.store in _LETTERS and open_content(item).get("direction") in _TOLD


def _requests(email: str) -> "QuerySet[DataSubjectRequest]":
    known = hashes_of(Subject(emails=(normalise(email),)))
    return DataSubjectRequest.objects.filter(address_hash__in=known, kind=Kind.ACCESS)
