"""Hands one marketing mail to the server, at most once, and tells how that ended."""

from uuid import UUID

from accounts.errors import Trouble
from accounts.jobs import Lease
from accounts.marketing import may_market
from accounts.notify import SENT, Mail, deliver, open_mail
from accounts.services.jobs import forget_arguments
from accounts.signals import MailEnd, marketing_ended

# Stands behind what a job carries while the server may have the mail already.
_HANDING = "handing"


def send_marketing(lease: Lease, *, mail_id: UUID, sealed: str, topic: str, mark: str) -> None:
    """Ask consent and objection once more, hand it over, forget what it said.

    Raises Trouble, to be tried again, where the server certainly did not take it.
    """
    if sealed == SENT:
        return
    if mark == _HANDING:
        _end(lease, mail_id, topic, MailEnd.UNCLEAR)
        return
    mail = _admit(lease, mail_id, sealed, topic)
    if mail is None:
        return
    try:
        deliver(mail)
    except Trouble as trouble:
        if trouble.permanent:
            _end(lease, mail_id, topic, MailEnd.REFUSED)
        elif lease.attempt >= lease.max_attempts:
            _end(lease, mail_id, topic, MailEnd.UNSENT)
        else:
            with lease.batch():
                forget_arguments(job_id=lease.job_id, kept=[str(mail_id), sealed, topic])
            raise
        return
    _end(lease, mail_id, topic, MailEnd.SENT)


def _admit(lease: Lease, mail_id: UUID, sealed: str, topic: str) -> Mail | None:
    """The mail, marked as on its way; None where it is to be sent no more."""
    with lease.batch():
        mail = open_mail(lease.workspace_id, mail_id, sealed)
        if may_market(mail.to, topic):
            kept = [str(mail_id), sealed, topic, _HANDING]
            forget_arguments(job_id=lease.job_id, kept=kept)
            return mail
    _end(lease, mail_id, topic, MailEnd.STOPPED)
    return None


def _end(lease: Lease, mail_id: UUID, topic: str, end: MailEnd) -> None:
    with lease.batch():
        forget_arguments(job_id=lease.job_id, kept=[str(mail_id), SENT, topic])
        marketing_ended.send(sender=None, mail_id=mail_id, end=end)
