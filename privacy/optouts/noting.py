"""Notes who gets no marketing, and answers the door through which it leaves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.crypto import KeyedHash, all_hashes, normalise
from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST
from accounts.spelling import spellings
from accounts.subjects import Subject
from accounts.tenancy import inside, require_workspace_id
from enquiries.models import Way
from enquiries.newsletters.subscribing import end_for
from privacy.models import DataSubjectRequest, Kind, MailOptOut, OptOutGround
from privacy.requests.sealing import address_of


def note_objection(request: DataSubjectRequest) -> None:
    """An objection at Proactivox ends marketing at once, before anybody reads it (21(3)).

    At a customer it is about the customer's own mails, which Proactivox does not send.
    """
    email = address_of(request, purpose=ANSWER_REQUEST) if _is_ours(request) else ""
    if email:
        end_for(email=email, way=Way.OBJECTION)
        opt_out(email=email, ground=OptOutGround.OBJECTION, request_id=request.pk)


def note_left(*, email: str, **kwargs: Any) -> None:
    """Who left the news stays out, also after every trace of them is erased."""
    opt_out(email=email, ground=OptOutGround.LEFT)


def opt_out(*, email: str, ground: OptOutGround, request_id: UUID | None = None) -> None:
    """From now on, whatever was agreed to before."""
    with inside(HOUSE_ID):
        digest = KeyedHash(HOUSE_ID, "email", purpose="suppression").of(normalise(email))
        values = {"ground": ground, "noted_at": timezone.now(), "request_id": request_id}
        MailOptOut.objects.update_or_create(
            workspace_id=HOUSE_ID, address_hash=digest, defaults=values
        )


def has_objected(email: str, agreed_at: datetime) -> bool:
    """Whether an address is opted out and has not agreed anew since: accounts.marketing asks."""
    return opt_outs(Subject(emails=(normalise(email),))).filter(noted_at__gte=agreed_at).exists()


def opt_outs(subject: Subject) -> "QuerySet[MailOptOut]":
    """The opt-outs of a person's addresses in the entered workspace, in either spelling."""
    workspace_id = require_workspace_id()
    digests = [
        *subject.hashes.get("email suppression", ()),
        *(
            digest
            for email in subject.emails
            for one in spellings(email)
            for digest in all_hashes(workspace_id, "email", one, purpose="suppression")
        ),
    ]
    return MailOptOut.objects.filter(address_hash__in=digests)


def _is_ours(request: DataSubjectRequest) -> bool:
    return request.kind == Kind.OBJECTION and request.workspace_id == HOUSE_ID
