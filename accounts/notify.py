"""Mail to people: sealed into a job, so that it survives the mail server and no table shows it."""

import base64
import smtplib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext_noop

from accounts.crypto import Place, decrypt, encrypt
from accounts.errors import Trouble
from accounts.jobs import enqueue
from accounts.models import Job, JobState
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import current_workspace_id, inside, new_id

SEND_MAIL = "accounts.tasks.send_mail"
# In the job's reason, which each reader's page translates.
_REFUSED = gettext_noop("The mail server refused the address.")
_AWAY = gettext_noop("The mail server did not take the message.")


@dataclass(frozen=True)
class Mail:
    """One message to one address; plain text, because what people typed may stand in it."""

    to: str
    subject: str
    text: str
    reply_to: str = ""


def compose_mail(template: str, *, to: str, values: Mapping[str, Any], reply_to: str = "") -> Mail:
    """The mail drawn from templates/<template>_subject.txt and <template>_message.txt."""
    values = {"public_url": settings.PUBLIC_URL.rstrip("/"), **values}
    subject = " ".join(render_to_string(f"{template}_subject.txt", values).split())
    return Mail(
        to, subject, render_to_string(f"{template}_message.txt", values).strip() + "\n", reply_to
    )


def queue_mail(mail: Mail) -> UUID:
    """Send it soon: in the entered workspace's queue, or in the house's when none is entered.

    Under the id that it gives, accounts.signals.mail_delivered tells that the server has taken it.
    """
    workspace_id = current_workspace_id() or HOUSE_ID
    mail_id = new_id()
    with inside(workspace_id):
        sealed = encrypt(_place(workspace_id, mail_id), orjson.dumps(asdict(mail)).decode())
        enqueue(SEND_MAIL, mail_id, base64.b64encode(sealed).decode())
    return mail_id


def open_mail(workspace_id: UUID, mail_id: UUID, sealed: str) -> Mail:
    """The mail that a job carries; raises DecryptFailed in any other workspace."""
    text = decrypt(_place(workspace_id, mail_id), base64.b64decode(sealed))
    return Mail(**orjson.loads(text))


def unsent_mails() -> "QuerySet[Job]":
    """The entered workspace's jobs that still carry a mail: those that wait, and dead ones.

    A delivered mail is emptied before its job is done, so jobs that are done are not looked at.
    """
    waiting = [state for state in JobState.values if state != JobState.DONE]
    return Job.objects.filter(state__in=waiting, task=SEND_MAIL).exclude(args__1="sent")


def deliver(mail: Mail) -> None:
    """Hand it to the mail server; raises Trouble, permanent when the address is refused."""
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        # Absence notes and the like answer no such mail (RFC 3834).
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise Trouble(_REFUSED, code="mail_refused") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Trouble(_AWAY, permanent=False, code="mail_away") from error


def _place(workspace_id: UUID, mail_id: UUID) -> Place:
    return Place("mail", "message", workspace_id, mail_id)
