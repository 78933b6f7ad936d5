"""What jobs of this app may name; each is one call of a service."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from accounts.notify import deliver, open_mail
from accounts.services.invitations import mark_invitation_sent, write_invitation
from accounts.services.jobs import forget_arguments
from accounts.signals import mail_delivered

_SENT = "sent"


@job_task(queue="mail")
def send_mail(lease: Lease, mail_id: str, sealed: str) -> None:
    """Deliver a sealed mail; what it said is forgotten with the delivery."""
    if sealed == _SENT:
        return
    deliver(open_mail(lease.workspace_id, UUID(mail_id), sealed))
    with lease.batch():
        forget_arguments(job_id=lease.job_id, kept=[mail_id, _SENT])
        mail_delivered.send(sender=None, mail_id=UUID(mail_id))


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
