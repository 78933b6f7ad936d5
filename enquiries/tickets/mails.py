"""Mail about tickets: to the asker with their link, and to staff without a word of the asker."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from accounts.crypto import decrypt
from accounts.egress.disclosures import mail_carrier, note_disclosure
from accounts.models import Membership, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.notify import compose_mail, queue_mail
from accounts.permissions import Permission
from accounts.readings import email_key
from accounts.selectors import members_who_may
from enquiries.models import Ticket
from enquiries.site.addresses import absolute
from enquiries.tickets.addresses import reply_to
from enquiries.tickets.finding import LINK_KEPT, reachable_until
from enquiries.tickets.purposes import ANSWER_ASKER
from enquiries.tickets.sealing import TICKET, address_of

# Who sends us mail in a forged name makes us write to its owner: not more often than this.
_MOST_AN_HOUR = 5


def mail_asker(ticket: Ticket, news: str, text: str = "") -> None:
    """Tell the asker, with the link to their page. `news` is received, answered, closed or quiet.

    Only what staff wrote stands in it: what the asker typed would be a way to write to strangers.
    """
    email = address_of(ticket, purpose=ANSWER_ASKER)
    with translation.override(ticket.language):
        values = {
            "reference": ticket.reference,
            "news": news,
            "text": text,
            "url": absolute(reverse("enquiries:ticket_status", args=[link_of(ticket)])),
            "kept_days": LINK_KEPT.days,
            "until": reachable_until(ticket),
            "may_answer": bool(settings.SUPPORT_MAIL_DOMAIN),
        }
        mail = compose_mail(
            "enquiries/tickets/asker", to=email, values=values, reply_to=reply_to(ticket)
        )
    queue_mail(mail)
    note_disclosure(
        subject_keys=[email_key(email)],
        recipient=mail_carrier(),
        purpose=ANSWER_ASKER,
        run=f"mails:{ticket.pk}",
    )


def mail_staff(ticket: Ticket, news: str) -> int:
    """Tell who works on it, else all who may; how many. `news` is opened, written or closed."""
    people = _staff_of(ticket)
    path = reverse("enquiries:ticket", args=[_house_slug(), ticket.pk])
    for member in people:
        with translation.override(member.user.language):
            values = {
                "reference": ticket.reference,
                "news": news,
                "topic": ticket.get_topic_display(),
                "url": absolute(path),
            }
            mail = compose_mail("enquiries/tickets/staff", to=member.user.email, values=values)
        queue_mail(mail)
    return len(people)


def is_flood(ticket: Ticket) -> bool:
    """Whether this address has opened so many within the hour that nobody is mailed about it."""
    since = timezone.now() - timedelta(hours=1)
    rows = Ticket.objects.filter(address_hash=ticket.address_hash, received_at__gt=since)
    return rows.count() > _MOST_AN_HOUR


def link_of(ticket: Ticket) -> str:
    """The secret of the asker's page."""
    return decrypt(TICKET.place(ticket, "link"), bytes(ticket.link))


def _staff_of(ticket: Ticket) -> list[Membership]:
    people = members_who_may(Permission.ANSWER_TICKETS)
    return [one for one in people if one.user_id == ticket.assignee_id] or people


def _house_slug() -> str:
    return Workspace.objects.get(pk=HOUSE_ID).slug
