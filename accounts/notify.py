"""Mail to people: sealed into a job, so that it survives the mail server and no table shows it."""

import base64
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext_noop

from accounts.crypto import Place, decrypt, encrypt
from accounts.errors import Trouble
from accounts.jobs import enqueue
from accounts.languages import numbers_for
from accounts.mail_signing import SignedMail
from accounts.models import Job, JobState
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import current_workspace_id, inside, new_id

SEND_MAIL = "accounts.tasks.send_mail"
SEND_MARKETING = "accounts.tasks.send_marketing"
# Stands in a job in the place of what it said, once that is delivered.
SENT = "sent"
# In the job's reason, which each reader's page translates.
_REFUSED = gettext_noop("The mail server refused the address.")
_AWAY = gettext_noop("The mail server did not take the message.")


@dataclass(frozen=True)
class Attachment:
    """A text that goes with a mail, such as a calendar file, or by `of_bytes` any file.

    With a `content_id` it is a picture that the mail's html shows as "cid:" and that id.
    """

    name: str
    text: str
    media_type: str
    is_coded: bool = False
    content_id: str = ""

    @classmethod
    def of_bytes(
        cls, name: str, content: bytes, media_type: str, content_id: str = ""
    ) -> "Attachment":
        """A file of bytes, coded as text, because a mail waits as JSON."""
        return cls(name, base64.b64encode(content).decode(), media_type, True, content_id)

    @property
    def content(self) -> bytes | str:
        """What is sent."""
        return base64.b64decode(self.text) if self.is_coded else self.text


@dataclass(frozen=True)
class Mail:
    """One message to one address; plain text, because what people typed may stand in it.

    `headers` are further ones by name; `attachments` are texts such as a calendar file. `html` says
    the same as the text, for readers who see it set. `return_path` is where servers report what
    they could not deliver, instead of to the address from which our mail comes.
    """

    to: str
    subject: str
    text: str
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[Attachment] = ()
    html: str = ""
    return_path: str = ""


def compose_mail(
    template: str,
    *,
    to: str,
    values: Mapping[str, Any],
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
) -> Mail:
    """The mail drawn from templates/<template>_subject.txt and <template>_message.txt."""
    values = {"public_url": settings.PUBLIC_URL.rstrip("/"), **values}
    with numbers_for(to):
        subject = " ".join(render_to_string(f"{template}_subject.txt", values).split())
        text = render_to_string(f"{template}_message.txt", values).strip() + "\n"
    return Mail(to, subject, text, reply_to, headers or {}, attachments)


def queue_mail(mail: Mail, *, queue: str | None = None) -> UUID:
    """Send it soon: in the entered workspace's queue, or in the house's when none is entered.

    `queue` is another one than that of mails, for many which nobody waits for.

    Under the id that it gives, accounts.signals.mail_delivered tells that the server has taken it.
    """
    workspace_id = current_workspace_id() or HOUSE_ID
    mail_id = new_id()
    with inside(workspace_id):
        sealed = encrypt(mail_place(workspace_id, mail_id), orjson.dumps(asdict(mail)).decode())
        enqueue(SEND_MAIL, mail_id, base64.b64encode(sealed).decode(), queue=queue)
    return mail_id


def open_mail(workspace_id: UUID, mail_id: UUID, sealed: str) -> Mail:
    """The mail that a job carries; raises DecryptFailed in any other workspace."""
    text = decrypt(mail_place(workspace_id, mail_id), base64.b64decode(sealed))
    said = orjson.loads(text)
    attachments = tuple(Attachment(**one) for one in said.pop("attachments", ()))
    return Mail(**said, attachments=attachments)


def unsent_mails() -> "QuerySet[Job]":
    """The entered workspace's jobs that still carry a mail: those that wait, and dead ones.

    A delivered mail is emptied before its job is done, so jobs that are done are not looked at.
    """
    waiting = [state for state in JobState.values if state != JobState.DONE]
    carrying = Job.objects.filter(state__in=waiting, task__in=(SEND_MAIL, SEND_MARKETING))
    return carrying.exclude(args__1=SENT)


def deliver(mail: Mail) -> None:
    """Hand it to the mail server; raises Trouble, permanent when the address is refused."""
    message = SignedMail(
        mail.subject,
        mail.text,
        # The envelope's; what its reader sees stands in the header From.
        mail.return_path or settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        # Absence notes and the like answer no such mail (RFC 3834).
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Auto-Submitted": "auto-generated",
            **mail.headers,
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for one in mail.attachments:
        if one.content_id:
            message.shown.append((one.name, base64.b64decode(one.text), one.content_id))
        else:
            message.attach(one.name, one.content, one.media_type)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _refusal(error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Trouble(_AWAY, permanent=False, code="mail_away") from error


def _refusal(error: smtplib.SMTPRecipientsRefused) -> Trouble:
    """For good, unless the server says to come back later (4xx), as where greylisting is done."""
    codes = [code for code, _words in error.recipients.values()]
    is_passing = bool(codes) and all(400 <= code < 500 for code in codes)
    if is_passing:
        return Trouble(_AWAY, permanent=False, code="mail_away")
    return Trouble(_REFUSED, code="mail_refused")


def mail_place(workspace_id: UUID, mail_id: UUID) -> Place:
    """Where a mail that waits is sealed."""
    return Place("mail", "message", workspace_id, mail_id)
