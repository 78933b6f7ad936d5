"""What every way in shares: a row for what is asked, its number and link, the first mails."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language

from accounts.crypto import encrypt
from accounts.jobs import enqueue
from accounts.models import Job, JobState, Workspace
from accounts.strangers.links import hash_of, new_secret
from accounts.tenancy import new_id, require_workspace_id
from privacy.clock import EU_DK, UK_ENGLAND
from privacy.models import Channel, DataSubjectRequest, Kind, State
from privacy.optouts.noting import note_objection
from privacy.requests.mails import mail_desk, mail_person
from privacy.requests.sealing import link_place, seal_address

_RESTRICT = "privacy.tasks.restrictions.restrict_objector"


def make_request(
    kind: Kind, channel: Channel, email: str, is_uk: bool, request_id: UUID | None = None
) -> DataSubjectRequest:
    """An unproven row, received now, that is not saved yet; `email` may be empty."""
    request = DataSubjectRequest(
        id=request_id or new_id(),
        workspace_id=require_workspace_id(),
        kind=kind,
        channel=channel,
        state=State.UNPROVEN,
        rules=(UK_ENGLAND if is_uk else EU_DK).version,
        language=(get_language() or "en")[:2],
        received_at=timezone.now(),
    )
    if email:
        request.address, request.address_hash = seal_address(request.pk, email)
    return request


def open_request(request: DataSubjectRequest, number: int) -> str:
    """It counts from here on; the secret of the person's own page. The row is not saved."""
    link = new_secret()
    request.state, request.number = State.OPEN, number
    request.link, request.link_hash = encrypt(link_place(request), link), hash_of(link)
    request.proof_hash = request.proof_until = None
    return link


def announce(request: DataSubjectRequest, *, tells_desk: bool = True) -> None:
    """Tell the person that it arrived, and those who answer for it; an objection works at once."""
    note_objection(request)
    mail_person(request, "received")
    if tells_desk:
        mail_desk(request, "received")


def restrict_at_once(request: DataSubjectRequest) -> None:
    """What an objection of a proven mailbox does before anybody decides.

    By a job: the number's lock on the workspace must not wait for a sync, nor it for us.
    """
    if request.kind == Kind.OBJECTION:
        key = str(request.pk)
        enqueue(_RESTRICT, request.pk, dedupe_key=key)


def restrictions_under_way(request_id: UUID) -> int:
    """How many jobs have still to do what an objection does at once."""
    rows = Job.objects.filter(task=_RESTRICT, dedupe_key=str(request_id))
    return rows.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).count()


def lock_numbers() -> None:
    """Let one transaction at a time open requests in the entered workspace."""
    Workspace.objects.select_for_update(no_key=True).only("id").get(pk=require_workspace_id())


def next_number() -> int:
    """The entered workspace's next number; nobody else gets one before this transaction ends."""
    lock_numbers()
    last = DataSubjectRequest.objects.exclude(number=None).order_by("-number").first()
    return (last.number or 0) + 1 if last else 1
