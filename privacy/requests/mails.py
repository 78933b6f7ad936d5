"""Mail of the desk: to the person with the link to their page, and to those who answer for it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.crypto import decrypt
from accounts.egress.disclosures import mail_carrier, note_disclosure
from accounts.models import Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.permissions import Permission
from accounts.readings import request_key
from accounts.selectors import members_who_may
from accounts.tenancy import require_workspace_id
from privacy.clock import RULES
from privacy.inbound.addresses import reply_to as answers_to
from privacy.models import Channel, DataSubjectRequest, State
from privacy.requests.finding import row_of
from privacy.requests.purposes import ANSWER_PERSON
from privacy.requests.sealing import address_of, link_place


def mail_proof(request: DataSubjectRequest, secret: str, email: str) -> None:
    """The link that shows the mailbox to be the person's; nothing of the request stands in it."""
    workspace = _workspace()
    path = reverse("privacy_requests:proof", args=[workspace.slug, secret])
    with translation.override(request.language):
        values = {
            "workspace": workspace,
            "url": _url(path),
            "is_mailed": request.channel == Channel.MAIL,
            "received_on": request.received_at.astimezone(RULES[request.rules].zone).date(),
        }
        queue_mail(compose_mail("privacy/requests/proof", to=email, values=values))


def mail_person(request: DataSubjectRequest, news: str, text: str = "") -> UUID | None:
    """Tell the person what happened, with the link to their page: the mail's id; None without an
    address.

    `news` is received, passed_in, passed_on, asked, extended, replied or closed; of a
    restriction: restricted, objection_upheld, objection_overridden, lifting. What may hold data
    about them is read on their page; `text` is for reasons that the law wants in the notice.
    """
    email = address_of(request, purpose=ANSWER_PERSON)
    if not email or not request.link:
        return None
    workspace, row = _workspace(), row_of(request)
    reply_to, token = answers_to(request, workspace)
    secret = decrypt(link_place(request), bytes(request.link))
    path = reverse("privacy_requests:status", args=[workspace.slug, secret])
    with translation.override(request.language):
        values = {
            "workspace": workspace,
            "number": request.number,
            "news": news,
            "text": text,
            "clock": row.clock,
            "is_overdue": row.is_late,
            "is_open": request.state == State.OPEN,
            "url": _url(path),
            "token": token,
        }
        mail_id = queue_mail(
            compose_mail("privacy/requests/person", to=email, values=values, reply_to=reply_to)
        )
    note_mailed(request)
    return mail_id


def note_mailed(request: DataSubjectRequest) -> None:
    """Whoever carries our mail receives the address, and what stands in the message."""
    note_disclosure(
        subject_keys=[request_key(request.pk)],
        recipient=mail_carrier(),
        purpose=ANSWER_PERSON,
        run=f"mails:{request.pk}",
    )


def mail_desk(request: DataSubjectRequest, news: str) -> int:
    """Tell everyone who may handle requests; how many. No word of the person stands in it.

    `news` is received, passed_in, written, withdrawn, proposed, reminder, escalation, or of the
    house pass_on_reminder, pass_on_escalation, passed_by_itself.
    """
    workspace, row = _workspace(), row_of(request)
    path = reverse("privacy_requests:detail", args=[workspace.slug, request.pk])
    people = members_who_may(Permission.MANAGE_PRIVACY)
    for member in people:
        with translation.override(member.user.language):
            values: dict[str, Any] = {
                "workspace": workspace,
                "number": request.number,
                "news": news,
                "clock": row.clock,
                "kind": request.get_kind_display(),
                "url": _url(path),
            }
            mail = compose_mail("privacy/requests/desk", to=member.user.email, values=values)
        queue_mail(mail)
    return len(people)


def _workspace() -> Workspace:
    return Workspace.objects.get(pk=require_workspace_id())


def _url(path: str) -> str:
    return str(settings.PUBLIC_URL).rstrip("/") + path
