"""The two mails to who waits for times: the link that confirms, and that times are open."""

from django.utils import translation

from accounts.egress.disclosures import mail_carrier, note_disclosure
from accounts.notify import compose_mail, queue_mail
from accounts.readings import email_key
from enquiries.bookings.purposes import TELL_TIMES
from enquiries.bookings.waiting.sealing import WAITER
from enquiries.following import mailed_address
from enquiries.models import DemoWaiter


def mail_link(email: str, secret: str) -> None:
    """The link that shows the mailbox to be theirs, in the language of the form."""
    language = translation.get_language() or "en"
    values = {"url": mailed_address(language, "demo_waiting", secret)}
    queue_mail(compose_mail("enquiries/bookings/waiting/link", to=email, values=values))
    _note_mailed(email)


def mail_open(waiter: DemoWaiter) -> None:
    """The one mail that was asked for."""
    to = WAITER.text(waiter, "email", purpose=TELL_TIMES)
    with translation.override(waiter.language):
        values = {"url": mailed_address(waiter.language, "demo")}
        queue_mail(compose_mail("enquiries/bookings/waiting/open", to=to, values=values))
    _note_mailed(to)


def _note_mailed(email: str) -> None:
    """Whoever carries our mail receives the address."""
    note_disclosure(
        subject_keys=[email_key(email)],
        recipient=mail_carrier(),
        purpose=TELL_TIMES,
        run="demo waiting",
    )
