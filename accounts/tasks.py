"""What jobs of this app may name; each is one call of a service."""

from dataclasses import replace
from uuid import UUID

from accounts.announcements.sending import run_sending
from accounts.errors import Trouble
from accounts.jobs import Later, Lease, job_task
from accounts.letters.returning_to_users import user_return_address
from accounts.notify import SENT, Mail, deliver, open_mail
from accounts.services import marketing
from accounts.services.invitations import mark_invitation_sent, write_invitation
from accounts.services.jobs import forget_arguments
from accounts.services.unreachable import note_unreachable
from accounts.signals import mail_delivered
from accounts.telling.channels import sending as channels
from accounts.telling.mailing.sending import mail_due
from accounts.webhooks.sending import attempt
from accounts.webhooks.streaming import stream


@job_task(queue="mail")
def send_mail(lease: Lease, mail_id: str, sealed: str) -> None:
    """Deliver a sealed mail; what it said is forgotten with the delivery."""
    if sealed == SENT:
        return
    _deliver_to_user(open_mail(lease.workspace_id, UUID(mail_id), sealed))
    with lease.batch():
        forget_arguments(job_id=lease.job_id, kept=[mail_id, SENT])
        mail_delivered.send(sender=None, mail_id=UUID(mail_id))


def _deliver_to_user(mail: Mail) -> None:
    """Whose own address it is: what comes back, or is refused at once, is noted with them."""
    path = mail.return_path or user_return_address(mail.to)
    try:
        deliver(replace(mail, return_path=path))
    except Trouble as trouble:
        if trouble.code == "mail_refused":
            note_unreachable(email=mail.to)
        raise


# Not among the mails that people wait for: ten thousand of these would stand before a password's.
@job_task(queue="bulk")
def send_marketing(lease: Lease, mail_id: str, sealed: str, topic: str, mark: str = "") -> None:
    """Deliver a marketing mail to who still agrees to it."""
    marketing.send_marketing(lease, mail_id=UUID(mail_id), sealed=sealed, topic=topic, mark=mark)


@job_task(queue="bulk")
def send_announcement(lease: Lease, announcement_id: str) -> None:
    """Tell everybody for whom a notice is."""
    run_sending(lease, announcement_id=UUID(announcement_id))


@job_task(queue="mail")
def send_invitation(lease: Lease, invitation_id: str) -> None:
    """Write an invitation with a fresh link and deliver it; nothing when it was taken back."""
    with lease.batch():
        mail = write_invitation(invitation_id=UUID(invitation_id))
    if mail is None:
        return
    deliver(mail)
    with lease.batch():
        mark_invitation_sent(invitation_id=UUID(invitation_id))


@job_task(queue="webhook")
def send_webhook(lease: Lease, delivery_id: str) -> None:
    """Try to deliver one message; it comes back until it is taken or all tries are used."""
    if (wait := attempt(lease, UUID(delivery_id))) is not None:
        raise Later(wait)


@job_task(queue="webhook")
def stream_trail(lease: Lease, endpoint_id: str) -> None:
    """Send one endpoint the lines of the audit trail that it has not taken."""
    if (wait := stream(lease, UUID(endpoint_id))) is not None:
        raise Later(wait)


@job_task(queue="mail")
def mail_told(lease: Lease, user_id: str) -> None:
    """Mail a member what is due of what they were told."""
    with lease.batch():
        mail_due(UUID(user_id))


@job_task(queue="webhook")
def post_told(lease: Lease, post_id: str) -> None:
    """Try to tell a channel; it comes back until it is taken or all tries are used."""
    if (wait := channels.attempt(lease, UUID(post_id))) is not None:
        raise Later(wait)
